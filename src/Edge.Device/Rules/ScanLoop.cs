using System.Collections.Immutable;
using Edge.Audit;
using Edge.Device.Kernel;
using Edge.Device.Pins;
using Edge.Device.Sensing;
using Edge.Profiles;
using Edge.Rules;
using Edge.Sensing;
using Microsoft.Extensions.Logging;

namespace Edge.Device.Rules;

/// <summary>Scans the rules whenever an input changed or time alone may change something, and writes the
/// outputs.</summary>
/// <remarks>The only writer of outputs. Safe states are applied by <see cref="Start"/> before the first
/// scan and by <see cref="Shutdown"/>; both by the same thread that then runs the loop.</remarks>
public sealed class ScanLoop : IDisposable
{
    /// <summary>At least this often, so that a watchdog that is fed by scans can be short.</summary>
    private const int LongestWaitMilliseconds = 1_000;

    private readonly RuleEngine _engine;
    private readonly RuleBook _book;
    private readonly ReadingHub _hub;
    private readonly ImmutableArray<OutputPin> _outputs;
    private readonly IMachineClock _clock;
    private readonly IAuditTrail _trail;
    private readonly ILogger _logger;
    private readonly Snapshot _snapshot;
    private readonly DecisionHistory _history;
    private readonly SemaphoreSlim _memoryNews = new(0, 1);
    private readonly Lock _gate = new();
    private long _actions;
    private long _scans;
    private long _memoryTold;

    /// <param name="outputs">One an actuator, in the order of the site.</param>
    /// <param name="trail">Must not wait for a disk.</param>
    public ScanLoop(
        RuleBook book, ReadingHub hub, ImmutableArray<OutputPin> outputs, IMachineClock clock, IAuditTrail trail, ILogger<ScanLoop> logger)
    {
        (_engine, _book, _hub, _outputs) = (new RuleEngine(book), book, hub, outputs);
        (_clock, _trail, _logger) = (clock, trail, logger);
        _snapshot = new Snapshot(book.Site.Channels.Length, clock.Now().MonotonicMilliseconds);
        _history = new DecisionHistory(book);
    }

    /// <summary>Switchings since the start, safe states at start and shutdown not counted.</summary>
    public long Actions => Volatile.Read(ref _actions);

    public long Scans => Volatile.Read(ref _scans);

    /// <summary>The decision as it stands, all of one moment.</summary>
    public Decision Explain(int actuator)
    {
        lock (_gate) { return _history.Describe(_engine, _snapshot, _clock.Now(), actuator); }
    }

    /// <summary>The decision that held at a time of the wall clock, or null; and the oldest that is
    /// kept.</summary>
    public (Decision? Then, Decision? Oldest) ExplainAt(int actuator, long unixMilliseconds)
    {
        lock (_gate) { return (_history.At(actuator, unixMilliseconds), _history.Oldest(actuator)); }
    }

    /// <summary>Every actuator into its safe state; what an earlier run left is taken up.</summary>
    /// <param name="memory">Null: nothing is known of an earlier run.</param>
    /// <param name="spreadSeed">After a power cut: what tells this device from others; empty: no power
    /// cut.</param>
    public void Start(EngineMemory? memory, ReadOnlySpan<byte> spreadSeed)
    {
        ReadingTime now = _clock.Now();
        lock (_gate)
        {
            Apply(_engine.Start(now), now);
            if (memory is not null)
            {
                _engine.Restore(memory, _clock.Boot, now);
                Log.StateRestored(
                    _logger, memory.Rules.Length, memory.Overrides.Length, memory.TimePassed(_clock.Boot, now) / 1_000.0);
            }

            if (!spreadSeed.IsEmpty) { _engine.SpreadStart(spreadSeed, now); }
        }
    }

    /// <summary>Every actuator into its safe state. What a later run must not forget.</summary>
    public EngineMemory Shutdown()
    {
        ReadingTime now = _clock.Now();
        lock (_gate)
        {
            EngineMemory memory = _engine.Capture(_clock.Boot, now);
            Apply(_engine.Shutdown(now), now);
            return memory;
        }
    }

    /// <summary>What a restart must not forget.</summary>
    public EngineMemory CaptureMemory()
    {
        lock (_gate) { return _engine.Capture(_clock.Boot, _clock.Now()); }
    }

    /// <summary>Ends when there is more that a restart must not forget than at the last time.</summary>
    public Task MemoryChangedAsync(CancellationToken cancellationToken) => _memoryNews.WaitAsync(cancellationToken);

    /// <summary>Takes a person's decision; the next scan obeys it.</summary>
    public void SetOverride(ActuatorOverride item)
    {
        lock (_gate) { _engine.SetOverride(item); }
        _hub.Wake();
    }

    /// <summary>Ends a person's decision. Null: there was none.</summary>
    public ActuatorOverride? ClearOverride(int actuator)
    {
        ActuatorOverride? was;
        lock (_gate)
        {
            was = _engine.OverrideOf(actuator);
            _engine.ClearOverride(actuator);
        }

        _hub.Wake();
        return was;
    }

    /// <summary>The persons' decisions that hold now.</summary>
    public ImmutableArray<ActuatorOverride> Overrides()
    {
        lock (_gate)
        {
            return [.. _book.Site.Actuators.Select(each => _engine.OverrideOf(each.Index)).OfType<ActuatorOverride>()];
        }
    }

    /// <summary>What people chose, one for each mode.</summary>
    public ImmutableArray<ModeChoice> Modes()
    {
        lock (_gate) { return [.. _engine.Modes]; }
    }

    /// <summary>Rules see the choice from the next scan on.</summary>
    public void SetMode(ModeChoice choice)
    {
        lock (_gate) { _engine.SetMode(choice); }
        _hub.Wake();
    }

    /// <summary>Until cancelled. <paramref name="scanned"/> is called after each scan: it feeds the
    /// watchdog.</summary>
    public Task RunAsync(Action scanned, CancellationToken cancellationToken) =>
        OwnThread.RunAsync("rules", () => Run(scanned, cancellationToken), cancellationToken);

    public void Dispose() => _memoryNews.Dispose();

    private void Run(Action scanned, CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            long deadline = ScanOnce();
            scanned();
            long wait = Math.Clamp(deadline - _clock.Now().MonotonicMilliseconds, 1, LongestWaitMilliseconds);
            _hub.WaitForNews((int)wait, cancellationToken);
        }
    }

    private long ScanOnce()
    {
        lock (_gate)
        {
            _hub.Snapshot.CopyTo(_snapshot);
            ReadingTime now = _clock.Now();
            int changes = Apply(_engine.Scan(_snapshot, now), now);
            Volatile.Write(ref _actions, _actions + changes);
            Volatile.Write(ref _scans, _scans + 1);
            TellOfEnds();
            TellOfMemory();
            return _engine.NextDeadline();
        }
    }

    private void TellOfEnds()
    {
        foreach (ActuatorOverride ended in _engine.EndedOverrides)
        {
            string actuator = _book.Site.Actuators[ended.Actuator].Name;
            Log.OverrideEnded(_logger, actuator, ended.Who);
            _trail.Record(AuditEvent.OverrideEnded, AuditActor.Edge, actuator, $"its time is over; it was set by {ended.Who}");
        }

        foreach (ModeChoice ended in _engine.EndedModes)
        {
            ModeDeclaration mode = _book.Site.Modes[ended.Mode];
            Log.ModeEnded(_logger, mode.Name, mode.Values[ended.Value], mode.Values[0]);
            _trail.Record(AuditEvent.ModeChanged, AuditActor.Edge, mode.Name,
                $"{mode.Values[0]}: the time of {mode.Values[ended.Value]}, chosen by {ended.Who}, is over");
        }
    }

    private void TellOfMemory()
    {
        if (_engine.MemoryVersion == _memoryTold) { return; }
        _memoryTold = _engine.MemoryVersion;
        // Somebody who has not looked yet will see this, too.
        if (_memoryNews.CurrentCount == 0) { _memoryNews.Release(); }
    }

    /// <summary>Outputs first, then words. How many switched.</summary>
    private int Apply(ReadOnlySpan<ActuatorEvent> events, ReadingTime now)
    {
        int switched = 0;
        foreach (ref readonly ActuatorEvent item in events)
        {
            if (item.Cause is ActuatorCause.ReadBackDiffers or ActuatorCause.ReadBackAgrees) { continue; }
            _outputs[item.Actuator].Set(item.On);
            switched++;
        }

        foreach (ref readonly ActuatorEvent item in events)
        {
            _hub.Publish(item);
            Tell(item);
        }

        _history.Note(_engine, _snapshot, now);
        return switched;
    }

    private void Tell(in ActuatorEvent item)
    {
        string actuator = _book.Site.Actuators[item.Actuator].Name;
        string state = item.On ? "on" : "off";
        switch (item.Cause)
        {
            case ActuatorCause.ReadBackDiffers:
                Log.ReadBackDiffers(_logger, actuator, state);
                _trail.Record(AuditEvent.ReadBackMismatch, AuditActor.Edge, actuator, $"it should be {state}");
                break;
            case ActuatorCause.ReadBackAgrees: Log.ReadBackAgrees(_logger, actuator, state); break;
            default:
                string cause = item.Rule >= 0 ? $"rule {_book.Site.Rules[item.Rule].Name}" : PlainWords.Of(item.Cause.ToString());
                Log.Switched(_logger, actuator, state, cause);
                if (item.Cause == ActuatorCause.StaleInput)
                {
                    _trail.Record(AuditEvent.SafeStateForced, AuditActor.Edge, actuator, $"{state}, because an input is unknown or too old");
                }

                break;
        }
    }
}
