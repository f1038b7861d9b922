using Edge.Audit;
using Edge.Keys;
using Edge.Platform.Outbox;
using Edge.Sealing;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Polly;

namespace Edge.Platform.Uplink;

/// <summary>Delivers what waits in the outbox to one collector, for as long as it takes.</summary>
/// <remarks>Nothing here is fast or urgent: it pulls, and whatever happens out there only makes it wait. Memory is that of
/// one upload. <see cref="Status"/> may be read by any thread.</remarks>
public sealed class UplinkLoop : BackgroundService
{
    private static readonly TimeSpan BetweenDrainAttempts = TimeSpan.FromMilliseconds(500);

    private readonly SqliteOutbox _outbox;
    private readonly CollectorDescriptor _collector;
    private readonly UplinkSession _session;
    private readonly TimeSpan _every;
    private readonly TimeProvider _time;
    private readonly ILogger<UplinkLoop> _logger;
    private readonly SemaphoreSlim _wake = new(0, 1);
    private volatile UplinkStatus _status;

    /// <param name="device">Asked once the outbox holds something: until then the identity may be missing.</param>
    /// <param name="every">How often waiting records are offered while all is well.</param>
    /// <param name="random">For nonces.</param>
    /// <param name="trail">May not wait for a disk.</param>
    public UplinkLoop(
        SqliteOutbox outbox, IUplink uplink, CollectorDescriptor collector, Func<DeviceId> device, TimeSpan every, FillRandom random,
        IAuditTrail trail, TimeProvider time, ILogger<UplinkLoop> logger)
    {
        (_outbox, _collector, _every, _time, _logger) = (outbox, collector, every, time, logger);
        _session = new UplinkSession(outbox, uplink, collector, device, random, trail, time, logger);
        _status = new UplinkStatus(
            collector.Name, UplinkState.Starting, null, null, null, null, null, null, 0, UplinkCounters.Zero);
    }

    public UplinkStatus Status => _status;

    /// <summary>Something was put into the outbox that should not wait for the interval. Any thread.</summary>
    public void Wake()
    {
        if (_wake.CurrentCount > 0) { return; }
        try
        {
            _wake.Release();
        }
        catch (SemaphoreFullException)
        {
            // Another thread was faster; awake is awake.
        }
    }

    /// <summary>After the loop has stopped: offers until nothing waits, the deadline passes, or the token ends it.</summary>
    /// <returns>True when the outbox is empty. What is left waits for the next start.</returns>
    public async Task<bool> DrainAsync(TimeSpan deadline, CancellationToken cancellationToken)
    {
        using var over = new CancellationTokenSource(deadline, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, over.Token);
        try
        {
            while (_outbox.State().Records > 0)
            {
                Result<SettledRecords, UplinkFailure> offered = await OfferAsync(either.Token);
                if (offered.IsOk && offered.Value.Records == 0) { break; }
                if (!offered.IsOk) { await Task.Delay(BetweenDrainAttempts, _time, either.Token); }
            }
        }
        catch (OperationCanceledException) when (either.IsCancellationRequested)
        {
            // Time is up: the outbox keeps what is left.
        }

        long waiting = _outbox.State().Records;
        _status = _status with { State = UplinkState.Stopped, NextTryUnixMilliseconds = null };
        Log.Stopped(_logger, _collector.Name, waiting);
        return waiting == 0;
    }

    public override void Dispose()
    {
        _wake.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        ResiliencePipeline<Result<SettledRecords, UplinkFailure>> pipeline = UplinkPipeline.Create(_time, NoteWaiting);
        try
        {
            while (true)
            {
                Result<SettledRecords, UplinkFailure> offered = await pipeline.ExecuteAsync(
                    async token => await OfferAsync(token), stoppingToken);
                if (offered.Value.Records > 0) { continue; }
                await PauseAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            _status = _status with { State = UplinkState.Stopped, NextTryUnixMilliseconds = null };
        }
    }

    private async Task PauseAsync(CancellationToken stoppingToken)
    {
        using var interval = new CancellationTokenSource(_every, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken, interval.Token);
        try
        {
            await _wake.WaitAsync(either.Token);
        }
        catch (OperationCanceledException) when (!stoppingToken.IsCancellationRequested)
        {
            // The interval is over.
        }
    }

    private async Task<Result<SettledRecords, UplinkFailure>> OfferAsync(CancellationToken cancellationToken)
    {
        _status = _status with { State = UplinkState.Sending, NextTryUnixMilliseconds = null };
        Result<SettledRecords, UplinkFailure> offered = await _session.OfferAsync(cancellationToken);
        long now = Now();
        _status = _status with
        {
            SetAside = _session.SetAside,
            Counters = _session.Counters,
            CollectorUnixMilliseconds = _session.CollectorUnixMilliseconds,
        };
        if (!offered.TryGet(out SettledRecords settled, out UplinkFailure failure))
        {
            _status = _status with
            {
                State = UplinkState.Waiting,
                LastFault = failure.Fault,
                LastFailure = failure.Text,
                LastFailureUnixMilliseconds = now,
            };
            return offered;
        }

        if (settled.Records == 0)
        {
            _status = _status with { State = UplinkState.Idle };
            return offered;
        }

        if (_status.LastFault is not null || _status.LastSuccessUnixMilliseconds is null)
        {
            Log.Works(_logger, _collector.Name, settled.Records, settled.Batches);
        }

        _status = _status with
        {
            State = UplinkState.Idle, LastSuccessUnixMilliseconds = now, LastFault = null, LastFailure = null,
        };
        return offered;
    }

    private void NoteWaiting(UplinkFailure failure, TimeSpan delay)
    {
        _status = _status with { NextTryUnixMilliseconds = Now() + (long)delay.TotalMilliseconds };
        Log.Waits(_logger, _collector.Name, failure.Text, (int)Math.Ceiling(delay.TotalSeconds));
    }

    private long Now() => _time.GetUtcNow().ToUnixTimeMilliseconds();
}
