using System.Text.Json;
using System.Text.RegularExpressions;

namespace Edge.SystemTests;

/// <summary>Releases of edge-operator, installed by the units of the package: one that is good, one that does not start, and the power
/// cut at each step of both.</summary>
/// <remarks>The slot writer says each step when it is durable. Who hears it stops the slot writer there, so that the power
/// goes at that step and not a moment later.</remarks>
[Collection("own lab")]
public sealed partial class UpdateTests(Lab lab) : IAsyncLifetime
{
    private const string Broken = "#!/bin/sh\necho 'edge: cannot open shared object' >&2\nexit 127\n";
    private const string Fetch = "setpriv --reuid edge-fetch --regid edge-fetch --clear-groups edge fetch --stick /lab/stick";
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(2);

    private readonly TwoHouses _houses = new(lab);
    private int _from;

    public async Task InitializeAsync()
    {
        await lab.ResetAsync();
        await _houses.FoundAsync();
        await File.WriteAllTextAsync(Path.Combine(lab.Share, "slot-steps"), Repository.Read("tests", "Edge.SystemTests", "slot-steps"));
        // The units as they are shipped, but that the slot writer is heard; and nothing of an earlier test.
        await lab.InGuestAsync("""
            systemctl stop edge-fetch.timer edge-slot.service
            rm -rf /etc/systemd/system/edge.service.d /var/lib/edge-slots/* /var/spool/edge-fetch/*
            cp -r /lab/etc-edge/updates /etc/edge/ && chmod -R go+rX /etc/edge
            mkdir -p /etc/systemd/system/edge-slot.service.d
            cat > /etc/systemd/system/edge-slot.service.d/steps.conf <<'UNIT'
            [Unit]
            RequiresMountsFor=/lab
            [Service]
            ExecStart=
            ExecStart=/bin/sh /lab/slot-steps
            StandardOutput=file:/dev/console
            DeviceAllow=/dev/console rw
            UNIT
            systemctl daemon-reload && systemctl restart edge edge-slot.path && sync
            """);
    }

    public async Task DisposeAsync()
    {
        Directory.Delete(Path.Combine(lab.Share, "etc-edge", "updates"), recursive: true);
        Hold("");
        if (!lab.IsOn) { return; }
        await lab.InGuestAsync("""
            systemctl stop edge-slot.service
            rm -rf /var/lib/edge-slots/* /var/spool/edge-fetch/* /etc/edge/updates /etc/systemd/system/edge-slot.service.d
            systemctl daemon-reload; systemctl restart edge && sync
            """);
    }

    [Fact]
    public async Task Installs_FallsBack_AndSurvivesACutAtEachStep()
    {
        await _houses.ReleaseAsync("1", executable: null, earlier: null);
        await _houses.WantAsync("1");
        await lab.InGuestAsync("edge update install --stick /lab/stick", Long);
        await RunsWellAsync("1");

        await _houses.ReleaseAsync("2", executable: null, earlier: "1");
        await _houses.WantAsync("2");
        foreach (string step in (string[])["writing", "written", "armed"])
        {
            Hold(step);
            await lab.InGuestAsync(Fetch, Long);
            await CutAtAsync(step);
            Hold(step == "armed" ? "trial" : "");
            await BootAsync("1");
        }
        await CutAtAsync("trial");
        Hold("committed");
        await BootAsync("1", "2");
        await CutAtAsync("committed");
        Hold("");
        await BootAsync("2");
        await RunsWellAsync("2");

        await _houses.ReleaseAsync("3", Broken, earlier: "2");
        await _houses.WantAsync("3");
        Hold("armed");
        await lab.InGuestAsync(Fetch, Long);
        foreach ((string step, string next) in ((string, string)[])[("armed", "trial"), ("trial", "fallen-back"), ("fallen-back", "")])
        {
            await CutAtAsync(step);
            Hold(next);
            await lab.BootAsync();
        }
        await RunsWellAsync("2");
        await ReportsAsync();
        await lab.AssertDeliveredAsync();
    }

    // One of each update: nothing that was undone is ever called a success, and each says which starts there were.
    private async Task ReportsAsync()
    {
        string[] reports = (await lab.InGuestAsync("for f in /var/lib/edge-slots/reports/*.json; do cat $f; echo; done"))
            .Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(["committed 1", "committed 2", "fallen-back 2"], reports.Select(report =>
        {
            JsonElement json = JsonElement.Parse(report);
            Assert.InRange(json.GetProperty("starts").GetArrayLength(), 1, 3);
            return $"{json.GetProperty("outcome").GetString()} {json.GetProperty("runs").GetString()}";
        }));
        Assert.Contains("\"offline\":true", reports[0], StringComparison.Ordinal);
        Assert.Contains("\"undone\":{\"release\":\"3\"", reports[2], StringComparison.Ordinal);
    }

    /// <summary>Where the slot writer is stopped next; empty: nowhere.</summary>
    private void Hold(string step) => File.WriteAllText(Path.Combine(lab.Share, "hold"), $"{step}\n");

    /// <summary>Takes the power away when the slot writer stands at this step, and the state says so.</summary>
    private async Task CutAtAsync(string step)
    {
        Match held = Match.Empty;
        await lab.UntilAsync(
            async () => (held = Held().Match((await lab.ConsoleAsync())[_from..])).Success, $"the slot writer held at {step}", Long);
        Assert.Equal(step, held.Groups[1].Value);
        _from = (await lab.ConsoleAsync()).Length;
        await lab.CutPowerAsync();
    }

    /// <summary>The sensors are read, by one of these releases.</summary>
    private async Task BootAsync(params string[] releases)
    {
        await lab.BootAsync();
        await lab.UntilAsync(async () => await lab.TryStatusAsync() is { Counters.Scans: > 3 }, "a gateway that scans after a cut", Long);
        Assert.Contains((await StateAsync()).GetProperty("committed").GetProperty("release").GetString(), releases);
    }

    /// <summary>Until no update is under way, the release is committed, and it is what runs.</summary>
    private async Task RunsWellAsync(string release)
    {
        await lab.UntilAsync(async () => (await StateAsync()).GetProperty("phase").GetString() == "idle", "the end of the update", Long);
        Assert.Equal(release, (await StateAsync()).GetProperty("committed").GetProperty("release").GetString());
        await lab.UntilAsync(
            async () => await lab.TryStatusAsync() is { Counters.Scans: > 3 } status && status.Release == release, $"a gateway that is release {release}");
        Assert.Equal(release, (await lab.InGuestAsync(
            "cat $(dirname $(readlink /proc/$(systemctl show edge -p MainPID --value)/exe))/release.txt")).Trim());
    }

    private async Task<JsonElement> StateAsync() => JsonElement.Parse(await lab.InGuestAsync("edge update status --json"));

    [GeneratedRegex("lab: slot writer held, the state says ([a-z-]+)")]
    private static partial Regex Held();
}
