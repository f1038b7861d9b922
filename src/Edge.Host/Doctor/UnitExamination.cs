namespace Edge.Host.Doctor;

/// <summary>Whether the units that the package installed are those that the committed release was made with.</summary>
/// <remarks>Units travel in a release and are not put into force by it: docs/adr/0043-units.md.</remarks>
internal static class UnitExamination
{
    /// <summary>Where a package puts units.</summary>
    public const string Installed = "/usr/lib/systemd/system";

    /// <summary>The folder of a slot that has them.</summary>
    public const string Folder = "units";

    /// <param name="slot">The files of the committed release; null: none is.</param>
    /// <returns>Null: there is nothing to compare.</returns>
    public static Finding? Look(string? slot, string installed)
    {
        string units = Path.Combine(slot ?? "", Folder);
        if (slot is null || !Directory.Exists(units)) { return null; }
        string[] others = [.. Directory.GetFiles(units).Where(unit => !IsSame(unit, Path.Combine(installed, Path.GetFileName(unit))))
            .Select(unit => Path.GetFileName(unit)).Order(StringComparer.Ordinal)];
        return others.Length == 0
            ? Finding.Good("units", "those of the release")
            : new Finding(
                Health.Doubtful, "units", $"{string.Join(", ", others)}: other than the release was made with",
                "The release runs with the units of the installed package; install the package of the release");
    }

    private static bool IsSame(string unit, string installed) =>
        File.Exists(installed) && File.ReadAllBytes(unit).AsSpan().SequenceEqual(File.ReadAllBytes(installed));
}
