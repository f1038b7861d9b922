using System.Text;
using Edge.Audit;
using Edge.Keys;
using Edge.Sensing;
using Edge.Tests.Sealing;

namespace Edge.Tests.Audit;

public sealed class AuditCodecTests
{
    private static readonly BootId Boot = new(Guid.NewGuid());
    private static readonly ReadingTime Time = new(5_000, 1_790_000_000_000, TimeQuality.Synchronised);

    [Fact]
    public void Reads_WhatItWrote()
    {
        var entry = new AuditEntry(77, Boot, Time, AuditEvent.DriftFound, AuditActor.Machine, "usb 1-1.2", "keyboard");
        Assert.Equal(entry, AuditEntry.Decode(entry.Encode()));
        var bare = entry with { Subject = "", Detail = "" };
        Assert.Equal(bare, AuditEntry.Decode(bare.Encode()));
    }

    [Fact]
    public void Cuts_LongTextsAtACharacter()
    {
        var entry = new AuditEntry(0, Boot, Time, AuditEvent.GuardFailed, AuditActor.Guard, new string('ä', 200), new string('€', 900));
        AuditEntry read = AuditEntry.Decode(entry.Encode())!;
        Assert.Equal(new string('ä', 64), read.Subject);
        Assert.Equal(new string('€', 170), read.Detail);
    }

    [Fact]
    public void Refuses_EveryCutAndEveryExtraByte()
    {
        byte[] bytes = new AuditEntry(1, Boot, Time, AuditEvent.ClockSet, AuditActor.Edge, "clock", "").Encode();
        for (int length = 0; length < bytes.Length; length++) { Assert.Null(AuditEntry.Decode(bytes.AsMemory(0, length))); }
        Assert.Null(AuditEntry.Decode((byte[])[.. bytes, 0]));
        Assert.Null(AuditEntry.Decode(new byte[AuditLimits.MaxEntryBytes + 1]));
    }

    [Fact]
    public void Keeps_TheNumberOfAnEventItDoesNotKnow()
    {
        var entry = new AuditEntry(1, Boot, Time, (AuditEvent)999, AuditActor.Edge, "x", "");
        Assert.Equal((AuditEvent)999, AuditEntry.Decode(entry.Encode())!.Event);
        Assert.Null(AuditCatalogue.Find((AuditEvent)999));
    }

    [Fact]
    public void Lists_EveryEventOnceWithItsMeaningOnThePage()
    {
        string page = Repository.Read("docs", "formats", "audit-log.md");
        Assert.Equal(Enum.GetValues<AuditEvent>().Order(), AuditCatalogue.All.Select(info => info.Event).Order());
        Assert.All(AuditCatalogue.All, info => Assert.Contains(
            $"| {(int)info.Event} | {info.Event} | {PlainWords.Of($"{info.Severity}")} | {info.Subject} | {info.Meaning} |",
            page, StringComparison.Ordinal));
        Assert.All(Enum.GetValues<AuditRefusal>(), refusal =>
            Assert.Contains($"| {(int)refusal} | {refusal} |", page, StringComparison.Ordinal));
    }

    [Fact]
    public void Believes_AHeadOnlyFromTheKeyForHeadsOfThatDeviceAndBoot()
    {
        using var identity = new TestIdentity();
        using var other = new TestIdentity();
        using var signer = SigningIdentity.Create(identity, KeyPurpose.AuditHeads, Boot);
        using var batches = SigningIdentity.Create(identity, KeyPurpose.Batches, Boot);
        using var foreign = SigningIdentity.Create(other, KeyPurpose.AuditHeads, Boot);
        var head = new AuditHead(DeviceDescriptor.Of(identity).Device, Boot, 3, TreeHash.OfLeaf("x"u8), Time);
        byte[] bytes = head.Sign(signer);
        Assert.Equal(head, AuditHead.Verify(bytes, [foreign.Certificate, signer.Certificate])!.Value);
        Assert.Null(AuditHead.Verify(bytes, []));
        Assert.Null(AuditHead.Verify(head.Sign(batches), [batches.Certificate]));
        Assert.Null(AuditHead.Verify(head.Sign(foreign), [foreign.Certificate]));
        Assert.Null(AuditHead.Verify((head with { Boot = new(Guid.NewGuid()) }).Sign(signer), [signer.Certificate]));
        for (int at = 0; at < bytes.Length; at++)
        {
            byte[] altered = [.. bytes];
            altered[at] ^= 1;
            Assert.Null(AuditHead.Verify(altered, [signer.Certificate]));
        }
    }

    [Fact]
    public void Tells_AnUnfinishedFrameFromADamagedOne()
    {
        byte[] frame = new AuditFrame(AuditFrameKind.Entry, Encoding.ASCII.GetBytes("content")).Encode();
        Assert.Equal("content"u8.ToArray(), AuditFrame.Decode(frame)!.Value.Content.ToArray());
        for (int length = 0; length < frame.Length; length++)
        {
            Assert.Null(AuditFrame.Decode(frame.AsMemory(0, length)));
            Assert.True(AuditFrame.IsUnfinished(frame.AsSpan(0, length)));
        }

        Assert.True(AuditFrame.IsUnfinished(new byte[5_000]));
        byte[] damaged = [.. frame, .. frame];
        damaged[6] ^= 1;
        Assert.Null(AuditFrame.Decode(damaged));
        Assert.False(AuditFrame.IsUnfinished(damaged));
        Assert.False(AuditFrame.IsUnfinished([0xFF, 0xFF, 0xFF, 0xFF, 3, 0, 0, 0, 0, 0]));
    }
}
