namespace Edge.Tests.Tidy;

/// <summary>The text of the repository as it lies on disk, read once for all tidy tests.</summary>
internal static class SourceTree
{
    private static readonly string[] Skipped = ["bin", "obj", "out", ".git", ".vs", "TestResults", "artifacts"];
    private static readonly string[] Binary = [".png", ".jpg", ".ico", ".woff2", ".bin", ".gz", ".db"];
    private static readonly Lazy<TextFile[]> LazyFiles = new(ReadAll);

    /// <summary>Every text file, sorted by path; what is built or ignored is left out.</summary>
    public static TextFile[] Files => LazyFiles.Value;

    /// <summary>C# files.</summary>
    public static IEnumerable<TextFile> Sources =>
        Files.Where(f => f.Path.EndsWith(".cs", StringComparison.Ordinal));

    private static TextFile[] ReadAll() =>
        [.. Walk(new DirectoryInfo(Repository.Root)).Select(Read).OrderBy(f => f.Path, StringComparer.Ordinal)];

    private static TextFile Read(FileInfo file) =>
        new(Path.GetRelativePath(Repository.Root, file.FullName), File.ReadAllText(file.FullName));

    // In a linked work tree .git is a file.
    private static IEnumerable<FileInfo> Walk(DirectoryInfo folder) => folder.EnumerateFiles()
        .Where(f => !Binary.Contains(f.Extension) && !Skipped.Contains(f.Name) && f.LinkTarget is null)
        .Concat(folder.EnumerateDirectories().Where(d => !Skipped.Contains(d.Name)).SelectMany(Walk));
}
