using System.Globalization;
using System.Text;
using Edge.Platform.Files;

namespace Edge.Platform.Audit;

/// <summary>Reads what another process left in its spool, each line once; after a kill of the reader perhaps twice.</summary>
/// <remarks>What the files hold is believed as far as their owner is. One thread.</remarks>
/// <param name="folder">Of the spool; missing: nothing happened yet.</param>
/// <param name="mark">The file that remembers up to where the spool was read, over restarts of the reader.</param>
public sealed class EventSpoolReader(string folder, string mark)
{
    private const int MaxMarkBytes = 64;

    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(1);

    private (string File, int Offset)? _read;

    /// <summary>Steps again and again, until it is cancelled.</summary>
    public static async Task RunAsync(Action step, TimeProvider time, CancellationToken cancellationToken)
    {
        await Task.Yield();
        while (true)
        {
            step();
            await Task.Delay(Pace, time, cancellationToken);
        }
    }

    /// <summary>Hands over the lines that are new, without their line feeds.</summary>
    /// <param name="tell">What is told where the spool cannot be read now, or the mark not written.</param>
    public void Step(Action<ReadOnlySpan<byte>> take, Action<string> tell)
    {
        try
        {
            Read(take);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            tell(exception.Message);
        }
    }

    private void Read(Action<ReadOnlySpan<byte>> take)
    {
        (string File, int Offset) before = _read ??= ReadMark();
        if (Load(EventSpool.Current(folder)) is not var (name, content)) { return; }
        if (name != before.File)
        {
            if (Load(EventSpool.Before(folder)) is var (older, rest))
            {
                Take(take, rest, older == before.File ? before.Offset : EventSpool.First(older).Length);
            }

            before = (name, EventSpool.First(name).Length);
        }

        int end = Take(take, content, before.Offset);
        if (_read == (name, end)) { return; }
        _read = (name, end);
        DurableFile.Replace(mark, Encoding.ASCII.GetBytes($"{name} {end}"), DurableFile.OwnerOnly);
    }

    /// <summary>Takes whole lines from an offset on. Returns where the next begins.</summary>
    private static int Take(Action<ReadOnlySpan<byte>> take, byte[] content, int from)
    {
        int at = Math.Min(from, content.Length);
        while (content.AsSpan(at).IndexOf((byte)'\n') is >= 0 and int length)
        {
            if (length < EventSpool.MaxLineBytes) { take(content.AsSpan(at, length)); }
            at += length + 1;
        }

        return at;
    }

    /// <summary>A file of the spool and its name; null: there is none, or it is no spool.</summary>
    private static (string Name, byte[] Content)? Load(string path)
    {
        using FileStream? file = StrangersFile.OpenRead(path);
        if (file is not { Length: <= EventSpool.MaxBytes + EventSpool.MaxLineBytes }) { return null; }
        var content = new byte[file.Length];
        int first = content.AsSpan(0, file.ReadAtLeast(content, content.Length, throwOnEndOfStream: false)).IndexOf((byte)'\n');
        return first is > 0 and <= MaxMarkBytes ? (Encoding.ASCII.GetString(content, 0, first), content) : null;
    }

    private (string File, int Offset) ReadMark()
    {
        if (new FileInfo(mark) is not { Exists: true, Length: <= 2 * MaxMarkBytes }) { return ("", 0); }
        string[] words = File.ReadAllText(mark).Split(' ');
        return words.Length == 2 && int.TryParse(words[1], NumberStyles.None, CultureInfo.InvariantCulture, out int offset)
            ? (words[0], offset)
            : ("", 0);
    }
}
