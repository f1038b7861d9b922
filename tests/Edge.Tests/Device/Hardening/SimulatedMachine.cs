using Edge.Device.Hardening;
using Edge.Hardening;

namespace Edge.Tests.Device.Hardening;

/// <summary>A machine in memory that can refuse, lie, break what must survive, and stop at any
/// operation.</summary>
internal sealed class SimulatedMachine : IGuardHands
{
    private readonly Dictionary<string, string> _values = new(StringComparer.Ordinal);
    private readonly HashSet<string> _dead = new(StringComparer.Ordinal);

    public List<Found> Items { get; } = [];

    /// <summary>Steps whose write is taken and has no effect.</summary>
    public HashSet<string> Lies { get; } = new(StringComparer.Ordinal);

    /// <summary>Steps whose write fails.</summary>
    public HashSet<string> Refuses { get; } = new(StringComparer.Ordinal);

    /// <summary>From a step to the survivor that is dead while it has another value than at first.</summary>
    public Dictionary<string, string> Breaks { get; } = new(StringComparer.Ordinal);

    /// <summary>The guard is killed at this operation, counted from 1; 0: never.</summary>
    public int KillAt { get; set; }

    public int Operations { get; private set; }

    public List<string> Writes { get; } = [];

    /// <summary>What was prepared together.</summary>
    public List<string[]> Gathered { get; } = [];

    /// <summary>Units that have nothing to do when they are started again.</summary>
    public HashSet<string> Ends { get; } = new(StringComparer.Ordinal);

    /// <summary>Steps whose means are gone.</summary>
    public HashSet<string> Missing { get; } = new(StringComparer.Ordinal);

    /// <summary>Survivors whose device is out of the machine.</summary>
    public HashSet<string> Pulled { get; } = new(StringComparer.Ordinal);

    /// <summary>Called after a write, with the step's key and the value.</summary>
    public Action<string, string>? Written { get; set; }

    /// <summary>Called before a value is read, with the step's key; may throw.</summary>
    public Action<string>? Reading { get; set; }

    public string this[string key]
    {
        get => _values[key];
        set => _values[key] = value;
    }

    public IReadOnlyDictionary<string, string> Values => _values;

    /// <summary>There is nothing of that name any more.</summary>
    public void Vanish(string key) => _values.Remove(key);

    public bool HasAddress(Survivor channel) => Items.Any(item => item.Kind == FoundKind.NetDevice
        && item.Name == channel.Item.Name
        && Probation.Works(channel with { Item = item }));

    /// <summary>As on a real machine: a unit that is masked and a login that is locked are not
    /// found.</summary>
    public Inventory Look() => Inventory.Of([.. Items.Where(item =>
        _values.GetValueOrDefault($"{Words.Of(item.Kind)} {item.Name}") is not ("masked" or "locked"))]);

    public void Prepare(IEnumerable<GuardStep> steps)
    {
    }

    public bool IsGathered(GuardStep step) => step.Mechanism == Mechanism.Unit;

    public void Gather(IReadOnlyList<GuardStep> steps)
    {
        Count();
        Gathered.Add([.. steps.Select(step => step.Target)]);
        if (steps.Any(step => Refuses.Contains(step.Key))) { throw new IOException("refused by the test"); }
    }

    public string? Read(GuardStep step)
    {
        Count();
        Reading?.Invoke(step.Key);
        return _values.GetValueOrDefault(step.Key);
    }

    public void Write(GuardStep step, string value)
    {
        Count();
        if (Missing.Contains(step.Key)) { throw new NothingThereException("taken out by the test"); }
        if (Refuses.Contains(step.Key)) { throw new IOException("refused by the test"); }
        Writes.Add($"{step.Key} = {value}");
        if (Lies.Contains(step.Key)) { return; }
        string before = _values[step.Key];
        _values[step.Key] = Ends.Contains(step.Key) && value == "active" ? "inactive" : value;
        Written?.Invoke(step.Key, value);
        if (!Breaks.TryGetValue(step.Key, out string? survivor)) { return; }
        if (value == step.Wanted && before != value) { _dead.Add(survivor); } else { _dead.Remove(survivor); }
    }

    public bool IsAlive(Survivor survivor)
    {
        Count();
        return !_dead.Contains(survivor.Item.Name) && IsThere(survivor);
    }

    public bool IsThere(Survivor survivor) => !Pulled.Contains(survivor.Item.Name);

    /// <summary>Somebody pulls a cable, a radio cell is gone: the survivor stops for a reason
    /// outside.</summary>
    public void Lose(string survivor) => _dead.Add(survivor);

    public void Restart() => (KillAt, Operations) = (0, 0);

    private void Count()
    {
        if (++Operations == KillAt) { throw new KilledException(); }
    }
}

/// <summary>SIGKILL in the test's machine.</summary>
internal sealed class KilledException : Exception;

/// <summary>What a guard records, in the order it did.</summary>
internal sealed class RecordedTrail : IGuardTrail
{
    public List<GuardEvent> Events { get; } = [];

    public void Record(GuardEvent happened) => Events.Add(happened);
}
