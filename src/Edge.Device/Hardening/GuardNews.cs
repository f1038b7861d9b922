using System.Text;
using Edge.Audit;
using Edge.Hardening;
using Edge.Platform.Files;
using Microsoft.Extensions.Logging;

namespace Edge.Device.Hardening;

/// <summary>Brings what the guard left in its spool into the audit log, each event once; after a kill of the gateway perhaps
/// twice.</summary>
/// <param name="mark">Remembers up to where the spool was read, over restarts of the gateway.</param>
public sealed class GuardNews(string runFolder, string mark, IAuditTrail trail, TimeProvider time, ILogger<GuardNews> logger)
{
    private const int MaxMarkBytes = 64;
    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(2);

    private (string File, int Offset)? _read;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await Task.Yield();
        while (true)
        {
            Step();
            await Task.Delay(Pace, time, cancellationToken);
        }
    }

    /// <summary>Takes what is new.</summary>
    public void Step()
    {
        try
        {
            (string File, int Offset) before = _read ??= ReadMark();
            if (Load(GuardSpool.Current(runFolder)) is not var (name, content)) { return; }
            if (name != before.File)
            {
                if (Load(GuardSpool.Before(runFolder)) is var (older, rest))
                {
                    Take(rest, older == before.File ? before.Offset : GuardSpoolLine.First(older).Length);
                }

                before = (name, GuardSpoolLine.First(name).Length);
            }

            int end = Take(content, before.Offset);
            if (_read == (name, end)) { return; }
            _read = (name, end);
            DurableFile.Replace(mark, Encoding.ASCII.GetBytes($"{name} {end}"), DurableFile.OwnerOnly);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            Log.SpoolNotRead(logger, exception.Message);
        }
    }

    /// <summary>What stands in the audit log for an event of the guard; null: nothing, the signed report has it.</summary>
    internal static AuditEvent? EventOf(GuardEvent happened) => happened.Kind switch
    {
        GuardEventKind.Reported => happened.Text.StartsWith($"{GuardVerdict.Green}", StringComparison.Ordinal)
            ? AuditEvent.GuardApplied
            : AuditEvent.GuardFailed,
        GuardEventKind.Failed => AuditEvent.GuardFailed,
        GuardEventKind.Undone => AuditEvent.GuardUndone,
        GuardEventKind.Spared => AuditEvent.GuardSpared,
        GuardEventKind.PutBack => AuditEvent.GuardPutBack,
        GuardEventKind.Drift or GuardEventKind.FileChanged => AuditEvent.DriftFound,
        GuardEventKind.DriftUndone => AuditEvent.DriftUndone,
        GuardEventKind.TechnicianPresent => AuditEvent.TechnicianPresent,
        GuardEventKind.TechnicianOpened => AuditEvent.TechnicianAdmitted,
        GuardEventKind.TechnicianRefused => AuditEvent.TechnicianRefused,
        GuardEventKind.TechnicianClosed => AuditEvent.TechnicianLeft,
        GuardEventKind.Started or GuardEventKind.Applied => null,
        _ => null,
    };

    /// <summary>Records whole lines from an offset on. Returns where the next begins.</summary>
    private int Take(byte[] content, int from)
    {
        int at = Math.Min(from, content.Length);
        while (content.AsSpan(at).IndexOf((byte)'\n') is >= 0 and int length)
        {
            if (GuardSpoolLine.Read(content.AsSpan(at, length)) is { } happened && EventOf(happened) is { } number)
            {
                trail.Record(number, AuditActor.Guard, happened.Subject, happened.Text);
            }

            at += length + 1;
        }

        return at;
    }

    /// <summary>A file of the spool and its name; null: there is none, or it is no spool.</summary>
    private static (string Name, byte[] Content)? Load(string path)
    {
        if (new FileInfo(path) is not { Exists: true, Length: <= GuardSpool.MaxBytes + GuardSpoolLine.MaxBytes }) { return null; }
        byte[] content = File.ReadAllBytes(path);
        int first = content.AsSpan().IndexOf((byte)'\n');
        return first is > 0 and <= MaxMarkBytes ? (Encoding.ASCII.GetString(content, 0, first), content) : null;
    }

    private (string File, int Offset) ReadMark()
    {
        if (new FileInfo(mark) is not { Exists: true, Length: <= 2 * MaxMarkBytes }) { return ("", 0); }
        string[] words = File.ReadAllText(mark).Split(' ');
        return words.Length == 2 && int.TryParse(words[1], System.Globalization.NumberStyles.None, null, out int offset) ? (words[0], offset) : ("", 0);
    }
}
