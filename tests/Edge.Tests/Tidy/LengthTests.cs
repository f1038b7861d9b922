namespace Edge.Tests.Tidy;

/// <summary>Files, methods and lines stay short. What is longer stands in lengths.txt and may only shrink.</summary>
public sealed class LengthTests
{
    private const int FileLines = 300;
    private const int MethodLines = 70;
    private const int LineCharacters = 110;
    private const int LineCharactersAtMost = 160;
    private const string Ratchet = "tests/Edge.Tests/Tidy/lengths.txt";

    [Fact]
    public void Keeps_FilesShort() => Check("file", FileLines, f => f.Lines.Length);

    [Fact]
    public void Keeps_MethodsShort() =>
        Check("method", MethodLines, f => MethodLengths.Longest(f.Lines).Lines);

    [Fact]
    public void Keeps_LinesReadable()
    {
        var endless = SourceTree.Sources.Where(f => f.Lines.Any(l => l.Length > LineCharactersAtMost));
        Assert.True(!endless.Any(), $"Over {LineCharactersAtMost} characters: {Names(endless)}");
    }

    [Fact]
    public void Lets_FewLinesBeLong()
    {
        string[] lines = [.. SourceTree.Sources.SelectMany(f => f.Lines)];
        int share = lines.Count(l => l.Length > LineCharacters) * 1_000 / lines.Length;
        int allowed = int.Parse(Entries("long-lines").Single()[1], null);
        string found = $"{share} of 1,000 lines exceed {LineCharacters} characters; allowed {allowed}";
        Assert.True(share <= allowed, found);
    }

    private static void Check(string rule, int limit, Func<TextFile, int> measure)
    {
        var excused = Entries(rule).ToDictionary(e => e[1], e => int.Parse(e[2], null));
        var problems = new List<string>();
        foreach (var file in SourceTree.Sources)
        {
            int measured = measure(file);
            int allowed = excused.Remove(file.Path, out int number) ? number : limit;
            string problem = measured > allowed ? $"{measured} lines in a {rule}, allowed {allowed}"
                : measured <= limit && allowed > limit ? $"short again: drop its line in {Ratchet}"
                : "";
            if (problem.Length > 0) { problems.Add($"{file.Path}: {problem}"); }
        }
        problems.AddRange(excused.Keys.Select(path => $"{path}: in {Ratchet} but not in the repository"));
        Assert.True(problems.Count == 0, string.Join("\n", problems));
    }

    private static IEnumerable<string[]> Entries(string rule) => File.ReadAllLines(Repository.PathOf(Ratchet))
        .Where(line => line.StartsWith(rule + " ", StringComparison.Ordinal))
        .Select(line => line.Split(' ', 4))
        .Select(entry => entry.Length == 4 ? entry : throw new FormatException($"{entry[1]}: give a reason"));

    private static string Names(IEnumerable<TextFile> files) => string.Join(", ", files.Select(f => f.Path));
}
