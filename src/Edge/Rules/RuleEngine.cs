using System.Collections.Immutable;
using Edge.Profiles;
using Edge.Rules.Calendar;
using Edge.Rules.Cel;
using Edge.Rules.Windows;
using Edge.Sensing;

namespace Edge.Rules;

/// <summary>Scans the rules: all conditions on one snapshot, then one decision an actuator.</summary>
/// <remarks>One thread; allocates nothing per scan. The order of the rules plays no part.</remarks>
public sealed class RuleEngine
{
    private readonly Site _site;
    private readonly CelScan _scan;
    private readonly ModeValues _modes;
    private readonly RuleState[] _rules;
    private readonly Arbiter[] _arbiters;
    private readonly ImmutableArray<Interlock> _interlocks;
    private readonly ImmutableArray<Arbiter> _alone;
    private readonly StartQueue?[] _queues;
    private readonly bool _hasGroups;
    private readonly bool[] _changed;
    private readonly ActuatorEvent[] _events;
    private readonly List<ActuatorOverride> _endedOverrides;
    private readonly List<ModeChoice> _endedModes;
    private bool _isShutDown;

    public RuleEngine(RuleBook book)
    {
        _site = book.Site;
        _scan = new CelScan(slots: book.Site.Modes.Length)
        {
            Clock = new SiteClock(book.Site), Windows = new WindowBank(book.Windows),
        };
        _modes = new ModeValues(book.Site, _scan.Slots);
        // A rule without an actuator is an error of the site; it is never scanned and stays unknown.
        long MaxAgeOf(CompiledRule rule) => rule.Actuator < 0
            ? 0
            : (long)book.Site.Actuators[rule.Actuator].MaxInputAge.TotalMilliseconds;
        Site site = book.Site;
        _rules = [.. book.Rules.Select(rule => new RuleState(rule, MaxAgeOf(rule), _scan))];
        ILookup<int, RuleState> byActuator = _rules.ToLookup(rule => rule.Compiled.Actuator);
        _arbiters = [.. site.Actuators.Select(
            each => new Arbiter(each, byActuator[each.Index], book.ReadBackChannels[each.Index]))];
        _interlocks = [.. site.Interlocks.Select(
            each => new Interlock(each, [.. each.Actuators.Select(member => _arbiters[member])]))];
        _queues = new StartQueue?[_arbiters.Length];
        foreach (SoftStartDeclaration each in site.SoftStarts)
        {
            var queue = new StartQueue(each);
            foreach (int member in each.Actuators) { _queues[member] = queue; }
        }

        // Those of a soft start in the order of its list, before the rest.
        HashSet<int> locked = [.. site.Interlocks.SelectMany(each => each.Actuators)];
        IEnumerable<int> inOrder = site.SoftStarts.SelectMany(each => each.Actuators)
            .Concat(site.Actuators.Select(each => each.Index)).Distinct();
        _alone = [.. inOrder.Where(index => !locked.Contains(index)).Select(index => _arbiters[index])];
        _hasGroups = site.Interlocks.Length + site.SoftStarts.Length > 0;
        _changed = new bool[_arbiters.Length];
        _events = new ActuatorEvent[2 * _arbiters.Length];
        _endedOverrides = new(_arbiters.Length);
        _endedModes = new(site.Modes.Length);
    }

    /// <summary>Grows with every change that a restart must not forget.</summary>
    public long MemoryVersion { get; private set; }

    /// <summary>The overrides that ended by themselves in the last scan; valid until the next.</summary>
    public IReadOnlyList<ActuatorOverride> EndedOverrides => _endedOverrides;

    /// <summary>The state an actuator has by the last decision.</summary>
    public bool IsOn(int actuator) => _arbiters[actuator].State.On;

    /// <summary>Why: cause, deciding rule or -1, and since when in monotonic milliseconds.</summary>
    public (ActuatorCause Cause, int Rule, long Since) Why(int actuator)
    {
        ActuatorExplanation all = Explain(actuator);
        return (all.Cause, all.Rule, all.Since);
    }

    /// <summary>Why an actuator is as it is, and what holds it.</summary>
    public ActuatorExplanation Explain(int actuator) => _arbiters[actuator].Explanation;

    /// <summary>What a rule said in the last scan, and why it could not say more.</summary>
    public RuleExplanation ExplainRule(int rule) => _rules[rule].Explanation;

    public Verdict VerdictOf(int rule) => _rules[rule].Verdict;

    /// <summary>The rules of an actuator, those that decide first in front.</summary>
    public ImmutableArray<int> RulesOf(int actuator) =>
        [.. _arbiters[actuator].Ranked.Select(rule => rule.Compiled.Index)];

    /// <summary>The person's decision that holds now, or null.</summary>
    public ActuatorOverride? OverrideOf(int actuator) => _arbiters[actuator].Override;

    /// <summary>Takes a person's decision; the next scan obeys it. The one before it, if any, is
    /// replaced.</summary>
    public void SetOverride(ActuatorOverride item)
    {
        _arbiters[item.Actuator].Override = item;
        MemoryVersion++;
    }

    /// <summary>Ends a person's decision; the next scan obeys the rules. False: there was none.</summary>
    public bool ClearOverride(int actuator)
    {
        bool isThere = _arbiters[actuator].Override is not null;
        _arbiters[actuator].Override = null;
        if (isThere) { MemoryVersion++; }
        return isThere;
    }

    /// <summary>What people chose, one for each mode; the first value where nobody did.</summary>
    public ReadOnlySpan<ModeChoice> Modes => _modes.Choices;

    /// <summary>The choices that ended by themselves in the last scan; valid until the next.</summary>
    public IReadOnlyList<ModeChoice> EndedModes => _endedModes;

    /// <summary>Rules see the choice from the next scan on. It stays over <see cref="Start"/>.</summary>
    public void SetMode(ModeChoice choice)
    {
        _modes.Set(choice);
        MemoryVersion++;
    }

    /// <summary>Every actuator in its safe state, nothing remembered but the modes. An event for
    /// each.</summary>
    public ReadOnlySpan<ActuatorEvent> Start(ReadingTime now)
    {
        _isShutDown = false;
        foreach (StartQueue? queue in _queues) { queue?.Reset(); }
        _scan.Windows.Clear();
        return AllSafe(ActuatorCause.Start, now);
    }

    /// <summary>Every actuator in its safe state. An event for each. Later scans decide nothing.</summary>
    public ReadOnlySpan<ActuatorEvent> Shutdown(ReadingTime now)
    {
        _isShutDown = true;
        return AllSafe(ActuatorCause.Shutdown, now);
    }

    /// <summary>After the power came back: each actuator that declares a spread leaves its safe state only
    /// after a part of it that depends on the device and its own name. Between start and first
    /// scan.</summary>
    /// <param name="seed">The same at every start of one device, another on others.</param>
    public void SpreadStart(ReadOnlySpan<byte> seed, ReadingTime now)
    {
        foreach (Arbiter arbiter in _arbiters)
        {
            if (arbiter.Declaration.StartSpread <= TimeSpan.Zero) { continue; }
            long wait = StartSpread.Of(seed, arbiter.Declaration.Name, arbiter.Declaration.StartSpread);
            arbiter.State.WaitUntil(now.MonotonicMilliseconds + wait);
        }
    }

    /// <summary>What a restart must not forget.</summary>
    /// <param name="boot">The boot that the times of the scans count from.</param>
    public EngineMemory Capture(BootId boot, ReadingTime now) =>
        Remembering.Capture(_site, _rules, _arbiters, _modes, boot, now);

    /// <summary>Takes up what an earlier run left. Between start and first scan.</summary>
    public void Restore(EngineMemory memory, BootId boot, ReadingTime now) =>
        Remembering.Restore(memory, _site, _rules, _arbiters, _modes, boot, now);

    /// <summary>One scan. The events tell every change, nothing else; valid until the next call.</summary>
    public ReadOnlySpan<ActuatorEvent> Scan(Snapshot snapshot, ReadingTime now)
    {
        if (_isShutDown) { return []; }
        (_scan.Snapshot, _scan.Now) = (snapshot, now);
        _scan.Clock.MoveTo(now);
        _scan.Windows.Take(snapshot);
        EndOverrides(now);
        EndModes(now);
        bool isNews = false;
        foreach (Arbiter arbiter in _arbiters) { isNews |= arbiter.Judge(snapshot, now); }
        if (isNews) { MemoryVersion++; }
        if (SettleAll(now.MonotonicMilliseconds) && _hasGroups)
        {
            // What was switched on may make others of its group wait that were asked before it.
            SettleAll(now.MonotonicMilliseconds);
        }

        return Finish(snapshot, now);
    }

    /// <summary>Monotonic milliseconds until which a scan changes nothing unless an input did.</summary>
    /// <remarks>After a start that moment itself; <see cref="long.MaxValue"/> if time changes
    /// nothing.</remarks>
    public long NextDeadline()
    {
        long next = _modes.EndsAt();
        foreach (Arbiter arbiter in _arbiters) { next = Math.Min(next, arbiter.Deadline); }
        return next;
    }

    private void EndOverrides(ReadingTime now)
    {
        _endedOverrides.Clear();
        foreach (Arbiter arbiter in _arbiters)
        {
            if (arbiter.Override is not { } person || !person.IsOver(now)) { continue; }
            _endedOverrides.Add(person);
            arbiter.Override = null;
            MemoryVersion++;
        }
    }

    private void EndModes(ReadingTime now)
    {
        _endedModes.Clear();
        _modes.EndAt(now, _endedModes);
        if (_endedModes.Count > 0) { MemoryVersion++; }
    }

    private bool SettleAll(long now)
    {
        bool isChange = false;
        foreach (Interlock group in _interlocks) { isChange |= group.Settle(_queues, now, _changed); }
        foreach (Arbiter arbiter in _alone) { isChange |= Interlock.SettleOne(arbiter, Turn.Free, _queues, now, _changed); }
        return isChange;
    }

    private ReadOnlySpan<ActuatorEvent> Finish(Snapshot snapshot, ReadingTime now)
    {
        int count = 0;
        for (int index = 0; index < _arbiters.Length; index++)
        {
            Arbiter arbiter = _arbiters[index];
            ActuatorCause? readBack = arbiter.Finish(snapshot, now.MonotonicMilliseconds);
            if (_changed[index])
            {
                _events[count++] = arbiter.State.EventAt(now);
                if (arbiter.State.Rate is not null) { MemoryVersion++; }
            }

            if (readBack is { } cause) { _events[count++] = new(index, arbiter.State.On, cause, -1, now); }
            _changed[index] = false;
        }

        return _events.AsSpan(0, count);
    }

    private ReadOnlySpan<ActuatorEvent> AllSafe(ActuatorCause cause, ReadingTime now)
    {
        for (int index = 0; index < _arbiters.Length; index++)
        {
            _arbiters[index].TakeSafe(cause, now.MonotonicMilliseconds);
            _events[index] = _arbiters[index].State.EventAt(now);
        }

        return _events.AsSpan(0, _arbiters.Length);
    }
}
