using System.Collections.Immutable;
using Edge.Audit;
using Edge.Outbox;
using Edge.Profiles;
using Edge.Sealing;
using Edge.Sensing;
using Microsoft.Extensions.Logging;

namespace Edge.Platform.Outbox;

/// <summary>Seals what the streams' buffers hold, at each stream's interval or when a batch is full.</summary>
/// <remarks>A full or failing disk only makes readings wait in their bounded buffers; it is tried again each second.</remarks>
public sealed class SealLoop(
    Site site, ChainWriter writer, ImmutableArray<StreamBuffer> buffers, IMachineClock clock, TimeProvider time,
    Action written, IAuditTrail trail, ILogger<SealLoop> logger)
{
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan PaceInTrouble = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan LongestWaitForTheOutbox = TimeSpan.FromSeconds(30);

    private readonly long[] _due = [.. site.Streams.Select(_ => long.MinValue)];
    private long _firstWrittenAt = -1;
    private string? _toldOf;

    /// <summary>Monotonic milliseconds of the first durable batch, or -1.</summary>
    public long FirstWrittenAt => Volatile.Read(ref _firstWrittenAt);

    /// <summary>Until cancelled; what is left is for <see cref="SealAll"/>.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await Task.Yield();
        bool wasWell = true;
        while (!cancellationToken.IsCancellationRequested)
        {
            await WaitForTheOutboxAsync(cancellationToken);
            bool well = SealDue();
            if (well != wasWell)
            {
                if (well) { Log.OutboxWorks(logger); } else { Log.OutboxRefuses(logger, PlainWords.Of($"{writer.Fault ?? OutboxFault.DiskFailed}")); }
                wasWell = well;
            }

            await Task.Delay(well ? Pace : PaceInTrouble, time, cancellationToken);
        }
    }

    /// <summary>Returns once identity and outbox are open; tries again after 1 s, then doubling to 30 s.</summary>
    private async Task WaitForTheOutboxAsync(CancellationToken cancellationToken)
    {
        TimeSpan wait = PaceInTrouble;
        bool waited = false;
        while (!writer.Prepare())
        {
            Log.OutboxClosed(logger, writer.Problem!, StreamBuffer.MaxReadings, (int)wait.TotalSeconds);
            await Task.Delay(wait, time, cancellationToken);
            wait = wait * 2 < LongestWaitForTheOutbox ? wait * 2 : LongestWaitForTheOutbox;
            waited = true;
        }

        if (writer.SetAside != _toldOf)
        {
            _toldOf = writer.SetAside;
            Log.OutboxSetAside(logger, _toldOf!);
            trail.Record(AuditEvent.OutboxSetAside, AuditActor.Edge, "outbox", $"it was damaged; it lies at {_toldOf}");
        }

        if (waited) { Log.OutboxWorks(logger); }
    }

    /// <summary>Seals everything that is left, once; false when the outbox refused some.</summary>
    public bool SealAll()
    {
        ReadingTime now = clock.Now();
        bool well = true;
        foreach (StreamDeclaration stream in site.Streams)
        {
            well &= writer.Write(stream.Index, buffers[stream.Index], all: true, now.UnixMilliseconds, now.MonotonicMilliseconds);
        }

        return well;
    }

    private bool SealDue()
    {
        ReadingTime now = clock.Now();
        bool well = true;
        foreach (StreamDeclaration stream in site.Streams)
        {
            StreamBuffer buffer = buffers[stream.Index];
            // The first batch goes at once: it shows that the way is open.
            bool due = now.MonotonicMilliseconds >= _due[stream.Index] && buffer.Readings + buffer.Events + buffer.Reports > 0;
            if (!due && buffer.Readings < stream.MaxReadings) { continue; }
            bool stored = writer.Write(stream.Index, buffer, due, now.UnixMilliseconds, now.MonotonicMilliseconds);
            well &= stored;
            if (!stored) { continue; }
            _due[stream.Index] = now.MonotonicMilliseconds + (long)stream.SealEvery.TotalMilliseconds;
            Interlocked.CompareExchange(ref _firstWrittenAt, clock.Now().MonotonicMilliseconds, -1);
            written();
        }

        return well;
    }
}
