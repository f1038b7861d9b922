using System.Text;
using Edge.Platform.Files;

namespace Edge.Host;

/// <summary>How a run ended, in the words of systemd: a small file of the state folder that the next run reads and removes.</summary>
/// <remarks>Three words. Source: systemd.exec(5), SERVICE_RESULT and EXIT_STATUS.</remarks>
/// <param name="Boot">In which it ended.</param>
/// <param name="Result">Such as <c>success</c>, <c>signal</c>, <c>watchdog</c>, <c>oom-kill</c>.</param>
/// <param name="Status">An exit code or the name of a signal.</param>
internal sealed record RunEnd(string Boot, string Result, string Status)
{
    private const int MaxBytes = 256;

    public bool IsByWatchdog => Result == "watchdog";

    public string Words => Result switch
    {
        "watchdog" => "ended by systemd's watchdog",
        "oom-kill" => "the kernel took its memory",
        "timeout" => "it did not come to its end in time",
        "signal" or "core-dump" => $"ended by signal {Status}",
        "exit-code" => $"exit code {Status}",
        _ => Result,
    };

    /// <summary>Null when it is durable; else why not.</summary>
    public string? Write(string state)
    {
        try
        {
            DurableFile.Replace(PathIn(state), Encoding.UTF8.GetBytes($"{Boot} {OneWord(Result)} {OneWord(Status)}"), DurableFile.OwnerOnly);
            return null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return $"{PathIn(state)}: {FileTrouble.Of(PathIn(state), exception)}";
        }
    }

    /// <summary>What was left there; null: nothing that can be read.</summary>
    public static RunEnd? Take(string state)
    {
        try
        {
            if (new FileInfo(PathIn(state)) is not { Exists: true, Length: <= MaxBytes } file) { return null; }
            string[] words = File.ReadAllText(file.FullName).Split(' ');
            file.Delete();
            return words is [var boot, var result, var status] ? new RunEnd(boot, PlainWord(result), PlainWord(status)) : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static string PathIn(string state) => Path.Combine(state, "last-end");

    private static string OneWord(string text) => PlainWord(text.Length <= 40 ? text : text[..40]);

    private static string PlainWord(string text) => string.Concat(text.Where(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '+'));
}
