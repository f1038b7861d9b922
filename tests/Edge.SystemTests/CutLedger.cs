using System.Globalization;
using Edge.Collector.Api;

namespace Edge.SystemTests;

/// <summary>What a gateway said over all its boots since the test began, against what the collector has.</summary>
internal sealed class CutLedger(Lab lab)
{
    private int _from;

    /// <summary>Of the run that EDGE_VM_SEED names.</summary>
    public static Random Dice => new(Given("EDGE_VM_SEED", 1));

    /// <summary>A number of the environment, or else the usual one.</summary>
    public static int Given(string name, int usual) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), CultureInfo.InvariantCulture, out int given) ? given : usual;

    /// <summary>From here on; what an earlier test planted is its own.</summary>
    public async Task OpenAsync() => _from = (await lab.ConsoleAsync()).Length;

    public async Task<HashSet<Entry>> SaidAsync() => Ledger.Said((await lab.ConsoleAsync())[_from..]);

    /// <summary>All of it lies at the collector, once, and no file system was broken on the way.</summary>
    public async Task AssertThereAsync(HashSet<Entry> said)
    {
        Overview overview = await lab.CollectedAsync();
        Assert.Empty(Ledger.Missing(said, Ledger.At(overview)));
        Assert.Equal((0L, 0L, 0L), (overview.Totals.Gaps, overview.Totals.Refused, overview.Totals.Quarantined));
        Assert.All(overview.Devices.SelectMany(device => device.Streams), stream =>
            Assert.Equal(stream.LastSequence - stream.FirstSequence + 1, stream.Records));
        Assert.DoesNotContain("EXT4-fs error", await lab.ConsoleAsync(), StringComparison.Ordinal);
    }
}
