using System.Text;

namespace Edge.Tests.Profiles;

/// <summary>A file of spoiled texts: a line <c>piece =&gt; other</c>, and indented below it the errors that
/// follow.</summary>
internal static class ErrorCases
{
    private const string Nothing = "(nothing)";
    private const string Indent = "    ";

    public static TheoryData<string> In(string file) =>
        [.. File.ReadLines(PathOf(file)).Where(IsCase)];

    /// <summary>Spoils the text as the case says; the piece must stand in it exactly once.</summary>
    public static string Spoil(string text, string @case)
    {
        string[] parts = @case.Replace("\\n", "\n", StringComparison.Ordinal).Split(" => ", 2);
        Assert.Equal(2, text.Split(parts[0]).Length);
        return text.Replace(parts[0], parts[1] == Nothing ? "" : parts[1], StringComparison.Ordinal);
    }

    /// <summary>The errors that the file gives for a case, one a line.</summary>
    public static string ExpectedFor(string file, string @case) => string.Join('\n', File.ReadLines(PathOf(file))
        .SkipWhile(line => line != @case).Skip(1)
        .TakeWhile(line => line.StartsWith(Indent, StringComparison.Ordinal))
        .Select(line => line[Indent.Length..]));

    /// <summary>Writes the errors of every case anew, where the golden files are to be written.</summary>
    public static void Rewrite(string file, Func<string, string> errorsOf)
    {
        if (Environment.GetEnvironmentVariable("EDGE_WRITE_GOLDEN") != "1") { return; }
        var text = new StringBuilder();
        foreach (string line in File.ReadAllLines(PathOf(file)))
        {
            if (line.StartsWith('#')) { text.Append(line).Append('\n'); }
            if (!IsCase(line)) { continue; }
            text.Append(line).Append('\n').Append(Indent);
            text.Append(errorsOf(line).Replace("\n", "\n" + Indent, StringComparison.Ordinal)).Append('\n');
        }
        File.WriteAllText(PathOf(file), text.ToString());
    }

    private static bool IsCase(string line) => line.Length > 0 && line[0] is not ('#' or ' ');

    private static string PathOf(string file) => Repository.PathOf("tests", "Edge.Tests", "Profiles", file);
}
