namespace Edge.SystemTests;

/// <summary>Two systems on one card: the emulated firmware starts the one that autoboot.txt names, and the other
/// one once where it was asked to.</summary>
[Collection("own lab")]
public sealed class BootSelectorTests(Lab lab) : IAsyncLifetime
{
    private const string A = "root=/dev/ubda5 edge.tryboot=0";
    private const string TryB = "root=/dev/ubda6 edge.tryboot=1";
    private const string TryReboot = "systemctl --no-block reboot --reboot-argument='0 tryboot'";

    public Task InitializeAsync() => lab.ResetAsync();

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task Starts_TheOtherSystemOnce_AndNotAfterAPowerCut()
    {
        Assert.Equal(A, await RunsAsync());
        await lab.RebootAsync(TryReboot);
        Assert.Equal(TryB, await RunsAsync());
        await lab.RebootAsync();
        Assert.Equal(A, await RunsAsync());

        int from = (await lab.ConsoleAsync()).Length;
        await lab.InGuestAsync(TryReboot);
        await lab.ConsoleSaysAsync(from, "firmware: tryboot=1 boot partition 3");
        await lab.CutPowerAsync();
        await lab.BootAsync();
        Assert.Equal(A, await RunsAsync());
    }

    [Fact]
    public async Task Starts_WhatIsConfirmed_FromThenOn()
    {
        await lab.InGuestAsync("""
            mount /boot/firmware
            cd /boot/firmware && sed 's/boot_partition=2/boot_partition=3/' autoboot.txt > autoboot.new
            sync autoboot.new && mv autoboot.new autoboot.txt && cd / && umount /boot/firmware
            """);
        await lab.RebootAsync();
        Assert.Equal("root=/dev/ubda6 edge.tryboot=0", await RunsAsync());
        await lab.InGuestAsync("""
            mount /boot/firmware && sed -i '1,/tryboot]/ s/boot_partition=3/boot_partition=2/' /boot/firmware/autoboot.txt
            umount /boot/firmware
            """);
        await lab.RebootAsync();
        Assert.Equal(A, await RunsAsync());
    }

    private async Task<string> RunsAsync() =>
        (await lab.InGuestAsync("grep -Eo '(root=[^ ]*|edge.tryboot=.)' /proc/cmdline")).Trim().Replace('\n', ' ');
}
