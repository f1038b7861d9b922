namespace Edge.SystemTests;

/// <summary>Three lines whose safe states differ: low, high, and high of a pump that runs while its line is low. What
/// a line does by itself cannot be right for all of them.</summary>
internal sealed class SafeLines
{
    private static readonly (string Line, string Safe)[] s_lines =
        [("GPIO17", "output low"), ("GPIO22", "output high"), ("GPIO23", "output high")];

    private readonly Lab _lab;
    private readonly int[] _before;

    private SafeLines(Lab lab, int[] before) => (_lab, _before) = (lab, before);

    /// <summary>From here on is looked at.</summary>
    public static async Task<SafeLines> WatchAsync(Lab lab)
    {
        var before = new int[s_lines.Length];
        for (int i = 0; i < before.Length; i++) { before[i] = (await lab.HistoryAsync(s_lines[i].Line)).Length; }
        return new(lab, before);
    }

    /// <summary>Whoever took the lines anew drove them to their safe states before anything else.</summary>
    public Task AssertFirstAsync() => ForEachAsync((safe, seen) =>
        Assert.Equal(safe, seen.FirstOrDefault(what => what.StartsWith("output", StringComparison.Ordinal))));

    /// <summary>Whoever let them go left them in their safe states.</summary>
    public Task AssertLastAsync() => ForEachAsync((safe, seen) =>
    {
        Assert.Equal("free", seen.LastOrDefault());
        // A line that is in its safe state already is not driven once more.
        if (seen.Length > 1) { Assert.Equal(safe, seen[^2]); }
    });

    private async Task ForEachAsync(Action<string, string[]> assert)
    {
        for (int i = 0; i < s_lines.Length; i++)
        {
            string[] history = await _lab.HistoryAsync(s_lines[i].Line);
            assert(s_lines[i].Safe, [.. history[_before[i]..].Select(Plain)
                .Where(what => what == "free" || what.StartsWith("output", StringComparison.Ordinal))]);
        }
    }

    /// <summary>Without the word for who drives it.</summary>
    private static string Plain(string what) =>
        what.StartsWith("output", StringComparison.Ordinal) ? string.Join(' ', what.Split(' ')[..2]) : what;
}
