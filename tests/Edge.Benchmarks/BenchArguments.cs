using System.Globalization;

namespace Edge.Benchmarks;

/// <summary>The command line of edge-bench.</summary>
/// <param name="EdgeFolder">Where the shipped executables lie; null: rows that start them are left out.</param>
/// <param name="PssMinutes">How long the gateway runs before its memory is read; 0: not at all.</param>
/// <param name="Only">Part of the names of the groups to run; null: all.</param>
/// <param name="BeforeFolder">The same of an earlier build, from which an update leads to this one; null: no row of an update.</param>
/// <param name="SitePath">The site whose bus is read; null: the demo site.</param>
internal sealed record BenchArguments(
    string? JsonPath, string? EdgeFolder, double PssMinutes, bool Quick, string? Only, string? BeforeFolder, string? SitePath)
{
    public const string Usage =
        "edge-bench [--quick] [--json FILE] [--edge FOLDER] [--pss-minutes N] [--before FOLDER] [--site FILE] "
        + "[--only limits|profiles|sealing|rules|conditions|replay|bus|line|outbox|update|size|image|start|memory]";

    /// <summary>Null when they make no sense.</summary>
    public static BenchArguments? Parse(string[] arguments)
    {
        var parsed = new BenchArguments(null, null, PssMinutes: 10, Quick: false, Only: null, BeforeFolder: null, SitePath: null);
        for (int i = 0; i < arguments.Length; i++)
        {
            if (arguments[i] == "--quick") { parsed = parsed with { Quick = true, PssMinutes = 0 }; continue; }
            if (i + 1 == arguments.Length) { return null; }
            string value = arguments[++i];
            switch (arguments[i - 1])
            {
                case "--json": parsed = parsed with { JsonPath = value }; break;
                case "--edge": parsed = parsed with { EdgeFolder = Path.GetFullPath(value) }; break;
                case "--before": parsed = parsed with { BeforeFolder = Path.GetFullPath(value) }; break;
                case "--site": parsed = parsed with { SitePath = Path.GetFullPath(value) }; break;
                case "--only": parsed = parsed with { Only = value }; break;
                case "--pss-minutes" when double.TryParse(value, CultureInfo.InvariantCulture, out double minutes):
                    parsed = parsed with { PssMinutes = minutes };
                    break;
                default: return null;
            }
        }
        return parsed;
    }
}
