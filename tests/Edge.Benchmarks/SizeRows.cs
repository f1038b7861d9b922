namespace Edge.Benchmarks;

/// <summary>What a gateway carries: <c>edge</c> and the native libraries beside it, of every architecture that was
/// published.</summary>
internal static class SizeRows
{
    private static readonly string[] Architectures = ["linux-arm64", "linux-x64"];

    /// <param name="publishFolder">Holds a folder for each architecture; missing ones are left out.</param>
    public static IEnumerable<Row> Take(string publishFolder)
    {
        foreach (string architecture in Architectures)
        {
            string folder = Path.Combine(publishFolder, architecture);
            if (!File.Exists(Path.Combine(folder, "edge"))) { continue; }
            string[] files = [Path.Combine(folder, "edge"), .. Directory.GetFiles(folder, "*.so")];
            yield return new Row(
                $"size of a gateway, {architecture}", files.Sum(file => new FileInfo(file).Length) / 1e6, "MB",
                $"native, stripped: edge and {files.Length - 1} libraries; 1 MB is 10^6 bytes", Target: Target.Most(25));
        }
    }
}
