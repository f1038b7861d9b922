using CsCheck;
using Edge.Collector.Api;
using Edge.Collector.Store;
using Edge.Keys;
using Edge.Sealing;
using Edge.Tests.Sealing;

namespace Edge.Tests.Collector;

public sealed class CollectorStoreTests : IDisposable
{
    private readonly StoreWorld _world = new();

    public void Dispose() => _world.Dispose();

    [Fact]
    public void Stores_AndOpens_WhatIsGenuine()
    {
        using StreamSealer sealer = _world.NewStream();
        ReceiptEntry[] entries = _world.Take(Gateway.Seal(sealer, 3));
        Assert.All(entries, entry => Assert.Equal(Verdict.Stored, entry.Verdict));
        StreamFacts stream = _world.Stream();
        Assert.Equal((4, 3, 9, 3), (stream.Records, stream.Batches, stream.Readings, stream.Events));
        Assert.True(stream.Opened);
        Assert.Equal(9, _world.Overview.Totals.StoredReadings);
        ChannelFacts[] channels = [.. _world.Reader.ReadChannels(_world.Gateway.Device)!];
        Assert.Equal([(3, 3), (3, 0), (3, 3)], channels.Select(c => ((int)c.Count, (int)c.Usable)));
        Assert.Equal(("bad", "no-answer", null), (channels[1].Last.Q, channels[1].Last.R, channels[1].Last.V));
    }

    [Fact]
    public void Keeps_WhatADeviceReports_AndShowsItOnce()
    {
        using StreamSealer sealer = _world.NewStream("edge-updates");
        DeviceReport[] reports =
        [
            new(DeviceReport.Update, SealingWorld.TimeAt(5), "{\"runs\":\"1.4.0\"}"u8.ToArray()),
            new(DeviceReport.Update, SealingWorld.TimeAt(6), "no json"u8.ToArray()), new("other", SealingWorld.TimeAt(7), "{}"u8.ToArray()),
        ];
        SealedRecord[] records = [sealer.SealEpoch(1_000), sealer.SealBatch(new BatchContent(default, default, reports))];
        _world.Take(records);
        _world.Take(records);
        string[] lines = Reports();
        Assert.Equal(2, lines.Length);
        Assert.Contains($"\"device\":\"{_world.Gateway.Device}\"", lines[0], StringComparison.Ordinal);
        Assert.EndsWith("\"content\":{\"runs\":\"1.4.0\"}}", lines[0], StringComparison.Ordinal);
        Assert.EndsWith("\"base64\":\"bm8ganNvbg==\"}", lines[1], StringComparison.Ordinal);
    }

    // A store that an earlier version made has everything else; its tables are added to.
    [Fact]
    public void Brings_AnOlderStoreToThisVersion_AndLosesNothing()
    {
        using StreamSealer sealer = _world.NewStream();
        _world.Take(Gateway.Seal(sealer, 3));
        string before = _world.Export();
        _world.Alter("DROP TABLE report; PRAGMA user_version = 1");
        _world.Reopen();
        Assert.Equal(before, _world.Export());
        Assert.Empty(Reports());
    }

    [Fact]
    public void Answers_AlreadyStored_WhenOfferedAgain_EvenAfterAKill()
    {
        using StreamSealer sealer = _world.NewStream();
        List<SealedRecord> records = Gateway.Seal(sealer, 5);
        _world.Take(records);
        string before = _world.Export();
        _world.Reopen();
        Assert.All(_world.Take(records), entry => Assert.Equal(Verdict.AlreadyStored, entry.Verdict));
        Assert.Equal(before, _world.Export());
        Assert.Equal(6, _world.Overview.Totals.Duplicates);
    }

    // Goal: what is stored equals what was sealed, each reading once, whatever the order, the cuts and the repetitions.
    // Method: two streams with a second epoch; records shuffled, doubled and cut into uploads; the store killed between some.
    [Fact]
    public void Equals_WhatWasSealed_InAnyOrder()
    {
        Gen.Select(Gen.Int[1, 12], Gen.Int, Gen.Int[1, 9]).Sample(
            (batches, seed, cut) =>
            {
                using var world = new StoreWorld();
                using StreamSealer weather = world.NewStream();
                using StreamSealer alarms = world.NewStream("alarms");
                List<SealedRecord> records =
                    [.. Gateway.Seal(weather, batches), weather.SealEpoch(9), .. Gateway.Seal(weather, batches), .. Gateway.Seal(alarms, 3)];
                var random = new Random(seed);
                SealedRecord[] offered = [.. records, .. records.Take(cut)];
                random.Shuffle(offered);
                foreach (SealedRecord[] upload in offered.Chunk(cut))
                {
                    world.Take(upload);
                    if (random.Next(4) == 0) { world.Reopen(); }
                }

                while (world.Store.OpenSomeWaiting().Value) { }
                Totals totals = world.Overview.Totals;
                Assert.Equal(((long)records.Count, 0L, 0L), (totals.Records, totals.Gaps, totals.Quarantined));
                Assert.Equal(((batches * 6L) + 9, (batches * 6L) + 9), (totals.Readings, totals.StoredReadings));
                Assert.Equal(offered.Length - records.Count, totals.Duplicates);
                Assert.Equal(Expected(records.Where(r => r.Header.Stream == "weather")), world.Export());
            },
            iter: 12, threads: 1);
    }

    [Fact]
    public void Quarantines_AFork_AndTheStreamGoesOn()
    {
        using StreamSealer sealer = _world.NewStream();
        List<SealedRecord> records = Gateway.Seal(sealer, 2);
        _world.Take(records);
        var beforeLast = new ChainHead(records[1].Header.Sequence, records[1].Hash);
        using StreamSealer twin = _world.Gateway.Stream("weather", _world.Recipient.PublicKey, beforeLast);
        SealedRecord fork = twin.SealEpoch(77);
        ReceiptEntry entry = Assert.Single(_world.Take(fork));
        Assert.Equal((Verdict.Quarantined, SealingRefusal.Fork), (entry.Verdict, entry.Reason));
        Assert.Equal(Verdict.Stored, Assert.Single(_world.Take(sealer.SealBatch(Gateway.Content(9)))).Verdict);
        Assert.Equal((1, 1), (_world.Overview.Totals.Refused, _world.Overview.Totals.Quarantined));
        _world.Take(fork);
        Assert.Equal(1, _world.Overview.Totals.Refused);
    }

    [Fact]
    public void Quarantines_WhatDoesNotLinkToItsNeighbours_FromBothSides()
    {
        using StreamSealer sealer = _world.NewStream();
        List<SealedRecord> records = Gateway.Seal(sealer, 3);
        using StreamSealer twin = _world.Gateway.Stream("weather", _world.Recipient.PublicKey);
        List<SealedRecord> others = Gateway.Seal(twin, 3);
        _world.Take(records[1]);
        Assert.Equal(SealingRefusal.BrokenLink, Assert.Single(_world.Take(others[0])).Reason);
        Assert.Equal(SealingRefusal.BrokenLink, Assert.Single(_world.Take(others[2])).Reason);
        Assert.All(_world.Take([records[0], records[2], records[3]]), entry => Assert.Equal(Verdict.Stored, entry.Verdict));
        Assert.Empty(_world.Stream().Missing);
    }

    [Fact]
    public void Opens_BatchesWhenTheirEpochComesLate_AFewAtATime()
    {
        using StreamSealer sealer = _world.NewStream();
        List<SealedRecord> records = Gateway.Seal(sealer, ContentOpener.OpenedAtOnce + 5);
        Result<StoreAnswer, StoreFault> early = _world.Store.Take(_world.Gateway.Checked(records.Skip(1).Take(60)), 1);
        Assert.Equal(EpochId.Of(records[0].Hash), Assert.Single(early.Value.MissingEpochs));
        _world.Take(records.Skip(61));
        Assert.Equal(0, _world.Overview.Totals.StoredReadings);
        Assert.Equal([[1L, 1L]], _world.Stream().Missing);
        Assert.Empty(_world.Store.Take(_world.Gateway.Checked(records[0]), 1).Value.MissingEpochs);
        Assert.Equal(3 * ContentOpener.OpenedAtOnce, _world.Overview.Totals.StoredReadings);
        _world.Reopen();
        while (_world.Store.OpenSomeWaiting().Value) { }
        Assert.Equal(3 * (ContentOpener.OpenedAtOnce + 5), _world.Overview.Totals.StoredReadings);
    }

    [Fact]
    public void Keeps_WhatIsSealedForOthers_Sealed()
    {
        using var other = RecipientSecretKey.Create();
        using StreamSealer sealer = _world.Gateway.Stream("private", other.PublicKey);
        Assert.All(_world.Take(Gateway.Seal(sealer, 2)), entry => Assert.Equal(Verdict.Stored, entry.Verdict));
        Assert.False(_world.Stream("private").Opened);
        Assert.Equal((6, 0), (_world.Overview.Totals.Readings, _world.Overview.Totals.StoredReadings));
    }

    [Fact]
    public void Explains_AGapByItsTombstone()
    {
        using StreamSealer sealer = _world.NewStream();
        List<SealedRecord> records = Gateway.Seal(sealer, 6);
        SealedRecord tombstone = sealer.SealTombstone(new TombstoneContent(
            DropReason.Budget, [new SequenceRange(3, 4)], 6, 2, 10, 20));
        _world.Take([records[0], records[1], records[6], tombstone]);
        Assert.Equal([[5L, 6L]], _world.Stream().Missing);
        Assert.Equal(6, _world.Stream().Dropped);
        Assert.Equal(1, _world.Overview.Totals.Gaps);
    }

    [Fact]
    public void Refuses_ForGood_WhatIsNotGenuine_AndKeepsSoMuchOfIt()
    {
        using StreamSealer sealer = _world.NewStream();
        List<SealedRecord> records = Gateway.Seal(sealer, Quarantine.MaxUnsigned + 1);
        SealedRecord[] altered = [.. records.Select(WithOtherSignature)];
        foreach (SealedRecord[] upload in altered.Chunk(60))
        {
            Assert.All(_world.Take(upload), entry => Assert.Equal(SealingRefusal.SignatureInvalid, entry.Reason));
        }

        Totals totals = _world.Overview.Totals;
        Assert.Equal((altered.Length, Quarantine.MaxUnsigned), (totals.Refused, totals.Quarantined));
        Assert.Equal((0, 0), (totals.Records, totals.Devices));
        Assert.All(_world.Take(records.Take(60)), entry => Assert.Equal(Verdict.Stored, entry.Verdict));
    }

    [Fact]
    public void Says_DiskFull_StoresNothing_AndGoesOnWhenThereIsRoom()
    {
        using StreamSealer sealer = _world.NewStream();
        List<SealedRecord> records = Gateway.Seal(sealer, 60);
        _world.Store.LimitPages(1);
        Assert.Equal(StoreFault.DiskFull, _world.Store.Take(_world.Gateway.Checked(records), 1).Reason);
        Assert.Equal(0, _world.Overview.Totals.Records);
        _world.Store.LimitPages(1_000_000);
        Assert.All(_world.Take(records), entry => Assert.Equal(Verdict.Stored, entry.Verdict));
        Assert.Equal(180, _world.Overview.Totals.StoredReadings);
    }

    [Fact]
    public void Passes_OverOneStreamTooMany()
    {
        List<ReceiptEntry> entries = [];
        foreach (int[] names in Enumerable.Range(0, CollectorStore.MaxStreamsPerDevice + 1).Chunk(64))
        {
            entries.AddRange(_world.Take(names.Select(name =>
            {
                using StreamSealer sealer = _world.NewStream($"s{name}");
                return sealer.SealTombstone(new TombstoneContent(DropReason.BufferFull, [], 1, 0, 1, 1));
            }).ToArray()));
        }

        Assert.Equal(CollectorStore.MaxStreamsPerDevice, entries.Count);
    }

    private static SealedRecord WithOtherSignature(SealedRecord record)
    {
        byte[] bytes = record.Bytes.ToArray();
        bytes[^1] ^= 1;
        return RecordCodec.Read(bytes).Value;
    }

    private static string Expected(IEnumerable<SealedRecord> records)
    {
        return string.Join('\n', records.Where(record => record.Header.Kind == RecordKind.Batch)
            .SelectMany(record => Gateway.Content(record.Header.Sequence - 1).Readings.ToArray().Select(reading =>
                (record.Header.Sequence, Line: Line(record.Header.Sequence, reading))))
            .OrderBy(line => line.Sequence).ThenBy(line => line.Line, StringComparer.Ordinal).Select(line => line.Line));
    }

    private static string Line(ulong sequence, Edge.Sensing.Reading reading)
    {
        SchemaChannel channel = Sealing.SealingWorld.Schema.Channels[reading.Channel];
        return string.Create(System.Globalization.CultureInfo.InvariantCulture,
            $"{sequence},{channel.Name},{reading.Time.UnixMilliseconds},{reading.Time.MonotonicMilliseconds},synchronised,"
            + $"{(reading.IsUsable ? reading.Value : null)},{Words.Of(channel.Unit)},{Words.Of(reading.Quality)},{Words.Of(reading.Reason)}");
    }

    private string[] Reports()
    {
        using var output = new MemoryStream();
        new StoreExport(_world.Path).WriteReports(DeviceReport.Update, output);
        return System.Text.Encoding.UTF8.GetString(output.ToArray()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
