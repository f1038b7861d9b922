using System.Text;
using Edge.Keys;
using Edge.Operator.Open;
using Edge.Sealing;
using Edge.Tests.Sealing;

namespace Edge.Tests.Operator;

public sealed class OfflineOpenerTests : IDisposable
{
    private readonly SealingWorld _world = new();
    private readonly List<string> _problems = [];

    public void Dispose() => _world.Dispose();

    [Fact]
    public void Take_OfAWholeChain_WritesEveryReadingAndEventOnce()
    {
        string[] lines = Open(csv: true, Chain());
        Assert.Empty(_problems);
        Assert.Equal(1 + (3 * ((4 * 3) + 1)), lines.Length);
        Assert.StartsWith("device,stream,sequence", lines[0], StringComparison.Ordinal);
        Assert.Contains(lines, line => line.Contains(",event,fan,1,", StringComparison.Ordinal));
    }

    [Fact]
    public void Take_OfAnAlteredRecord_TellsItsPlaceAndGoesOn()
    {
        SealedRecord[] chain = Chain();
        byte[] altered = chain[2].Bytes.ToArray();
        altered[^1] ^= 1;
        string[] lines = Open(csv: false, chain[0].Bytes, chain[1].Bytes, altered, chain[3].Bytes);
        Assert.Contains(_problems, problem => problem.Contains("weather 3 (Batch) is refused: SignatureInvalid (6)", StringComparison.Ordinal));
        Assert.Equal(2 * 13, lines.Length);
    }

    [Fact]
    public void Finish_WithARecordLeftOut_NamesTheGap()
    {
        SealedRecord[] chain = Chain();
        Open(csv: false, chain[0].Bytes, chain[1].Bytes, chain[3].Bytes);
        Assert.Equal("weather: 3 to 3 are not here and no tombstone says why", Assert.Single(_problems));
    }

    [Fact]
    public void Finish_WithAGapThatATombstoneExplains_IsContent()
    {
        SealedRecord[] chain = Chain();
        SealedRecord tombstone = _world.Sealer.SealTombstone(
            new TombstoneContent(DropReason.Budget, [new SequenceRange(3, 3)], 12, 1, 0, 0));
        Open(csv: false, chain[0].Bytes, chain[1].Bytes, chain[3].Bytes, tombstone.Bytes);
        Assert.Empty(_problems);
    }

    [Fact]
    public void Take_FromAnotherDevice_OpensNothing()
    {
        using var other = new SealingWorld();
        var rows = new MemoryStream();
        using (var writer = new RowWriter(rows, csv: false))
        {
            using var opener = new OfflineOpener(DeviceDescriptor.Of(other.Identity), _world.Recipient, writer, _problems.Add);
            opener.Take(Frame([.. Chain().Select(record => record.Bytes)]));
        }

        Assert.Equal(0, rows.Length);
        Assert.Contains(_problems, problem => problem.Contains("WrongDevice", StringComparison.Ordinal));
    }

    private SealedRecord[] Chain() =>
    [
        _world.Sealer.SealEpoch(0), _world.Sealer.SealBatch(SealingWorld.Content(4)),
        _world.Sealer.SealBatch(SealingWorld.Content(4)), _world.Sealer.SealBatch(SealingWorld.Content(4)),
    ];

    private string[] Open(bool csv, params SealedRecord[] records) => Open(csv, [.. records.Select(record => record.Bytes)]);

    private string[] Open(bool csv, params ReadOnlyMemory<byte>[] records)
    {
        using var file = new MemoryStream();
        RecordFile.Write(file, [Frame(records)]);
        file.Position = 0;
        var rows = new MemoryStream();
        using (var writer = new RowWriter(rows, csv))
        {
            using var opener = new OfflineOpener(DeviceDescriptor.Of(_world.Identity), _world.Recipient, writer, _problems.Add);
            foreach (Result<Upload, SealingRefusal> frame in RecordFile.Read(file)) { opener.Take(frame.Value); }
            opener.Finish();
        }

        return Encoding.UTF8.GetString(rows.ToArray()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    private Upload Frame(ReadOnlyMemory<byte>[] records) =>
        new(new byte[SealingLimits.NonceLength], [_world.Signer.Certificate.Value.Bytes], [.. records]);
}
