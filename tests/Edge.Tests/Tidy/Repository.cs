using System.Text.RegularExpressions;

namespace Edge.Tests.Tidy;

/// <summary>The text of the repository as it lies on disk, read once for all tidy tests.</summary>
internal static partial class Repository
{
    private static readonly string[] Skipped = ["bin", "obj", "out", ".git", ".vs", "TestResults", "artifacts"];
    private static readonly string[] Binary = [".png", ".jpg", ".ico", ".woff2", ".bin", ".gz", ".db"];
    private static readonly Lazy<string> LazyRoot = new(FindRoot);
    private static readonly Lazy<TextFile[]> LazyFiles = new(ReadAll);

    /// <summary>The folder that holds Edge.sln.</summary>
    public static string Root => LazyRoot.Value;

    /// <summary>Every text file, sorted by path; what is built or ignored is left out.</summary>
    public static TextFile[] Files => LazyFiles.Value;

    /// <summary>C# files written by people below src and tests.</summary>
    public static IEnumerable<TextFile> Sources => Files.Where(f => f.Path.EndsWith(".cs", StringComparison.Ordinal));

    public static string[] ReadLines(string path) => File.ReadAllLines(Path.Combine(Root, path));

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Edge.sln"))) { return folder.FullName; }
        }
        throw new InvalidOperationException($"No Edge.sln above {AppContext.BaseDirectory}.");
    }

    private static TextFile[] ReadAll() =>
        [.. Walk(new DirectoryInfo(Root)).Select(ReadOne).OrderBy(f => f.Path, StringComparer.Ordinal)];

    private static TextFile ReadOne(FileInfo file) =>
        new(Path.GetRelativePath(Root, file.FullName), File.ReadAllText(file.FullName));

    private static IEnumerable<FileInfo> Walk(DirectoryInfo folder) =>
        folder.EnumerateFiles().Where(f => !Binary.Contains(f.Extension) && f.LinkTarget is null)
            .Concat(folder.EnumerateDirectories().Where(d => !Skipped.Contains(d.Name)).SelectMany(Walk));

    /// <summary>A file and what the tidy tests ask of it.</summary>
    /// <param name="Path">Relative to the root, with forward slashes.</param>
    internal sealed record TextFile(string Path, string Text)
    {
        public string[] Lines { get; } = Text.ReplaceLineEndings("\n").TrimEnd('\n').Split('\n');

        /// <summary>The path's parts; the last is the file's name.</summary>
        public string[] Parts => Path.Split('/');

        public bool IsBelow(string folder) => Path.StartsWith(folder + "/", StringComparison.Ordinal);

        /// <summary>The text without comments, so that a sentence never counts as code.</summary>
        public string Code => Comment().Replace(Text, "");
    }

    [GeneratedRegex(@"(?m)(?<=^|[\s;{}])//.*$")]
    private static partial Regex Comment();
}
