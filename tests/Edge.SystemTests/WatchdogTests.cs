namespace Edge.SystemTests;

/// <summary>The hardware watches systemd, which watches the gateway: where systemd is silent, the board starts anew and reads its
/// sensors.</summary>
/// <remarks>The kernel's software watchdog plays the hardware: the virtual board declares it, as a real one does its own.</remarks>
[Collection("lab")]
public sealed class WatchdogTests(Lab lab) : IAsyncLifetime
{
    private const string Settings = "/etc/systemd/system.conf.d/50-edge-watchdog.conf";
    private const string Driver = "lab-watchdog.service";
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(3);

    public Task InitializeAsync() => lab.ResetAsync();

    public async Task DisposeAsync() => await lab.InGuestAsync(
        $"systemctl disable --quiet {Driver}; rm -f {Settings} /etc/systemd/system/{Driver}; systemctl daemon-reload; sync");

    [Fact]
    public async Task Starts_TheBoardAnew_WhenSystemdIsSilent()
    {
        // On a board its driver is there before anything of ours; modules that come later are the guard's business.
        await lab.InGuestAsync($"""
            cat > /etc/systemd/system/{Driver} <<'UNIT'
            [Unit]
            DefaultDependencies=no
            After=systemd-udevd.service
            Before=edge-guard.service edge.service
            [Service]
            Type=oneshot
            ExecStart=/usr/sbin/modprobe softdog
            [Install]
            WantedBy=sysinit.target
            UNIT
            rm -f {Settings}; systemctl enable --quiet {Driver}; sync
            """);
        await lab.CutPowerAsync();
        await lab.BootAsync();
        await lab.UntilAsync(async () => await lab.TryStatusAsync() is { Counters.Scans: > 3 }, "a gateway that scans", Long);
        await lab.UntilAsync(async () => (await lab.InGuestAsync("systemctl is-active edge-watchdog; true")).Trim() == "inactive", "the handover");
        Assert.Equal("active", (await lab.InGuestAsync("cat /sys/class/watchdog/watchdog0/state")).Trim());
        Assert.Equal("30", (await lab.InGuestAsync("cat /sys/class/watchdog/watchdog0/timeout")).Trim());
        string doctor = await lab.InGuestAsync("edge doctor; true");
        Assert.Contains("good      watchdog: /dev/watchdog0 (Software Watchdog)", doctor, StringComparison.Ordinal);

        int from = (await lab.ConsoleAsync()).Length;
        // Its crash handler: systemd lives on and does nothing any more.
        await lab.InGuestAsync("kill -SEGV 1");
        await lab.UntilAsync(
            async () => (await lab.ConsoleAsync())[from..].Contains("EDGE-VM-UP", StringComparison.Ordinal), "a board that started by itself", Long);
        await lab.UntilAsync(async () => await lab.TryStatusAsync() is { Counters.Scans: > 3 }, "a gateway that scans", Long);
        await lab.AssertDeliveredAsync();
    }
}
