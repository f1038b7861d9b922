using System.Collections.Immutable;

namespace Edge.Profiles;

/// <summary>What a gateway can run short of. Numbers are positions in <see cref="ResourceCatalogue.All"/>
/// plus 1.</summary>
public enum ResourceKind : byte
{
    Disk = 1,
    Inodes,
    FlashWear,
    Memory,
    OwnMemory,
    MemoryPressure,
    Temperature,
    Throttling,
    SupplyVoltage,
    ClockOffset,
    ClockUnsynchronised,
    Outbox,
    OutboxAge,
    KeepAlive,
}

/// <summary>One resource: its key in the site file and what holds where that is silent.</summary>
/// <param name="Name">Of the key, in status and in the audit log.</param>
/// <param name="Unit">Percent, degrees, milliseconds; a switch is 0 or 1 and has no key.</param>
/// <param name="Raise">Short from this value on.</param>
/// <param name="Clear">Short until this value or less; less than <paramref name="Raise"/>.</param>
/// <param name="Range">What may be written.</param>
/// <param name="Measures">What the value is.</param>
/// <param name="Advice">What a person does about it.</param>
public sealed record ResourceDescription(
    ResourceKind Kind, string Name, Unit Unit, double Raise, double Clear, Interval Range, string Measures, string Advice)
{
    /// <summary>Whether a site file may say otherwise.</summary>
    public bool HasKey => Unit != Unit.Switch;
}

/// <param name="Raise">Short from this value on.</param>
/// <param name="Clear">Short until this value or less.</param>
public sealed record ResourceThreshold(ResourceDescription Resource, double Raise, double Clear);

/// <summary>Every resource that is watched, with its usual threshold: the one table, also printed in
/// docs/formats/site-file.md.</summary>
public static class ResourceCatalogue
{
    private const double Second = 1_000;
    private const double Hour = 3_600_000;

    private static readonly Interval Percent = new(1, 100);
    private static readonly Interval Duration = new(Second, 31 * 24 * Hour);

    public static ImmutableArray<ResourceDescription> All { get; } =
    [
        new(ResourceKind.Disk, "disk", Unit.Percent, 90, 85, Percent,
            "used, of the file system of the state folder", "Free some space; see: du -x / | sort -n"),
        new(ResourceKind.Inodes, "inodes", Unit.Percent, 90, 85, Percent,
            "files, of those that this file system can hold", "Remove small files; see: du --inodes -x / | sort -n"),
        new(ResourceKind.FlashWear, "flash-wear", Unit.Percent, 80, 70, Percent,
            "life that the flash below the state folder has used up, where it tells (eMMC)", "Plan to replace the board or its flash"),
        new(ResourceKind.Memory, "memory", Unit.Percent, 90, 80, Percent,
            "of the machine's memory that a new process could not have", "See what uses it: top -o %MEM"),
        new(ResourceKind.OwnMemory, "own-memory", Unit.Percent, 85, 70, Percent,
            "in use of what the unit may have (MemoryMax)", "Send an incident bundle: edge incident"),
        new(ResourceKind.MemoryPressure, "memory-pressure", Unit.Percent, 20, 10, Percent,
            "of the last minute in which something waited for memory", "See what uses memory: top -o %MEM"),
        new(ResourceKind.Temperature, "temperature", Unit.DegreeCelsius, 80, 75, new(-40, 150),
            "of the hottest zone", "Air, shade, a heat sink; processors slow down at 80 to 85 °C"),
        new(ResourceKind.Throttling, "throttling", Unit.Switch, 1, 0, new(0, 1),
            "1 while the processor is slowed down", "Cool the board, and see that its power supply is strong enough"),
        new(ResourceKind.SupplyVoltage, "supply-voltage", Unit.Switch, 1, 0, new(0, 1),
            "1 while the board's supply is below its limit", "A stronger power supply, a shorter or thicker cable"),
        new(ResourceKind.ClockOffset, "clock-offset", Unit.Millisecond, 1 * Second, Second / 2, new(1, 24 * Hour),
            "what the kernel has still to correct", "See: timedatectl timesync-status"),
        new(ResourceKind.ClockUnsynchronised, "clock-unsynchronised", Unit.Millisecond, 6 * Hour, 0, Duration,
            "since a time source was last heard", "See: timedatectl timesync-status"),
        new(ResourceKind.Outbox, "outbox", Unit.Percent, 80, 60, Percent,
            "of its budget that waits for delivery", "See why nothing is delivered: edge doctor; or raise outbox: budget"),
        new(ResourceKind.OutboxAge, "outbox-age", Unit.Millisecond, 24 * Hour, 1 * Hour, Duration,
            "of the oldest record that waits for delivery", "See why nothing is delivered: edge doctor"),
        new(ResourceKind.KeepAlive, "keep-alive", Unit.Percent, 50, 25, Percent,
            "of the watchdog's patience that the longest gap between two scans took", "Send an incident bundle: edge incident"),
    ];

    /// <summary>The thresholds of a site file that says nothing.</summary>
    public static ImmutableArray<ResourceThreshold> Usual { get; } =
        [.. All.Select(each => new ResourceThreshold(each, each.Raise, each.Clear))];

    public static ResourceDescription Of(ResourceKind kind) => All[(int)kind - 1];
}
