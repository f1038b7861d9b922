using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;

namespace Edge.Hardening;

/// <summary>What is decided about one interface. Numbers travel in reports; never reordered.</summary>
public enum Decision : byte
{
    /// <summary>The site declares it.</summary>
    Kept = 1,
    /// <summary>It is switched off by steps.</summary>
    Off = 2,
    /// <summary>Not declared, but something that must survive hangs on it; it stays and is
    /// reported.</summary>
    Spared = 3,
    /// <summary>The board may have it; this machine shows nothing to switch off.</summary>
    NotOffered = 4,
}

/// <summary>One interface, what is decided about it, and how.</summary>
/// <param name="Kind">A word, such as <c>radio</c>.</param>
/// <param name="Note">Why, in words for a technician.</param>
public sealed record PlanEntry(string Name, string Kind, Decision Decision, string Note,
    ImmutableArray<GuardStep> Steps)
{
    /// <summary>The best of its steps; 0 where there is none.</summary>
    public Tier Tier => Steps.IsEmpty ? default : Steps.Min(step => step.Tier);
}

/// <summary>Everything the guard will do on one machine, in the order it does it.</summary>
public sealed record GuardPlan(ImmutableArray<PlanEntry> Entries, ImmutableArray<Survivor> Survivors)
{
    /// <summary>The order of acts: walls before doors, what is reversible at once before what is
    /// not.</summary>
    private static readonly Mechanism[] Order =
    [
        Mechanism.Firewall, Mechanism.UnitRights, Mechanism.Sysctl, Mechanism.Mount, Mechanism.Sysfs, Mechanism.RadioBlock, Mechanism.Link,
        Mechanism.Unit, Mechanism.Connector, Mechanism.Binding, Mechanism.Node, Mechanism.Module, Mechanism.Account, Mechanism.BootLine,
    ];

    public IEnumerable<GuardStep> Steps => Entries.SelectMany(entry => entry.Steps)
        .OrderBy(step => step.EndsWithTheBootOnly).ThenBy(step => Array.IndexOf(Order, step.Mechanism));

    /// <summary>SHA-256 over the lines of docs/formats/guard-report.md.</summary>
    public byte[] Hash() => HashOf(Entries);

    internal static byte[] HashOf(IEnumerable<PlanEntry> entries)
    {
        var text = new StringBuilder("plan 1\n");
        foreach (PlanEntry entry in entries)
        {
            text.Append(null, $"{(byte)entry.Decision}|{entry.Kind}|{entry.Name}\n");
            foreach (GuardStep step in entry.Steps)
            {
                text.Append(null, $"{(byte)step.Mechanism}|{(byte)step.Tier}|{step.Target}|{step.Wanted}\n");
            }
        }
        return SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString()));
    }
}
