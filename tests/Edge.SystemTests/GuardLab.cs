using System.Globalization;
using System.Text.Json;

namespace Edge.SystemTests;

/// <summary>The virtual gateway behind its guard, with the site of scripts/vm/parts/guarded-site. Its uplink is tapped before it is
/// switched on, and somebody holds the technician's button then.</summary>
public sealed class GuardLab : Lab
{
    private Terminal? _terminal;
    private Tap? _tap;

    /// <summary>The keys of a person whom the gateway believes as a technician's dispatcher.</summary>
    internal string KeyFolder => Folder + "-keys";

    internal Terminal Terminal => _terminal ?? throw new InvalidOperationException("The gateway was not switched on.");

    internal Tap Tap => _tap ?? throw new InvalidOperationException("The gateway was not switched on.");

    public override async Task DisposeAsync()
    {
        if (_tap is not null) { await _tap.DisposeAsync(); }
        if (_terminal is not null) { await _terminal.DisposeAsync(); }
        await base.DisposeAsync();
        foreach (string folder in (string[])[KeyFolder, SiteFolder])
        {
            if (Directory.Exists(folder)) { Directory.Delete(folder, recursive: true); }
        }
    }

    /// <summary>On, guarded and delivering.</summary>
    internal async Task GuardedAsync()
    {
        if (!IsOn) { await SwitchOnAsync(); }
        await InGuestAsync("systemctl start edge-guard edge", Slow);
        await UntilAsync(async () => (await TryStatusAsync())?.Counters.RecordsDelivered > 0, "an uplink that is open");
    }

    /// <summary>A script of <c>scripts/vm/parts</c> in the gateway.</summary>
    internal string Part(string name)
    {
        File.Copy(Repository.PathOf("scripts", "vm", "parts", name), Path.Combine(Share, name), overwrite: true);
        return $"/lab/{name}";
    }

    /// <summary>Which ports of the gateway answer to a connection from another network name space.</summary>
    internal async Task<string> ScanAsync(int first, int last) => (await Command.RunAsync(
        "bash", ["-c", ". scripts/vm/parts/common.sh; in_lab \"$vm_parts/scan\" \"$@\"", "scan", $"{first}", $"{last}"], Environment,
        Slow)).Text.Trim();

    /// <summary>What the guard wrote into the journal in this boot, oldest first: seconds since 1970, and the words.</summary>
    internal async Task<(double Seconds, string Words)[]> RecordsAsync()
    {
        string said = await InGuestAsync("journalctl -b -o json --output-fields=MESSAGE -t edge --no-pager | grep -F 'Guard: '");
        return
        [
            .. said.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonElement.Parse(line)).Select(entry => (
                double.Parse(entry.GetProperty("__REALTIME_TIMESTAMP").GetString()!, CultureInfo.InvariantCulture) / 1e6,
                entry.GetProperty("MESSAGE").GetString()!)),
        ];
    }

    internal static TimeSpan Slow { get; } = TimeSpan.FromMinutes(4);

    private protected override async Task<string[]> SiteAsync()
    {
        Output made = await Command.RunAsync(
            Repository.PathOf("scripts", "vm", "parts", "guarded-site"), [SiteFolder], new Dictionary<string, string>(), Slow);
        return made.ExitCode == 0 ? ["--site", Path.Combine(SiteFolder, "site.yaml")] : throw new InvalidOperationException(made.Both);
    }

    internal static async Task<string> OperatorAsync(params string[] arguments)
    {
        Output output = await Command.RunAsync(AuditSight.Published("edge-operator"), arguments, new Dictionary<string, string>(), Slow);
        return output.ExitCode == 0 ? output.Text.Trim() : throw new InvalidOperationException(output.Both);
    }

    private string SiteFolder => Folder + "-site";

    private async Task SwitchOnAsync()
    {
        Directory.CreateDirectory(KeyFolder);
        await OperatorAsync("keys", "person", "--name", "cleo", "--out", KeyFolder, "--no-passphrase");
        File.Copy(Path.Combine(KeyFolder, "cleo.person.json"), Path.Combine(Share, "etc-edge", "trust", "cleo.technician.json"));
        _terminal = await Terminal.OpenAsync();
        Tty = _terminal.Name;
        _tap = await Tap.ListenAsync(this);
        await BoardAsync("set", "GPIO26", "low"); // active-low, as a button to ground is
        await BootAsync();
    }
}
