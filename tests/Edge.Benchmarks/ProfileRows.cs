using Edge.Profiles;

namespace Edge.Benchmarks;

/// <summary>What reading a site file costs a start.</summary>
internal static class ProfileRows
{
    public static IEnumerable<Row> Take(Measure measure)
    {
        int lines = Demo.SiteText.Count(c => c == '\n');
        double rate = measure.PerCpuSecond(() => SiteReader.Read(Demo.SiteText, "demo.yaml", Demo.Boards));
        yield return new Row("site file read and checked", 1_000 / rate, "ms", $"demo site, {lines} lines, one core");
    }
}
