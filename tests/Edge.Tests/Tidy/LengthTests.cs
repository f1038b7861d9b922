namespace Edge.Tests.Tidy;

/// <summary>Files, methods and lines stay short. What is longer stands in lengths.txt with a reason, and may only shrink.</summary>
public sealed class LengthTests
{
    private const int FileLines = 300;
    private const int MethodLines = 70;
    private const int LineCharacters = 110;
    private const string Ratchet = "tests/Edge.Tests/Tidy/lengths.txt";

    [Fact]
    public void Keeps_FilesShort() => Check("file", $"file of at most {FileLines} lines", FileLines, f => f.Lines.Length);

    [Fact]
    public void Keeps_MethodsShort() =>
        Check("method", $"methods of at most {MethodLines} lines", MethodLines, f => MethodLengths.Longest(f.Lines).Lines);

    [Fact]
    public void Keeps_LinesShort() =>
        Check("line", $"lines of at most {LineCharacters} characters", 0, f => f.Lines.Count(l => l.Length > LineCharacters));

    // One entry a line: "<file|method|line> <path> <number> <reason>"; for "line" the number counts the long lines.
    private static void Check(string rule, string wanted, int limit, Func<Repository.TextFile, int> measure)
    {
        var excused = Excused(rule);
        var problems = new List<string>();
        foreach (var file in Repository.Sources)
        {
            int measured = measure(file);
            int allowed = excused.Remove(file.Path, out int number) ? number : limit;
            if (measured > allowed) { problems.Add($"{file.Path}: {measured}, allowed {allowed} ({wanted})"); }
            if (measured <= limit && allowed > limit) { problems.Add($"{file.Path}: no longer needs its line in {Ratchet}"); }
        }
        problems.AddRange(excused.Keys.Select(path => $"{path}: in {Ratchet} but not in the repository"));
        Assert.True(problems.Count == 0, string.Join("\n", problems));
    }

    private static Dictionary<string, int> Excused(string rule) => Repository.ReadLines(Ratchet)
        .Where(line => line.StartsWith(rule + " ", StringComparison.Ordinal))
        .Select(line => line.Split(' ', 4))
        .ToDictionary(p => p[1], p => p.Length == 4 ? int.Parse(p[2], null) : throw new FormatException($"{p[1]}: give a reason"));
}
