using Edge.Audit;

namespace Edge.SystemTests;

/// <summary>The guard on a real kernel: the uplink waits for it, what drifts is undone or told, a guard that is killed is completed,
/// and everything can be put back.</summary>
[Collection("guard lab"), Trait("lab", "guard")]
public sealed class GuardTests(GuardLab lab) : IAsyncLifetime
{
    // A setting, whether the filter is there, whether hosts take what is plugged in, whether the keys reboot.
    private const string State = """
        cat /proc/sys/kernel/sysrq; nft list tables | grep -c edge_guard; cat /sys/bus/usb/devices/usb*/authorized_default | sort -u
        systemctl show -p LoadState --value ctrl-alt-del.target; true
        """;

    /// <summary>What happens behind the guard's back: what its record names, and how it is done.</summary>
    private static readonly (string Record, string Script)[] Drifts =
    [
        ("sysctl kernel.sysrq", "sysctl -qw kernel.sysrq=1"),
        ("firewall inet edge_guard", "nft delete table inet edge_guard"),
        ("account root", "passwd -qd root"),
        ("/etc/cron.d/stranger", "mkdir -p /etc/cron.d; echo '# a stranger was here' > /etc/cron.d/stranger"),
        ("unit intruder.service", "systemd-run --quiet --unit intruder sleep 900"),
        ("tcp 0.0.0.0:2224", Listener(2224)),
        ("1d6b:0105", "$gadget plug 0 0105 hid.0"),
        ("package stranger",
            "mkdir -p /run/p/DEBIAN; printf 'Package: stranger\\nVersion: 1\\nArchitecture: all\\nMaintainer: x <x@edge.example>\\n"
            + "Description: x\\n' > /run/p/DEBIAN/control; dpkg-deb -Znone -b /run/p /run/p.deb > /dev/null; dpkg -i /run/p.deb > /dev/null"),
    ];

    private readonly AuditSight _audit = new(lab);

    public Task InitializeAsync() => lab.GuardedAsync();

    public async Task DisposeAsync() => await lab.InGuestAsync("pkill -f 2,222[34],0; true");

    [Fact]
    public async Task Sends_NothingToThePlatform_BeforeItsReportIsGreen()
    {
        double green = (await lab.RecordsAsync()).First(each => each.Words.Contains(": Green:", StringComparison.Ordinal)).Seconds;
        double first = lab.Tap.ToPlatform()[0];
        Assert.True(first > green, $"The first packet left at {first}, the report was green at {green}.");
    }

    [Fact]
    public async Task Undoes_OrTells_WhatDrifts()
    {
        long first = await _audit.NextAsync();
        await lab.InGuestAsync($"gadget={lab.Part("gadget")}\n{string.Join('\n', Drifts.Select(each => each.Script))}", GuardLab.Slow);
        foreach ((string record, _) in Drifts)
        {
            await lab.UntilAsync(
                async () => (await _audit.FromAsync(first)).Any(line => line.Event == AuditEvent.DriftFound
                    && $"{line.Subject} {line.Detail}".Contains(record, StringComparison.Ordinal)),
                $"word of {record} in the audit log");
        }

        await lab.UntilAsync(
            async () => (await _audit.FromAsync(first)).Any(line => line is { Event: AuditEvent.DriftUndone, Subject: "account root" }), "the login locked");
        string now = await lab.InGuestAsync("""
            cat /proc/sys/kernel/sysrq; nft list table inet edge_guard | grep -c 'policy drop'; passwd -S root | cut -d' ' -f2
            systemctl is-active intruder; cat /sys/bus/usb/devices/*/idProduct | grep -c 0105; grep -s 1d6b:0105 /sys/class/input/*/name
            modprobe uinput 2> /dev/null && echo loaded; true
            """);
        Assert.Equal(["0", "3", "L", "inactive", "1"], now.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.Equal("none", await lab.ScanAsync(2048, 2559));
        await _audit.VerifyAsync();
    }

    [Fact]
    public async Task Puts_EverythingBack_AndTheUplinkStaysClosedMeanwhile()
    {
        await lab.InGuestAsync("edge guard verify", GuardLab.Slow);
        await lab.InGuestAsync($"systemctl stop edge edge-guard; edge guard undo; {Listener(2223)} sleep 1", GuardLab.Slow);
        string[] open = await StateAsync();
        Assert.Equal("0", open[1]);
        Assert.Contains("2223", await lab.ScanAsync(2048, 2559), StringComparison.Ordinal);

        int before = lab.Tap.ToPlatform().Length;
        await lab.InGuestAsync("systemctl start edge");
        await lab.UntilAsync(async () => await lab.TryStatusAsync() is { Outbox.WaitingRecords: > 6 }, "sealed readings that wait");
        Assert.Equal(before, lab.Tap.ToPlatform().Length);

        Assert.Contains("Packet filter (is to be set", await lab.InGuestAsync("edge guard plan", GuardLab.Slow), StringComparison.Ordinal);
        Assert.Equal(open, await StateAsync());
        Assert.Equal(1, (await lab.RunAsync(GuardLab.Slow, "exec", "--timeout", "120", "edge guard verify")).ExitCode);
        await lab.InGuestAsync("edge guard apply && edge guard verify", GuardLab.Slow);
        string[] closed = await StateAsync();
        Assert.Equal(["0", "1", "0", "masked"], closed);
        Assert.All(open.Zip(closed), pair => Assert.NotEqual(pair.First, pair.Second));
        Assert.Equal("none", await lab.ScanAsync(2048, 2559));
        await lab.InGuestAsync("systemctl start edge-guard", GuardLab.Slow);
        await lab.AssertDeliveredAsync();
        Assert.True(lab.Tap.ToPlatform().Length > before);
    }

    // Each third step of a round; scripts/vm/guard-trial does each, and GuardRunnerTests each call of the kernel in each.
    [Fact]
    public async Task Completes_WhatAGuardBegan_ThatWasKilledInAStep()
    {
        string script = lab.Part("guard-kill");
        await lab.InGuestAsync("systemctl stop edge edge-guard");
        string[] killed = (await lab.InGuestAsync($"{script} 3", GuardLab.Slow)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal("killed in firewall inet edge_guard", killed[0]);
        Assert.All(killed, line => Assert.StartsWith("killed ", line, StringComparison.Ordinal));
        Assert.InRange(killed.Length, 4, 40);

        await lab.GuardedAsync();
        await lab.AssertDeliveredAsync();
    }

    /// <summary>Of no unit, and on a port of its own in each test: one that comes while another goes is nothing new.</summary>
    private static string Listener(int port) => $"setsid perl -e 'socket(S,2,1,6);setsockopt(S,1,2,1);bind(S,pack(\"SnNx8\",2,{port},0))"
        + "or die;listen(S,5);sleep 900' > /dev/null 2>&1 < /dev/null &";

    private async Task<string[]> StateAsync() => (await lab.InGuestAsync(State)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
}
