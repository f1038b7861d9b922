using System.Diagnostics;

namespace Edge.SystemTests;

/// <param name="Text">Standard output.</param>
/// <param name="Error">Standard error.</param>
internal sealed record Output(int ExitCode, string Text, string Error)
{
    public string Both => Text + Error;
}

/// <summary>A program of this machine, run to its end.</summary>
internal static class Command
{
    public static async Task<Output> RunAsync(
        string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string> environment, TimeSpan patience)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = Repository.Root, RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true,
        };
        foreach ((string name, string value) in environment) { start.Environment[name] = value; }
        using Process process = Process.Start(start)!;
        process.StandardInput.Close();
        using var over = new CancellationTokenSource(patience);
        Task<string> text = process.StandardOutput.ReadToEndAsync(over.Token);
        Task<string> error = process.StandardError.ReadToEndAsync(over.Token);
        try
        {
            await process.WaitForExitAsync(over.Token);
            return new Output(process.ExitCode, await text, await error);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"No end after {patience.TotalSeconds} s: {program} {string.Join(' ', start.ArgumentList)}");
        }
    }
}
