using System.Diagnostics;

namespace Edge.SystemTests;

/// <summary>The gateway without systemd: a boot takes a second, so that it can be cut hundreds of
/// times.</summary>
internal sealed class ShortGuest(Lab lab)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private int _from;

    /// <summary>What is to run instead of the jobs of a person.</summary>
    public Task RunsAsync(string script) => File.WriteAllTextAsync(Path.Combine(lab.Share, "guest.sh"), script.ReplaceLineEndings("\n"));

    /// <summary>Switches on; the console from here on is <see cref="ConsoleAsync"/>.</summary>
    public async Task SwitchOnAsync()
    {
        _from = (await lab.ConsoleAsync()).Length;
        await lab.ScriptAsync(Patience, "boot", "--short", "--no-wait", "--limit", "120");
    }

    public async Task<string> ConsoleAsync() => (await lab.ConsoleAsync())[_from..];

    /// <summary>Until the console says it since the last boot.</summary>
    public async Task SaysAsync(string text)
    {
        var watch = Stopwatch.StartNew();
        while (!(await ConsoleAsync()).Contains(text, StringComparison.Ordinal))
        {
            Assert.True(watch.Elapsed < Patience, $"Waited for '{text}': {await ConsoleAsync()}");
            Assert.True(watch.ElapsedMilliseconds < 3_000 || lab.IsOn, $"The gateway went off before '{text}': {await ConsoleAsync()}");
            await Task.Delay(10);
        }
    }

    public Task CutAsync() => lab.CutPowerAsync();

    /// <summary>Back to what a person's boot runs.</summary>
    public void Forget() => File.Delete(Path.Combine(lab.Share, "guest.sh"));
}
