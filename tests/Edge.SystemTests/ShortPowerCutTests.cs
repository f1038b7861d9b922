using System.Globalization;

namespace Edge.SystemTests;

/// <summary>The power goes again and again, with an init that boots in a second.</summary>
[Collection("own lab")]
public sealed class ShortPowerCutTests(Lab lab) : IAsyncLifetime
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
    private readonly CutLedger _ledger = new(lab);

    /// <summary>How often the gateway is cut; scripts/vm/soak asks for more.</summary>
    private static int Cuts => CutLedger.Given("EDGE_VM_CUTS", 100);

    public async Task InitializeAsync()
    {
        await lab.ResetAsync(); // under systemd first: the device is enrolled
        await _ledger.OpenAsync();
    }

    public async Task DisposeAsync()
    {
        _guest.Forget();
        if (lab.IsOn) { await lab.CutPowerAsync(); }
    }

    [Fact]
    public async Task Loses_NothingThatWasStored_WhenThePowerGoesAgainAndAgain()
    {
        await lab.AssertDeliveredAsync();
        await lab.CutPowerAsync();
        Random dice = CutLedger.Dice;
        Directory.CreateDirectory(Path.Combine(lab.Share, "short"));
        foreach (string file in (string[])["short-site.yaml", "short-devices.yaml"])
        {
            File.Copy(Repository.PathOf("tests", "Edge.SystemTests", file), Path.Combine(lab.Share, "short", file), overwrite: true);
        }

        await _guest.RunsAsync(Gateway);
        for (int cut = 1; cut <= Cuts; cut++)
        {
            await _guest.SwitchOnAsync();
            if (cut % CheckEvery == 0) { await CheckAsync(); }
            else if (dice.Next(3) > 0) { await _guest.SaysAsync("step stored"); }
            await Task.Delay(dice.Next(0, 1_500));
            await _guest.CutAsync();
        }

        await _guest.SwitchOnAsync();
        await CheckAsync();
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

    private async Task CheckAsync()
    {
        HashSet<Entry> said = await _ledger.SaidAsync();
        await _guest.SaysAsync("step settled");
        await lab.UntilAsync(
            async () => Ledger.Missing(said, Ledger.At(await lab.CollectedAsync())).Length == 0, "everything that was stored");
        await _ledger.AssertThereAsync(said);
    }
}
