using System.Globalization;
using Edge.Collector.Api;

namespace Edge.SystemTests;

/// <summary>The power goes at any moment: what was said to be stored arrives, once; the service and the file
/// system come back.</summary>
[Collection("lab")]
public sealed class PowerCutTests(Lab lab) : IAsyncLifetime
{
    private const int CheckEvery = 5;

    private const string Gateway = """
        sh /usr/lib/edge-lab/net
        install -d -o edge -g edge /run/edge
        exec setpriv --reuid edge --regid edge --init-groups \
            /usr/lib/edge/edge run --site /lab/short/short-site.yaml --boards /usr/share/edge/hardware-profiles \
            --state /var/lib/edge --trust /lab/etc-edge/trust --socket /run/edge/control.sock --verbose
        """;

    private readonly ShortGuest _guest = new(lab);
    private int _from;

    /// <summary>How often the short gateway is cut; scripts/vm/soak asks for more.</summary>
    private static int Cuts => int.TryParse(Environment.GetEnvironmentVariable("EDGE_VM_CUTS"), CultureInfo.InvariantCulture, out int cuts) ? cuts : 100;

    private static Random Dice => new(int.TryParse(Environment.GetEnvironmentVariable("EDGE_VM_SEED"), CultureInfo.InvariantCulture, out int seed) ? seed : 1);

    public async Task InitializeAsync()
    {
        await lab.ResetAsync(); // under systemd first: the device is enrolled
        _from = (await lab.ConsoleAsync()).Length;
    }

    public async Task DisposeAsync()
    {
        _guest.Forget();
        if (lab.IsOn) { await lab.CutPowerAsync(); }
    }

    [Theory]
    [InlineData("sealed")]
    [InlineData("stored")]
    [InlineData("offered")]
    [InlineData("receipted")]
    [InlineData("settled")]
    public async Task Loses_NothingThatWasStored_WhenThePowerGoesAfterEachStep(string step)
    {
        await TellStepsAsync();
        int from = (await lab.ConsoleAsync()).Length;
        await lab.UntilAsync(async () => (await lab.ConsoleAsync())[from..].Contains($"step {step} ", StringComparison.Ordinal), step);
        await CutAndCheckAsync();
    }

    [Fact]
    public async Task Loses_NothingThatWasStored_WhenThePowerGoesAtRandom_UnderSystemd()
    {
        Random dice = Dice;
        await TellStepsAsync();
        for (int cut = 0; cut < 10; cut++)
        {
            await Task.Delay(dice.Next(0, 3_000));
            await CutAndCheckAsync();
        }
    }

    [Fact]
    public async Task Loses_NothingThatWasStored_WhenThePowerGoesAgainAndAgain()
    {
        await lab.AssertDeliveredAsync();
        await lab.CutPowerAsync();
        Random dice = Dice;
        Directory.CreateDirectory(Path.Combine(lab.Share, "short"));
        foreach (string file in (string[])["short-site.yaml", "short-devices.yaml"])
        {
            File.Copy(Repository.PathOf("tests", "Edge.SystemTests", file), Path.Combine(lab.Share, "short", file), overwrite: true);
        }

        await _guest.RunsAsync(Gateway);
        for (int cut = 1; cut <= Cuts; cut++)
        {
            await _guest.SwitchOnAsync();
            if (cut % CheckEvery == 0) { await CheckShortAsync(); }
            else if (dice.Next(3) > 0) { await _guest.SaysAsync("step stored"); }
            await Task.Delay(dice.Next(0, 1_500));
            await _guest.CutAsync();
        }

        await _guest.SwitchOnAsync();
        await CheckShortAsync();
        await _guest.CutAsync();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Catches_AWriterThatDoesNotWaitForTheCard(bool waits)
    {
        await lab.CutPowerAsync();
        await _guest.RunsAsync($"""
            rm -f /var/lib/edge/planted; sync
            number=0
            while :; do
                number=$((number + 1))
                echo "$number" >> /var/lib/edge/planted
                {(waits ? "sync /var/lib/edge/planted" : ":")}
                echo "step stored planted $number"
            done
            """);
        await _guest.SwitchOnAsync();
        await _guest.SaysAsync("step stored planted 51");
        await _guest.CutAsync();
        HashSet<Entry> said = Ledger.Said(await _guest.ConsoleAsync());
        await _guest.RunsAsync("cat /var/lib/edge/planted > /lab/planted.found; echo copied");
        await _guest.SwitchOnAsync();
        await _guest.SaysAsync("copied");
        await lab.UntilAsync(() => Task.FromResult(!lab.IsOn), "the end of the second boot");
        HashSet<Entry> there =
        [
            .. (await File.ReadAllLinesAsync(Path.Combine(lab.Share, "planted.found")))
                .Where(line => ulong.TryParse(line, CultureInfo.InvariantCulture, out _))
                .Select(line => new Entry("planted", ulong.Parse(line, CultureInfo.InvariantCulture))),
        ];
        Assert.Equal(waits, Ledger.Missing(said, there).Length == 0);
    }

    /// <summary>The unit logs its steps to the console, which is outside the gateway and survives
    /// it.</summary>
    private async Task TellStepsAsync() => await lab.InGuestAsync("""
        mkdir -p /etc/systemd/system/edge.service.d
        printf '[Service]\nExecStart=\nExecStart=/usr/lib/edge/edge run --verbose\nStandardError=file:/dev/console\nDeviceAllow=/dev/console rw\n' \
            > /etc/systemd/system/edge.service.d/steps.conf
        systemctl daemon-reload && systemctl restart edge && sync
        """);

    private async Task CutAndCheckAsync()
    {
        await lab.CutPowerAsync();
        HashSet<Entry> said = await SaidAsync();
        Assert.NotEmpty(said);
        await lab.BootAsync();
        await lab.UntilAsync(async () => await lab.TryStatusAsync() is { Counters.Scans: > 3 }, "a service that is up");
        await lab.AssertDeliveredAsync();
        Assert.Empty(Ledger.Missing(said, Ledger.At(await lab.CollectedAsync())));
        Assert.DoesNotContain("EXT4-fs error", await lab.ConsoleAsync(), StringComparison.Ordinal);
    }

    /// <summary>Since the test began, over all boots: what an earlier test planted is its own.</summary>
    private async Task<HashSet<Entry>> SaidAsync() => Ledger.Said((await lab.ConsoleAsync())[_from..]);

    private async Task CheckShortAsync()
    {
        HashSet<Entry> said = await SaidAsync();
        await _guest.SaysAsync("step settled");
        Entry[] missing = [];
        await lab.UntilAsync(
            async () => (missing = Ledger.Missing(said, Ledger.At(await lab.CollectedAsync()))).Length == 0, "everything that was stored");
        Assert.Empty(missing);
        Overview overview = await lab.CollectedAsync();
        Assert.Equal((0L, 0L, 0L), (overview.Totals.Gaps, overview.Totals.Refused, overview.Totals.Quarantined));
        Assert.DoesNotContain("EXT4-fs error", await lab.ConsoleAsync(), StringComparison.Ordinal);
    }
}
