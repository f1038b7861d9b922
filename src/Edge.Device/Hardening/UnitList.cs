using Edge.Hardening;

namespace Edge.Device.Hardening;

/// <summary>What systemd runs or is about to run, and the state of single units, asked for many at
/// once.</summary>
internal sealed class UnitList(MachineRoot root)
{
    private static readonly string[] Kinds = [".service", ".socket", ".timer", ".path"];

    private readonly Dictionary<string, string?> _states = new(StringComparer.Ordinal);

    private bool HasSystemd => root.IsReal && Directory.Exists("/run/systemd/system");

    /// <summary>Units that are active, and those that wait for their turn in this boot.</summary>
    public IEnumerable<Found> All()
    {
        if (!HasSystemd) { return []; }
        string active = Tool.Run("systemctl", ["list-units", "--plain", "--no-legend",
            "--state=active,activating,reloading", "--type=service,socket,timer,path"]).Text;
        string jobs = Tool.Run("systemctl", ["list-jobs", "--plain", "--no-legend"]).Text;
        string[] queued = [.. Rows(jobs).Where(row => row.Length > 2 && row[2] == "start").Select(row =>
            row[1])];
        return Rows(active).Select(row =>
            row[0]).Concat(queued).Where(IsUnit).Distinct().Order(StringComparer.Ordinal)
            .Select(name => Found.Of(FoundKind.Unit, name));
    }

    /// <summary>Asks for all of these with one process; what is asked again before <see cref="Forget"/> costs
    /// nothing.</summary>
    public void Prepare(IReadOnlyCollection<string> names)
    {
        _states.Clear();
        if (!HasSystemd || names.Count == 0) { return; }
        string shown = Tool.Run("systemctl", ["show", "-p", "LoadState", "-p", "ActiveState", "--",
            .. names]).Text;
        string[] blocks = shown.Split("\n\n", StringSplitOptions.RemoveEmptyEntries);
        if (blocks.Length != names.Count) { return; }
        foreach ((string name, string block) in names.Zip(blocks)) { _states[name] = StateIn(block); }
    }

    /// <summary><c>masked</c>, <c>active</c>, <c>inactive</c>; null where there is no such unit.</summary>
    public string? StateOf(string name)
    {
        if (!HasSystemd) { return null; }
        if (_states.TryGetValue(name, out string? state)) { return state; }
        return _states[name] = StateIn(Tool.Run("systemctl",
            ["show", "-p", "LoadState", "-p", "ActiveState", "--", name]).Text);
    }

    public void Forget(string name) => _states.Remove(name);

    /// <summary>Whether its control group is there: true soon after the start, without a process.</summary>
    public bool Runs(string name) => root.Exists($"/sys/fs/cgroup/system.slice/{name}");

    private static string? StateIn(string block)
    {
        string Value(string key) => block.Split('\n').FirstOrDefault(line =>
            line.StartsWith(key, StringComparison.Ordinal))?[key.Length..].Trim() ?? "";
        bool isActive = Value("ActiveState=") is "active" or "activating" or "reloading";
        return Value("LoadState=") switch
        {
            "not-found" or "" => null,
            _ when isActive => "active",
            "masked" => "masked",
            _ => "inactive",
        };
    }

    private static bool IsUnit(string name) => Kinds.Any(kind =>
        name.EndsWith(kind, StringComparison.Ordinal));

    private static IEnumerable<string[]> Rows(string text) =>
        text.Split('\n').Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)).Where(row =>
            row.Length > 0);
}
