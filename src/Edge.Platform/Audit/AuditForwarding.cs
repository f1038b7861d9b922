using System.Globalization;
using System.Text;
using Edge.Platform.Files;
using Edge.Sealing;
using Edge.Sensing;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;

namespace Edge.Platform.Audit;

/// <summary>Puts the log into a stream of its own, excerpt by excerpt, each once it is durably in the
/// outbox; and tells the log what the collector has.</summary>
/// <remarks>An excerpt goes when an alarm's worth of entries waits or a minute has passed. Where the mark
/// is lost, or is not of this log (the folder was moved away, and a log begun anew), excerpts are sent again from what is
/// known to be delivered.</remarks>
/// <param name="log">Null as long as it is not open.</param>
/// <param name="mark">The file that remembers up to which entry excerpts are in the outbox, and the head there.</param>
/// <param name="stored">How many events of the stream have been stored since the start.</param>
/// <param name="waits">True while the outbox holds records of the stream; null: it cannot say.</param>
public sealed class AuditForwarding(
    Func<AuditLog?> log, string mark, StreamBuffer buffer, Func<long> stored, Func<bool?> waits, IMachineClock clock,
    TimeProvider time, ILogger<AuditForwarding> logger)
{
    private const int ManyEntries = 32;
    private const int MaxMarkBytes = 128;
    private const long LongestWaitMilliseconds = 60_000;
    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(5);

    private long _forwarded = -1;
    private AuditExcerpt? _underWay;
    private long _expected;
    private long _lastSent = long.MinValue / 2;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await Task.Yield();
        while (true)
        {
            try
            {
                if (log() is { } open) { Step(open); }
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or SqliteException)
            {
                Log.NotForwarded(logger, exception.Message);
            }

            await Task.Delay(Pace, time, cancellationToken);
        }
    }

    /// <summary>Once: marks what was stored and delivered, adds what is new.</summary>
    public void Step(AuditLog open)
    {
        if (_forwarded < 0) { _forwarded = Math.Max(ReadMark(open), open.Delivered); }
        if (_underWay is { } sent && stored() >= _expected)
        {
            (_forwarded, _underWay) = (sent.End, null);
            WriteMark(sent);
        }

        if (_underWay is null) { Send(open); }
        if (_underWay is null && _forwarded > open.Delivered && waits() == false) { open.MarkDelivered(_forwarded); }
    }

    private void Send(AuditLog open)
    {
        long waiting = open.Head.Size - _forwarded;
        long now = clock.Now().MonotonicMilliseconds;
        if (waiting <= 0 || (waiting < ManyEntries && now - _lastSent < LongestWaitMilliseconds)) { return; }
        if (open.ExcerptFrom(_forwarded, DeviceReport.MaxContentBytes) is not { } excerpt) { return; }
        long before = stored();
        if (!buffer.Add(new DeviceReport(DeviceReport.Audit, clock.Now(), excerpt.Bytes))) { return; }
        (_underWay, _expected, _lastSent) = (excerpt, before + 1, now);
    }

    private void WriteMark(AuditExcerpt sent)
    {
        string text = string.Create(CultureInfo.InvariantCulture, $"{sent.End} {sent.Witness}");
        DurableFile.Replace(mark, Encoding.ASCII.GetBytes(text), DurableFile.OwnerOnly);
    }

    /// <summary>0: there is no mark, or the log that it was made for is not this one.</summary>
    private long ReadMark(AuditLog open)
    {
        if (new FileInfo(mark) is not { Exists: true, Length: <= MaxMarkBytes }) { return 0; }
        string[] words = File.ReadAllText(mark).Split(' ');
        return words.Length == 2 && long.TryParse(words[0], NumberStyles.None, CultureInfo.InvariantCulture, out long size)
            && open.WitnessAt(size)?.ToString() == words[1] ? size : 0;
    }
}
