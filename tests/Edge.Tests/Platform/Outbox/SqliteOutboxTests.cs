using CsCheck;
using Edge.Outbox;
using Edge.Platform.Outbox;
using Edge.Sealing;

namespace Edge.Tests.Platform.Outbox;

public sealed class SqliteOutboxTests : IDisposable
{
    private readonly OutboxWorld _world = new();

    public void Dispose() => _world.Dispose();

    [Fact]
    public void Keeps_WhatItAccepted_WithTheChainsEnd_AfterAKill()
    {
        Assert.True(_world.Write(0, 50));
        SealedRecord[] before = _world.Next();
        _world.Kill();
        Assert.Equal(before.Select(r => r.Hash), _world.Next().Select(r => r.Hash));
        Assert.Equal(new ChainHead(2, before[1].Hash), _world.Outbox.Head("bulk"));
        Assert.True(_world.Write(0, 50));
        SealedRecord[] after = _world.Next();
        Assert.Equal([1UL, 2UL, 3UL, 4UL], after.Select(r => r.Header.Sequence));
        Assert.All(after.Zip(after.Skip(1)), pair => Assert.Equal(pair.First.Hash, pair.Second.Header.Previous));
    }

    [Fact]
    public void Offers_TheHigherPriorityFirst_AndEpochsBeforeTheirBatches()
    {
        for (int i = 0; i < 3; i++) { _world.Write(0, 10); }
        _world.Write(1, 10);
        Assert.Equal(
            ["alarms 1", "alarms 2", "bulk 1", "bulk 2", "bulk 3"],
            _world.Next(5).Select(r => $"{r.Header.Stream} {r.Header.Sequence}"));
    }

    [Fact]
    public void Passes_OverWhatIsLeftOut()
    {
        _world.Write(0, 10);
        var leaveOut = new HashSet<RecordPlace> { new("bulk", 1) };
        Upload upload = _world.Outbox.NextUpload(new byte[16], 1, 1_000_000, leaveOut)!;
        Assert.Equal(2UL, RecordCodec.Read(Assert.Single(upload.Records)).Value.Header.Sequence);
    }

    [Fact]
    public void Deletes_OnlyWhatAReceiptNamesWithItsHash()
    {
        _world.Write(0, 10);
        SealedRecord[] waiting = _world.Next();
        SealedRecord other = waiting[0] with { Hash = waiting[1].Hash };
        Assert.Equal(0, _world.Outbox.Settle(OutboxWorld.Receipt([other])).Value.Records);
        Assert.Equal(1, _world.Outbox.Settle(OutboxWorld.Receipt([waiting[1]])).Value.Records);
        Assert.Equal(1UL, Assert.Single(_world.Next()).Header.Sequence);
    }

    // Goal: the budget holds, and every record of a chain is delivered, waiting, or told of by exactly one tombstone.
    // Method: random writes into both streams, receipts for some of what is offered, kills; then everything is looked at.
    [Fact]
    public void Keeps_TheBudget_AndAccountsForEveryRecord() =>
        Gen.Select(Gen.Int[0, 9].Array[40, 160], Gen.Int).Sample(
            (steps, seed) =>
            {
                using var world = new OutboxWorld();
                var random = new Random(seed);
                var delivered = new List<SealedRecord>();
                foreach (int step in steps)
                {
                    if (step == 0) { world.Kill(); }
                    if (step == 1)
                    {
                        SealedRecord[] some = [.. world.Next(8).Where(_ => random.Next(2) == 0)];
                        world.Settle(some);
                        delivered.AddRange(some);
                    }

                    if (step > 1) { Assert.True(world.Write(step == 2 ? 1 : 0, 200)); }
                    Assert.InRange(world.Outbox.State().Bytes, 0, OutboxWorld.Budget);
                }

                AssertComplete(world, delivered, "bulk");
                AssertComplete(world, delivered, "alarms");
            },
            iter: 8, threads: 1);

    [Fact]
    public void Holds_TheBudget_ForYearsWithoutACollector()
    {
        // Enough for tombstones alone to fill the budget, were they only added.
        for (int i = 0; i < 4_000; i++)
        {
            Assert.True(_world.Write(0, 200));
            if (i % 500 == 0) { _world.Kill(); }
            Assert.InRange(_world.Outbox.State().Bytes, 0, OutboxWorld.Budget);
        }

        AssertComplete(_world, [], "bulk");
    }

    [Fact]
    public void Says_DiskFull_KeepsReadingsInMemory_AndLosesNoneWhenThereIsRoomAgain()
    {
        _world.Write(0, 10);
        _world.Outbox.LimitPages(1);
        while (_world.Write(0, 200)) { }
        Assert.Equal(OutboxFault.DiskFull, _world.Writer.Fault);
        ulong stored = _world.Outbox.Head("bulk").Sequence;
        Assert.False(_world.Write(0, 30));
        Assert.False(_world.Write(0, 30));
        Assert.Equal(stored, _world.Outbox.Head("bulk").Sequence);
        Assert.Equal(60, _world.Buffers[0].Readings);
        _world.Outbox.LimitPages(1_000_000);
        Assert.True(_world.Write(0, 0));
        SealedRecord[] chain = _world.Next();
        Assert.Equal(Enumerable.Range(1, chain.Length), chain.Select(r => (int)r.Header.Sequence));
        Assert.Equal(60, chain[^1].Header.Readings);
    }

    [Fact]
    public void Begins_BehindALostOutbox_AndTellsOfIt()
    {
        for (int i = 0; i < 3; i++) { _world.Write(0, 10); }
        _world.RestartAfter(path => File.WriteAllBytes(path, [.. "not a database"u8, .. new byte[5_000]]));
        Assert.EndsWith("outbox.db.damaged-1", _world.Outbox.SetAside, StringComparison.Ordinal);
        ulong last = _world.Outbox.Head("bulk").Sequence;
        Assert.True(last >= 4, $"{last}");
        _world.Write(0, 10);
        SealedRecord[] chain = _world.Next();
        Assert.Equal([RecordKind.Tombstone, RecordKind.Epoch, RecordKind.Batch], chain.Select(r => r.Header.Kind));
        Assert.Equal((last + 1, default), (chain[0].Header.Sequence, chain[0].Header.Previous));
        TombstoneContent told = StreamOpener.ReadOwnTombstone(chain[0]).Value;
        Assert.Equal((DropReason.Damaged, new SequenceRange(1, last)), (told.Reason, Assert.Single(told.Ranges)));
    }

    // Goal: damage that shows while the gateway runs costs one account, not the gateway.
    // Method: a batch is sealed that the full disk does not take; then the file turns out to be damaged under the writer.
    [Fact]
    public void Begins_Anew_WhenDamageShowsWhileRunning_AndCountsWhatWasSealedInVain()
    {
        _world.Write(0, 10);
        _world.Outbox.LimitPages(1);
        while (_world.Write(0, 200)) { }
        _world.Outbox.NoteDamage(new Microsoft.Data.Sqlite.SqliteException("malformed", 11));
        File.WriteAllBytes(_world.Path, [.. "not a database"u8, .. new byte[5_000]]);
        Assert.Contains("damaged", _world.Outbox.Problem, StringComparison.Ordinal);
        Assert.Null(_world.Outbox.NextUpload(new byte[16], 64, 1_000_000, new HashSet<RecordPlace>()));
        Assert.True(_world.Write(0, 10));
        Assert.True(File.Exists(_world.Outbox.SetAside));
        SealedRecord[] chain = _world.Next();
        Assert.Equal([RecordKind.Tombstone, RecordKind.Epoch, RecordKind.Batch], chain.Select(r => r.Header.Kind));
        Assert.Equal((DropReason.Damaged, 200), (StreamOpener.ReadOwnTombstone(chain[0]).Value.Reason, chain[0].Header.Readings));
    }

    [Fact]
    public void Goes_OnInTheSameFile_WhenTheDamageWasAFalseAlarm()
    {
        _world.Write(0, 10);
        _world.Outbox.NoteDamage(new Microsoft.Data.Sqlite.SqliteException("malformed", 11));
        Assert.True(_world.Write(0, 10));
        Assert.Null(_world.Outbox.SetAside);
        SealedRecord[] chain = _world.Next();
        Assert.Equal([1UL, 2UL, 3UL], chain.Select(r => r.Header.Sequence));
        Assert.Equal(chain[1].Hash, chain[2].Header.Previous);
    }

    [Fact]
    public void Begins_BehindAnOutboxThatWasDeleted_Too()
    {
        _world.Write(0, 10);
        _world.RestartAfter(path =>
        {
            foreach (string file in Directory.GetFiles(Path.GetDirectoryName(path)!, "outbox.db*").Where(f => !f.EndsWith("reserve", StringComparison.Ordinal)))
            {
                File.Delete(file);
            }
        });
        Assert.Null(_world.Outbox.SetAside);
        _world.Write(0, 10);
        Assert.True(_world.Next()[0].Header.Sequence > 2);
    }

    [Fact]
    public void Sets_AsideNoMoreThanAFewDamagedFiles()
    {
        for (int i = 0; i < OutboxFile.MaxSetAside + 1; i++)
        {
            _world.RestartAfter(path => File.WriteAllBytes(path, new byte[4_096 + i]));
        }

        Assert.EndsWith($"damaged-{OutboxFile.MaxSetAside}", _world.Outbox.SetAside, StringComparison.Ordinal);
    }

    [Fact]
    public void Refuses_ASecondGateway_OnTheSameFile()
    {
        using SqliteOutbox second = SqliteOutbox.Closed(_world.Path, 1 << 20);
        Assert.False(second.TryOpen());
        Assert.Contains("another process has it open", second.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Refuses_AFileOfAnotherVersion_AndLeavesItAlone()
    {
        string path = Path.Combine(Path.GetDirectoryName(_world.Path)!, "newer.db");
        using (var connection = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={path};Pooling=False"))
        {
            connection.Open();
            OutboxSchema.Execute(connection, "PRAGMA user_version = 9");
        }

        Assert.Contains("version 9", SqliteOutbox.Open(path, 1_000_000).Reason, StringComparison.Ordinal);
        Assert.False(File.Exists(path + ".damaged-1"));
    }

    private static void AssertComplete(OutboxWorld world, List<SealedRecord> delivered, string stream)
    {
        ulong head = world.Outbox.Head(stream).Sequence;
        var here = delivered.ToList();
        for (SealedRecord[] next = world.Next(); next.Length > 0; next = world.Next())
        {
            here.AddRange(next);
            world.Settle(next);
        }

        SealedRecord[] records = [.. here.Where(r => r.Header.Stream == stream)];
        SequenceRange[] told = [.. records.Where(r => r.Header.Kind == RecordKind.Tombstone)
            .SelectMany(r => StreamOpener.ReadOwnTombstone(r).Value.Ranges)];
        var present = records.Select(r => r.Header.Sequence).ToHashSet();
        for (ulong sequence = 1; sequence <= head; sequence++)
        {
            int accounts = told.Count(range => range.Contains(sequence)) + (present.Contains(sequence) ? 1 : 0);
            Assert.True(accounts == 1, $"{stream} {sequence} is accounted for {accounts} times");
        }

        Assert.All(records.Where(r => r.Header.Kind == RecordKind.Batch), batch => Assert.Contains(
            records, r => r.Header.Kind == RecordKind.Epoch && EpochId.Of(r.Hash) == batch.Header.Epoch));
        delivered.Clear();
        delivered.AddRange(here.Where(r => r.Header.Stream != stream));
    }
}
