using System.Globalization;
using System.Text.Json;
using Edge.Collector.Api;
using Edge.Device.Control;

namespace Edge.SystemTests;

/// <summary>The virtual gateway with its simulated board and a collector, driven by the scripts that a person
/// uses.</summary>
/// <remarks>One for all tests of a collection: each begins with <see cref="ResetAsync"/>. Everything ends with the last
/// one.</remarks>
public class Lab : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan BootPatience = TimeSpan.FromMinutes(5);
    private static int s_count;
    private readonly Dictionary<string, string> _environment;
    private readonly Stack<string[]> _undo = new();
    private readonly bool _isOwn;

    public Lab()
    {
        string? given = System.Environment.GetEnvironmentVariable("EDGE_VM_DIR");
        _isOwn = string.IsNullOrEmpty(given);
        // A name with everything that a name may have: blanks and commas mean something to a kernel's arguments.
        Folder = _isOwn ? Path.Combine(Labs, $"gateway {Interlocked.Increment(ref s_count)}, to be cut") : given!;
        _environment = new() { ["EDGE_VM_DIR"] = Folder };
    }

    public string Folder { get; }

    /// <summary>Of the next boots: a terminal for the gateway's tty2.</summary>
    private protected string Tty { set => _environment["EDGE_VM_TTY"] = value; }

    internal IReadOnlyDictionary<string, string> Environment => _environment;

    /// <summary>Where the folders of this run lie; scripts/vm/test ends what is left in them.</summary>
    private static string Labs => System.Environment.GetEnvironmentVariable("EDGE_VM_LABS") is { Length: > 0 } labs
        ? labs
        : Path.Combine(Path.GetTempPath(), $"edge-vm-test-{System.Environment.ProcessId}");

    /// <summary>Both ways: <c>/lab</c> in the gateway.</summary>
    public string Share => Path.Combine(Folder, "share");

    public string CollectorData => Path.Combine(Folder, "collector");

    /// <summary>How the last boot ended: <c>halt</c>, <c>cut</c>, <c>crash</c>, <c>timeout</c> or
    /// <c>no-boot</c>.</summary>
    public string End => File.ReadAllText(Path.Combine(Folder, "guest.end")).Trim();

    public bool IsOn => File.Exists(Path.Combine(Folder, "guest.pid")) && !File.Exists(Path.Combine(Folder, "guest.end"));

    public async Task InitializeAsync()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Folder)!);
        string scenario = Folder + ".yaml";
        string devices = Repository.Read("hardware-profiles", "sites", "virtual-devices.yaml");
        // The gauge's line is free, so that a test can close the contact itself.
        await File.WriteAllLinesAsync(scenario, devices.Split('\n').Where(line => !line.Contains("rain-gauge", StringComparison.Ordinal)));
        await ScriptAsync(TimeSpan.FromMinutes(15), "up", ["--scenario", scenario, .. await SiteAsync()]);
    }

    /// <summary>Arguments of <c>scripts/vm/up</c> that name another site file than the usual one.</summary>
    private protected virtual Task<string[]> SiteAsync() => Task.FromResult<string[]>([]);

    public virtual async Task DisposeAsync()
    {
        await ScriptAsync(Patience, "down");
        File.Delete(Folder + ".yaml");
        if (_isOwn) { Directory.Delete(Folder, recursive: true); }
    }

    /// <summary>The gateway runs under systemd, its link is up, and nothing that an earlier test did to the
    /// board is left.</summary>
    internal async Task ResetAsync()
    {
        if (!IsOn) { await BootAsync(); }
        await LinkAsync("up");
        while (_undo.TryPop(out string[]? order)) { await RunAsync(Patience, "board", order); }
        await ScriptAsync(Patience, "board", "wait", "gateway", "ready", "30");
        await InGuestAsync("pidof gpioset > /dev/null && kill $(pidof gpioset); systemctl start edge");
        await UntilAsync(async () => (await TryStatusAsync()) is { Counters.Scans: > 3 }, "a gateway that scans");
    }

    internal Task BootAsync(params string[] arguments) => ScriptAsync(BootPatience, "boot", ["--limit", "3600", .. arguments]);

    internal Task CutPowerAsync() => ScriptAsync(Patience, "cut");

    /// <summary>An orderly reboot, by itself or with an argument for the firmware, until the gateway is up
    /// again.</summary>
    internal async Task RebootAsync(string order = "systemctl --no-block reboot")
    {
        int from = (await ConsoleAsync()).Length;
        await InGuestAsync(order);
        await ConsoleSaysAsync(from, "EDGE-VM-UP");
    }

    internal Task LinkAsync(string state) => ScriptAsync(Patience, "link", state);

    /// <summary>What the gateway's console said so far.</summary>
    internal async Task<string> ConsoleAsync()
    {
        await using var console = new FileStream(Path.Combine(Folder, "console.log"), FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var reader = new StreamReader(console);
        return await reader.ReadToEndAsync();
    }

    /// <summary>Until the console says it, behind what it had said before.</summary>
    internal Task ConsoleSaysAsync(int from, string text) =>
        UntilAsync(async () => (await ConsoleAsync())[from..].Contains(text, StringComparison.Ordinal), text, BootPatience);

    /// <summary>Runs a shell script as root in the gateway; it must end with 0.</summary>
    internal async Task<string> InGuestAsync(string script, TimeSpan? patience = null)
    {
        TimeSpan time = patience ?? Patience;
        string seconds = time.TotalSeconds.ToString("F0", CultureInfo.InvariantCulture);
        return (await ScriptAsync(time + Patience, "exec", "--timeout", seconds, script)).Text;
    }

    /// <summary>Does something to the board, and undoes it before the next test.</summary>
    internal async Task BoardAsync(params string[] order)
    {
        string[]? undo = order switch
        {
            ["set", var input, ..] when input.Contains('.', StringComparison.Ordinal) => ["release", input],
            ["fault", var device, ..] => ["mend", device],
            ["unplug", var bus] => ["plug", bus],
            _ => null,
        };
        if (undo is not null) { _undo.Push(undo); }
        await ScriptAsync(Patience, "board", order);
    }

    /// <summary>Until a device is as it should be, as seen from outside.</summary>
    internal Task BoardShowsAsync(string device, string state) => ScriptAsync(Patience, "board", "wait", device, state, "30");

    /// <summary>What was seen of the gateway at one line, oldest first, without the times.</summary>
    internal async Task<string[]> HistoryAsync(string pin) =>
        [.. (await ScriptAsync(Patience, "board", "history", pin)).Text.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.Split(' ', 3)[2])];

    internal async Task<StatusReport> StatusAsync() =>
        await TryStatusAsync() ?? throw new InvalidOperationException($"edge status says nothing. {await LastWordsAsync()}");

    internal async Task<StatusReport?> TryStatusAsync()
    {
        Output status = await RunAsync(Patience, "exec", "edge status --json");
        return status.ExitCode == 0 ? JsonSerializer.Deserialize(status.Text, ControlJson.Default.StatusReport) : null;
    }

    internal async Task<Overview> CollectedAsync()
    {
        Output status = await Command.RunAsync(
            Repository.PathOf("out", "publish", "linux-x64", "edge-collector"), ["status", "--data", CollectorData, "--json"], _environment, Patience);
        return status.ExitCode == 0
            ? JsonSerializer.Deserialize(status.Text, ApiJson.Default.Overview)!
            : throw new InvalidOperationException(status.Both);
    }

    internal async Task UntilAsync(Func<Task<bool>> condition, string what, TimeSpan? patience = null)
    {
        DateTime end = DateTime.UtcNow + (patience ?? TimeSpan.FromMinutes(3));
        while (!await condition())
        {
            if (DateTime.UtcNow > end) { Assert.Fail($"Waited for: {what}. {await LastWordsAsync()}"); }
            await Task.Delay(200);
        }
    }

    /// <summary>Everything that was sealed is at the collector, once and without a gap.</summary>
    internal async Task AssertDeliveredAsync()
    {
        await UntilAsync(async () => await StatusAsync() is { Outbox.WaitingRecords: 0, Counters.RecordsDelivered: > 0 }, "an empty outbox");
        Totals totals = (await CollectedAsync()).Totals;
        Assert.Equal((0L, 0L, 0L), (totals.Gaps, totals.Refused, totals.Quarantined));
    }

    /// <summary>A script of scripts/vm that must end with 0.</summary>
    internal async Task<Output> ScriptAsync(TimeSpan patience, string name, params string[] arguments)
    {
        Output output = await RunAsync(patience, name, arguments);
        if (output.ExitCode != 0)
        {
            Assert.Fail($"scripts/vm/{name} {string.Join(' ', arguments)} ended with {output.ExitCode}: {output.Both}\n{await LastWordsAsync()}");
        }

        return output;
    }

    internal Task<Output> RunAsync(TimeSpan patience, string name, params string[] arguments) =>
        Command.RunAsync(Repository.PathOf("scripts", "vm", name), arguments, _environment, patience);

    /// <summary>A number that systemd knows of the gateway's unit.</summary>
    internal async Task<long> UnitNumberAsync(string property) =>
        long.Parse((await InGuestAsync($"systemctl show edge -p {property} --value")).Trim(), CultureInfo.InvariantCulture);

    private async Task<string> LastWordsAsync()
    {
        string console = Path.Combine(Folder, "console.log");
        string[] lines = File.Exists(console) ? await File.ReadAllLinesAsync(console) : [];
        Output edge = IsOn ? await RunAsync(Patience, "exec", "--timeout", "20", "journalctl -u edge -o cat -n 15 --no-pager; edge status") : new(0, "", "");
        return $"Console: {string.Join('\n', lines.TakeLast(15))}\nedge: {edge.Both}";
    }
}
