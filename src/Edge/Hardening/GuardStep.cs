using System.Collections.Immutable;

namespace Edge.Hardening;

/// <summary>How something is switched off. Numbers travel in reports; never reordered.</summary>
public enum Mechanism : byte
{
    /// <summary>A setting below /proc/sys; the value is its text.</summary>
    Sysctl = 1,
    /// <summary>A file below /sys; the value is its text.</summary>
    Sysfs = 2,
    /// <summary>A kind of radio in rfkill: <c>blocked</c> or <c>open</c>.</summary>
    RadioBlock = 3,
    /// <summary>A kernel module: <c>barred</c> (not loaded, cannot be), <c>loaded</c>, or
    /// <c>loadable</c>.</summary>
    Module = 4,
    /// <summary>A network interface: <c>down</c> or <c>up</c>.</summary>
    Link = 5,
    /// <summary>A unit of systemd: <c>masked</c>, or <c>active</c>, or <c>inactive</c>.</summary>
    Unit = 6,
    /// <summary>A user's password: <c>locked</c> or <c>open</c>.</summary>
    Account = 7,
    /// <summary>The rules of the packet filter: their text; empty: none.</summary>
    Firewall = 8,
    /// <summary>A device at its driver: <c>unbound</c>, or <c>bound to DRIVER</c>.</summary>
    Binding = 9,
    /// <summary>Who may open a device node: its mode in octal.</summary>
    Node = 10,
    /// <summary>A mounted file system: <c>absent</c>, or what and how it was mounted.</summary>
    Mount = 11,
    /// <summary>A line or word of the boot files of the slot that does not run: <c>present</c> or
    /// <c>absent</c>.</summary>
    BootLine = 12,
    /// <summary>A connector of a screen: <c>off</c> or <c>detect</c>.</summary>
    Connector = 13,
    /// <summary>What a unit may reach: the text of a drop-in for this boot; empty: none.</summary>
    UnitRights = 14,
}

/// <summary>How far off something is. The lower number is the better one.</summary>
public enum Tier : byte
{
    /// <summary>The system has no code that could use it.</summary>
    Absent = 1,
    /// <summary>Switched off while the system runs.</summary>
    Disabled = 2,
    /// <summary>It is on, and nothing gets through.</summary>
    Walled = 3,
}

/// <summary>What became of a step. Numbers travel in reports; never reordered.</summary>
public enum StepOutcome : byte
{
    /// <summary>It read back as wanted before anything was done.</summary>
    AlreadySo = 1,
    /// <summary>Written, and read back as wanted.</summary>
    Applied = 2,
    /// <summary>Written without an error, and read back as something else.</summary>
    NoEffect = 3,
    Failed = 4,
    /// <summary>Something that must survive worked just before it and not after it; the value before was put
    /// back.</summary>
    Undone = 5,
    /// <summary>A boot setting that this boot does not have.</summary>
    AtNextBoot = 6,
    /// <summary>Only planned: the guard enforces nothing here.</summary>
    Planned = 7,
    /// <summary>There is nothing to switch off any more.</summary>
    NotThere = 8,
    /// <summary>The module of a radio is in use and cannot be taken away; the radio itself is blocked.</summary>
    LowerTier = 9,
    /// <summary>A boot setting, and no boot files of the slot that does not run are at hand: it is
    /// on.</summary>
    OutOfReach = 10,
}

public static class StepOutcomes
{
    /// <summary>What is to be off is off, or with the next boot; or the guard of this machine has no means,
    /// and says so.</summary>
    public static bool IsGood(this StepOutcome outcome) => outcome is StepOutcome.AlreadySo or StepOutcome.Applied or StepOutcome.AtNextBoot
        or StepOutcome.NotThere or StepOutcome.LowerTier or StepOutcome.OutOfReach;
}

/// <summary>One setting of the machine and the value it shall have: applied by writing, proven by reading,
/// undone by writing
/// what was read before.</summary>
/// <param name="Target">What is set, in the words of its mechanism.</param>
/// <param name="Cuts">Nodes that are gone once it has this value.</param>
public sealed record GuardStep(Mechanism Mechanism, string Target, string Wanted, Tier Tier,
    ImmutableArray<string> Cuts)
{
    /// <summary>What a step is told apart by: two steps with one key would fight.</summary>
    public string Key => $"{Words.Of(Mechanism)} {Target}";

    /// <summary>True where it holds until the next boot whatever is written.</summary>
    public bool EndsWithTheBootOnly => Mechanism == Mechanism.Sysctl && Target == "kernel.modules_disabled";

    public override string ToString() => $"{Key} = {Wanted}";
}
