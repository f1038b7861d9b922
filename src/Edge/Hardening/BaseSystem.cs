using System.Collections.Frozen;

namespace Edge.Hardening;

/// <summary>The units without which the system itself does not stand; everything else is declared or
/// off.</summary>
/// <remarks>Each by its exact name, or by its template and an instance that fits it; docs/security.md. What
/// listens (resolved, timesyncd, networkd are clients here) is behind the packet filter all the
/// same.</remarks>
public static class BaseSystem
{
    private static readonly char[] Blank = [' ', '\n', '\r'];

    private static readonly FrozenSet<string> Names = BaseUnits.Plain.SelectMany(row =>
        row.Units.Split(Blank, StringSplitOptions.RemoveEmptyEntries)).ToFrozenSet(StringComparer.Ordinal);

    private static readonly FrozenDictionary<string, Func<string, bool>> Templates = BaseUnits.Templates.ToFrozenDictionary(
        row => $"{row.Template}@.{row.Type}", row => row.IsInstance, StringComparer.Ordinal);

    public static bool Has(string unit) => Names.Contains(unit) || HasInstance(unit);

    private static bool HasInstance(string unit)
    {
        int at = unit.IndexOf('@', StringComparison.Ordinal);
        int dot = unit.LastIndexOf('.');
        if (at < 0 || dot < at) { return false; }
        string template = $"{unit[..at]}@{unit[dot..]}";
        string instance = unit[(at + 1)..dot];
        // The template itself runs nothing; it is what packages ship.
        return Templates.TryGetValue(template, out Func<string, bool>? isInstance) && (instance.Length == 0 || isInstance(instance));
    }

    /// <summary>Modules that nothing of a gateway needs: old file systems, protocols, buses with direct
    /// memory access.</summary>
    /// <remarks>Source: CIS Debian Linux 12 Benchmark, 1.1.1 and 3.2.</remarks>
    public static IReadOnlyList<string> BarredModules { get; } =
        ["cramfs", "freevxfs", "hfs", "hfsplus", "jffs2", "udf", "firewire_core", "atm", "can", "dccp",
            "rds", "sctp", "tipc", "thunderbolt"];
}
