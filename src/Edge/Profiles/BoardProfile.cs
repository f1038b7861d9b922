using System.Collections.Immutable;

namespace Edge.Profiles;

/// <summary>A place in a file people write; both count from 1. Zero means the file does not contain it (a
/// default).</summary>
public readonly record struct SourcePosition(int Line, int Column);

/// <summary>What a board has, written by an integrator. What is not in it cannot be reached.</summary>
public sealed record BoardProfile(
    string Name,
    string Description,
    BoardKind Kind,
    ImmutableArray<BoardBus> Buses,
    ImmutableArray<BoardPin> Pins,
    ImmutableArray<BoardInterface> Interfaces,
    string? WatchdogDevice,
    string? BootSelector);

public enum BoardKind : byte
{
    /// <summary>Real kernel interfaces: /dev/i2c-N and GPIO character devices.</summary>
    Linux = 1,
    /// <summary>Devices played at register and pin level in this process, driven by a scenario.</summary>
    Simulated = 2,
}

public enum BusKind : byte
{
    I2c = 1,
    /// <summary>A single GPIO line.</summary>
    Pin = 2,
    /// <summary>The machine itself: /proc, /sys, the clock.</summary>
    Host = 3,
    Serial = 4,
}

/// <param name="Name">The name site files use, such as <c>i2c-1</c>.</param>
/// <param name="Path">The device node, such as <c>/dev/i2c-1</c>; ignored on a simulated board.</param>
public sealed record BoardBus(string Name, BusKind Kind, string Path);

/// <param name="Name">The name on the header, such as <c>GPIO17</c>.</param>
/// <param name="HeaderPin">Position on the 40-pin header, or 0 where there is none.</param>
/// <param name="ChipLabel">The label of the GPIO chip, such as <c>pinctrl-rp1</c>; never its number, which
/// changes between kernels.</param>
/// <param name="Line">The line on that chip.</param>
/// <param name="ReservedFor">What the board itself uses the pin for by default (an I2C bus, the console), or
/// null.</param>
public sealed record BoardPin(string Name, int HeaderPin, string ChipLabel, int Line, string? ReservedFor);

/// <summary>An on-board interface and how it is switched off. Data for the guard.</summary>
/// <param name="Kind">A word such as <c>radio</c>, <c>wired</c> or <c>usb</c>.</param>
/// <param name="Disable">Steps of the form <c>mechanism:argument</c>, such as
/// <c>dtoverlay:disable-wifi</c>.</param>
public sealed record BoardInterface(string Name, string Kind, ImmutableArray<string> Disable);
