using Edge.Device.Buses;
using Edge.Device.Systemd;
using Edge.Hardening;

namespace Edge.Device.Hardening;

/// <summary>What systemd runs or is about to run, and single units: asked for many at once, masked and put back.</summary>
/// <param name="connect">Null: the manager of this machine, where it runs.</param>
internal sealed class UnitList(MachineRoot root, Func<SystemdBus>? connect = null)
{
    private static readonly string[] Patterns = ["*.service", "*.socket", "*.timer", "*.path"];
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Collected = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Killed = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(20);

    private readonly Dictionary<string, string?> _states = new(StringComparer.Ordinal);
    private readonly UnitMask _mask = new(root);

    public bool HasSystemd => connect is not null || (root.IsReal && Directory.Exists("/run/systemd/system"));

    /// <summary>Units that are active, and those that wait for their turn in this boot.</summary>
    public IEnumerable<Found> All()
    {
        _states.Clear();
        if (!HasSystemd) { return []; }
        IReadOnlyList<BusUnit> units = Ask(bus => bus.Units(Patterns));
        foreach (BusUnit unit in units) { _states[unit.Name] = StateOf(unit); }
        return units.Where(IsWanted).Select(unit => unit.Name).Distinct().Order(StringComparer.Ordinal)
            .Select(name => Found.Of(FoundKind.Unit, name));
    }

    /// <summary>What <see cref="All"/> would find, and what is masked of it, as one text: for comparing. Null where there is no
    /// systemd.</summary>
    public string? Signs() => HasSystemd
        ? string.Join('\n', Ask(bus => bus.Units(Patterns)).Where(IsWanted).Select(unit => $"{unit.Name} {unit.Load}").Order(StringComparer.Ordinal))
        : null;

    private static bool IsWanted(BusUnit unit) => unit.IsActive || unit.Job == "start";

    /// <summary>Asks for all of these at once, but for those that <see cref="All"/> just saw; what is asked again before
    /// <see cref="Forget"/> costs nothing.</summary>
    public void Prepare(IReadOnlyCollection<string> names)
    {
        string[] unknown = [.. names.Where(name => !_states.ContainsKey(name))];
        if (!HasSystemd || unknown.Length == 0) { return; }
        IReadOnlyList<BusUnit> units = Ask(bus => bus.Named(unknown));
        if (units.Count != unknown.Length) { return; }
        foreach ((string name, BusUnit unit) in unknown.Zip(units)) { _states[name] = StateOf(unit); }
    }

    /// <summary><c>masked</c>, <c>active</c>, <c>inactive</c>; null where there is no such unit. A unit of which a process is left is
    /// active, whatever systemd calls it.</summary>
    public string? StateOf(string name)
    {
        if (!HasSystemd) { return null; }
        if (_states.TryGetValue(name, out string? state)) { return state; }
        return _states[name] = Ask(bus => One(bus, name)) is { } unit ? StateOf(unit) : null;
    }

    public void Forget(string name) => _states.Remove(name);

    /// <summary>Whether its control group is there: true soon after the start, without a question.</summary>
    public bool Runs(string name) => root.Exists(GroupOf(name));

    /// <summary>Source: cgroup-v2, "Core Interface Files", cgroup.events.</summary>
    private bool HasProcesses(string name) => root.Lines($"{GroupOf(name)}/cgroup.events").Contains("populated 1");

    private static string GroupOf(string name) => $"/sys/fs/cgroup/system.slice/{SliceOf(name)}{name}";

    /// <summary>Instances of a template have a slice of their own. Source: systemd.slice(5),
    /// systemd.unit(5).</summary>
    private static string SliceOf(string name) => name.IndexOf('@',
        StringComparison.Ordinal) is > 0 and int at
        ? $"system-{name[..at].Replace("-", "\\x2d", StringComparison.Ordinal)}.slice/" : "";

    /// <summary>Masks these units: what runs of them goes on. Only where systemd has one of them loaded must it read all its
    /// files anew, which costs more than the guard itself; then it does so once.</summary>
    public void MaskAll(IReadOnlyCollection<string> names)
    {
        foreach (string name in names) { Forget(name); }
        Ask(bus =>
        {
            Bar(bus, names);
            return true;
        });
    }

    /// <summary>Masks a unit that is not yet, and stops it; what does not end by itself is killed.</summary>
    /// <remarks>A unit may leave processes behind (<c>KillMode=process</c>), or never be done with stopping. Source:
    /// systemd.kill(5).</remarks>
    public void Mask(string name)
    {
        Forget(name);
        Ask(bus =>
        {
            if (One(bus, name)?.Load != "masked") { Bar(bus, [name]); }
            if (!IsLeft(One(bus, name))) { return true; }
            bus.Stop(name);
            Await(bus, name, Patience, now => now is not { IsActive: true } && now?.Job is null or "");
            if (IsLeft(One(bus, name)))
            {
                bus.Kill(name);
                Await(bus, name, Killed, now => !IsLeft(now));
            }
            // A unit without a file of its own is forgotten a moment later, and masked from then on.
            Await(bus, name, Collected, now => now?.Load is not "loaded");
            return true;
        });
    }

    /// <summary>Tells systemd what a unit may reach from now on.</summary>
    public void SetRights(string unit, string text) => Ask(bus =>
    {
        bus.SetRights(unit, text);
        return true;
    });

    /// <summary>What systemd lets a unit reach; <see cref="UnitRights"/>.</summary>
    public string RightsOf(string unit) => Ask(bus => UnitRights.Held(bus, unit));

    public void Reload() => Ask(bus =>
    {
        bus.Reload();
        return true;
    });

    public void Unmask(string name, bool starts)
    {
        Forget(name);
        Ask(bus =>
        {
            _mask.Take(name);
            bus.Unmask([name]);
            bus.Reload();
            if (!starts) { return true; }
            bus.Start(name);
            Await(bus, name, Patience, now => now?.Job is null or "");
            return One(bus, name) is not { Active: "failed" } ? true : throw new IOException($"{name} was started and failed");
        });
    }

    /// <summary>Each by the mask that has an effect on it; one that cannot be masked keeps none of the others from it.</summary>
    private void Bar(SystemdBus bus, IReadOnlyCollection<string> names)
    {
        string[] before = [.. names.Where(_mask.IsNeeded)];
        string[] usual = [.. names.Except(before)];
        if (usual.Length > 0) { bus.Mask(usual); }
        Exception? trouble = null;
        foreach (string name in before)
        {
            try
            {
                _mask.Put(name);
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                trouble = exception;
            }
        }

        if (bus.Named(names).Any(unit => unit.Load != "masked")) { bus.Reload(); }
        if (trouble is not null) { throw new IOException(trouble.Message, trouble); }
    }

    private static void Await(SystemdBus bus, string name, TimeSpan longest, Func<BusUnit?, bool> isThere)
    {
        for (TimeSpan waited = default; waited < longest && !isThere(One(bus, name)); waited += Pace) { Pauses.Real(Pace); }
    }

    private static BusUnit? One(SystemdBus bus, string name) => bus.Named([name]) is [{ } unit] ? unit : null;

    private string? StateOf(BusUnit unit) => IsLeft(unit) ? "active" : unit.Load switch
    {
        "not-found" => null,
        "masked" => "masked",
        _ => "inactive",
    };

    private bool IsLeft(BusUnit? unit) => unit is not null && (unit.IsActive || HasProcesses(unit.Name));

    private T Ask<T>(Func<SystemdBus, T> question)
    {
        using SystemdBus bus = connect is null ? SystemdBus.Connect() : connect();
        return question(bus);
    }
}
