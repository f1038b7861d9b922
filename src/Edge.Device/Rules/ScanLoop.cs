using System.Collections.Immutable;
using Edge.Device.Kernel;
using Edge.Device.Pins;
using Edge.Device.Sensing;
using Edge.Rules;
using Edge.Sensing;
using Microsoft.Extensions.Logging;

namespace Edge.Device.Rules;

/// <summary>Scans the rules whenever an input changed or time alone may change something, and writes the
/// outputs.</summary>
/// <remarks>The only writer of outputs. Safe states are applied by <see cref="Start"/> before the first scan and by
/// <see cref="Shutdown"/>; both by the same thread that then runs the loop.</remarks>
public sealed class ScanLoop
{
    /// <summary>At least this often, so that a watchdog that is fed by scans can be short.</summary>
    private const int LongestWaitMilliseconds = 1_000;

    private readonly RuleEngine _engine;
    private readonly RuleBook _book;
    private readonly ReadingHub _hub;
    private readonly ImmutableArray<OutputPin> _outputs;
    private readonly IMachineClock _clock;
    private readonly ILogger _logger;
    private readonly Snapshot _snapshot;
    private readonly Lock _gate = new();
    private long _actions;
    private long _scans;

    /// <param name="outputs">One an actuator, in the order of the site.</param>
    public ScanLoop(RuleBook book, ReadingHub hub, ImmutableArray<OutputPin> outputs, IMachineClock clock, ILogger<ScanLoop> logger)
    {
        (_engine, _book, _hub, _outputs, _clock, _logger) = (new RuleEngine(book), book, hub, outputs, clock, logger);
        _snapshot = new Snapshot(book.Site.Channels.Length, clock.Now().MonotonicMilliseconds);
    }

    /// <summary>Switchings since the start, safe states at start and shutdown not counted.</summary>
    public long Actions => Volatile.Read(ref _actions);

    public long Scans => Volatile.Read(ref _scans);

    /// <summary>The state and its reason, of one moment.</summary>
    public (bool On, ActuatorCause Cause, int Rule, long Since) Explain(int actuator)
    {
        lock (_gate)
        {
            (ActuatorCause cause, int rule, long since) = _engine.Why(actuator);
            return (_engine.IsOn(actuator), cause, rule, since);
        }
    }

    public void Start() => Apply(engine => engine.Start(_clock.Now()));

    public void Shutdown() => Apply(engine => engine.Shutdown(_clock.Now()));

    /// <summary>Until cancelled. <paramref name="scanned"/> is called after each scan: it feeds the
    /// watchdog.</summary>
    public Task RunAsync(Action scanned, CancellationToken cancellationToken) =>
        OwnThread.RunAsync("rules", () => Run(scanned, cancellationToken), cancellationToken);

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
        _hub.Snapshot.CopyTo(_snapshot);
        Volatile.Write(ref _actions, _actions + Apply(engine => engine.Scan(_snapshot, _clock.Now())));
        Volatile.Write(ref _scans, _scans + 1);
        return _engine.NextDeadline();
    }

    private delegate ReadOnlySpan<ActuatorEvent> Decision(RuleEngine engine);

    private int Apply(Decision decide)
    {
        lock (_gate)
        {
            ReadOnlySpan<ActuatorEvent> events = decide(_engine);
            foreach (ref readonly ActuatorEvent item in events)
            {
                _outputs[item.Actuator].Set(item.On);
                _hub.Publish(item);
                string cause = item.Rule >= 0 ? $"rule {_book.Site.Rules[item.Rule].Name}" : PlainWords.Of(item.Cause.ToString());
                Log.Switched(_logger, _book.Site.Actuators[item.Actuator].Name, item.On ? "on" : "off", cause);
            }

            return events.Length;
        }
    }
}
