using System.Diagnostics;
using System.Globalization;
using Edge.Audit;
using Edge.Keys;
using Edge.Platform.Audit;
using Edge.Tests.Sealing;

namespace Edge.Tests.Audit;

public sealed class AuditLogTests : IDisposable
{
    private const long Budget = 80 * 1024;

    private readonly AuditWorld _world = new();

    public void Dispose() => _world.Dispose();

    [Fact]
    public void Keeps_WhatHappenedInOrderOverRestarts()
    {
        _world.RecordAndClose(2);
        _world.Reboot();
        _world.RecordAndClose(1, "siren");
        var entries = new List<AuditEntry>();
        AuditVerdict verdict = AuditReader.Verify(_world.Folder, _world.Device, [], entries.Add).Value;
        Assert.True(verdict.IsGenuine, string.Join("; ", verdict.Findings));
        Assert.Equal(
            [AuditEvent.LogBegun, AuditEvent.OverrideSet, AuditEvent.OverrideSet, AuditEvent.OverrideSet], entries.Select(e => e.Event));
        Assert.Equal([0L, 1, 2, 3], entries.Select(entry => entry.Index));
        Assert.Equal(("siren0", "maintenance", "user 1000"), (entries[3].Subject, entries[3].Detail, entries[3].Actor.ToString()));
        Assert.Equal(2, entries.Select(entry => entry.Boot).Distinct().Count());
        Assert.Equal(verdict.Size, verdict.SignedSize);
    }

    [Fact]
    public void Signs_EverySoManyEntries()
    {
        using AuditLog log = _world.Open();
        for (int i = 0; i < 3 * AuditLog.EntriesPerHead; i++) { log.Record(AuditEvent.ModeChanged, AuditActor.Edge, "night"); }
        AuditVerdict verdict = _world.Verify();
        Assert.True(verdict.IsGenuine, string.Join("; ", verdict.Findings));
        Assert.InRange(verdict.Size - verdict.SignedSize, 0, AuditLog.EntriesPerHead);
        Assert.InRange(verdict.SignedSize, 1, verdict.Size);
    }

    [Fact]
    public void Takes_AnUnfinishedWriteAwayAndTellsOfIt()
    {
        _world.RecordAndClose(1);
        using (FileStream file = new(_world.LastFile, FileMode.Append)) { file.Write([0, 0, 0, 40, 3, 1, 2, 3]); }
        _world.Reboot();
        _world.RecordAndClose(1);
        AuditEntry told = Assert.Single(Entries(), entry => entry.Event == AuditEvent.LogRepaired);
        Assert.Equal("8 bytes of an unfinished write are taken away", told.Detail);
        Assert.True(_world.Verify().IsGenuine);
    }

    [Fact]
    public void Puts_ADamagedFileAsideAndGoesOnBehindItsLastWholeEntry()
    {
        AuditHead seen = _world.RecordAndClose(6);
        byte[] bytes = File.ReadAllBytes(_world.LastFile);
        bytes[bytes.AsSpan().IndexOf("pump2"u8)] ^= 0x20;
        File.WriteAllBytes(_world.LastFile, bytes);
        _world.Reboot();
        _world.RecordAndClose(1, "after");
        Assert.Single(Directory.GetFiles(_world.Folder, "*.damaged-1"));
        Assert.Equal(
            [AuditEvent.LogBegun, AuditEvent.OverrideSet, AuditEvent.OverrideSet, AuditEvent.LogRepaired, AuditEvent.OverrideSet],
            Entries().Select(entry => entry.Event));
        Assert.False(_world.Verify(AuditWorld.Witness(seen)).IsGenuine, "what was lost is noticed by who saw it");
    }

    [Fact]
    public void Refuses_TheLogOfAnotherDevice()
    {
        _world.RecordAndClose(1);
        using var other = new TestIdentity();
        using var signer = SigningIdentity.Create(other, KeyPurpose.AuditHeads, _world.Clock.Boot);
        var opened = AuditLog.Open(
            _world.Folder, AuditLogOptions.Default, signer, _world.Clock,
            Microsoft.Extensions.Logging.Abstractions.NullLogger<AuditLog>.Instance);
        Assert.Contains("another device's", opened.Reason, StringComparison.Ordinal);
        AuditVerdict verdict = AuditReader.Verify(_world.Folder, DeviceDescriptor.Of(other), []).Value;
        Assert.Equal(AuditRefusal.WrongDevice, verdict.Findings[0].Refusal);
    }

    [Fact]
    public void Cuts_BackWhatWasDeliveredAndNothingElse()
    {
        var options = new AuditLogOptions(Budget, KeepsUndelivered: true);
        AuditHead seen;
        using (AuditLog log = _world.Open(options))
        {
            Fill(log, 300);
            log.MarkDelivered(200);
            Fill(log, 700);
            seen = log.Head;
        }

        AuditVerdict verdict = _world.Verify(AuditWorld.Witness(seen));
        Assert.True(verdict.IsGenuine, string.Join("; ", verdict.Findings));
        Assert.InRange(verdict.First, 1, 200);
        Assert.InRange(Directory.GetFiles(_world.Folder, "*.audit").Sum(file => new FileInfo(file).Length), 1, options.BudgetBytes);
        Assert.Contains(Entries(), entry => entry.Event == AuditEvent.LogCutBack);
    }

    [Fact]
    public void Counts_WhatFindsNoRoomAndKeepsTheLastTenthForAlarms()
    {
        var options = new AuditLogOptions(Budget, KeepsUndelivered: true);
        using AuditLog log = _world.Open(options);
        Fill(log, 1_000);
        long unrecorded = log.Unrecorded;
        Assert.InRange(unrecorded, 1, 1_000);
        long size = log.Head.Size;
        log.Record(AuditEvent.GuardFailed, AuditActor.Guard, "wifi", "reads back as on");
        Assert.Equal(size + 2, log.Head.Size);
        AuditEntry told = Assert.Single(Entries(), entry => entry.Event == AuditEvent.EntriesNotRecorded);
        Assert.Equal($"{unrecorded} entries", told.Detail);
        Assert.Equal(AuditEvent.GuardFailed, Entries()[^1].Event);
    }

    [Fact]
    public void Cuts_BackTheOldestWhereNothingIsEverDelivered()
    {
        using (AuditLog log = _world.Open(new AuditLogOptions(Budget, KeepsUndelivered: false)))
        {
            Fill(log, 1_000);
            Assert.Equal(0, log.Unrecorded);
        }

        AuditVerdict verdict = _world.Verify();
        Assert.True(verdict.IsGenuine, string.Join("; ", verdict.Findings));
        Assert.InRange(verdict.First, 1, verdict.Size);
    }

    [Fact]
    public void Survives_ACutAfterEveryByteOfItsFiles()
    {
        _world.RecordAndClose(4);
        byte[] whole = File.ReadAllBytes(_world.LastFile);
        string file = _world.LastFile;
        int begun = AuditFrame.Magic.Length + AuditFrame.Decode(whole.AsMemory(AuditFrame.Magic.Length))!.Value.Length;
        for (int length = begun; length < whole.Length; length += 31)
        {
            File.WriteAllBytes(file, whole[..length]);
            _world.Reboot();
            _world.RecordAndClose(1);
            AuditVerdict verdict = _world.Verify();
            Assert.True(verdict.IsGenuine, $"{length} bytes: {string.Join("; ", verdict.Findings)}");
        }
    }

    // What a full disk does to a log is tried in the virtual gateway; here, that the room belongs to the file.
    [Fact]
    public void Has_RoomOfItsOwnBehindItsEnd()
    {
        var options = new AuditLogOptions(16 * 1024 * 1024, KeepsUndelivered: true);
        using (AuditLog log = _world.Open(options))
        {
            Assert.InRange(RoomOf(_world.LastFile) - new FileInfo(_world.LastFile).Length, 64 * 1024, 136 * 1024);
            string first = _world.LastFile;
            while (_world.LastFile == first) { Fill(log, 100); }
            Assert.InRange(RoomOf(first) - new FileInfo(first).Length, 0, 8 * 1024);
            Assert.InRange(RoomOf(_world.LastFile) - new FileInfo(_world.LastFile).Length, 64 * 1024, 136 * 1024);
        }

        Assert.True(_world.Verify().IsGenuine);
    }

    /// <summary>Bytes of the disk.</summary>
    private static long RoomOf(string file)
    {
        var start = new ProcessStartInfo("stat", ["-c", "%b %B", file]) { RedirectStandardOutput = true };
        using Process process = Process.Start(start)!;
        long[] numbers = [.. process.StandardOutput.ReadToEnd().Split(' ').Select(word => long.Parse(word, CultureInfo.InvariantCulture))];
        process.WaitForExit();
        return numbers[0] * numbers[1];
    }

    private static void Fill(AuditLog log, int entries)
    {
        for (int i = 0; i < entries; i++) { log.Record(AuditEvent.ModeChanged, AuditActor.User(1000), "night", "a reason of some length"); }
    }

    private List<AuditEntry> Entries()
    {
        var entries = new List<AuditEntry>();
        AuditReader.Verify(_world.Folder, _world.Device, [], entries.Add);
        return entries;
    }
}
