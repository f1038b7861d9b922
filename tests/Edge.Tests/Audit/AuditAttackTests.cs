using Edge.Audit;
using Edge.Keys;
using Edge.Platform.Audit;

namespace Edge.Tests.Audit;

// Goal: whoever has root, and with it the present key, cannot change the past unnoticed.
// Method: what a receiver holds is a head; each attack rewrites files of a real log, and is judged from
// the files alone.
public sealed class AuditAttackTests : IDisposable
{
    private readonly AuditWorld _world = new();

    public void Dispose() => _world.Dispose();

    [Fact]
    public void Notices_AnEntryThatWasEdited()
    {
        _world.RecordAndClose(5);
        byte[] bytes = File.ReadAllBytes(_world.LastFile);
        int at = bytes.AsSpan().IndexOf("pump3"u8);
        bytes[at + 4] = (byte)'9';
        File.WriteAllBytes(_world.LastFile, bytes);
        AuditVerdict verdict = _world.Verify();
        Assert.False(verdict.IsGenuine);
        Assert.Equal(AuditRefusal.Malformed, verdict.Findings[0].Refusal);
    }

    [Fact]
    public void Notices_AnEntryThatWasEditedAndSealedAnewWithThePresentKey()
    {
        AuditHead seen = _world.RecordAndClose(5);
        Forge(entries => entries[3] = entries[3] with { Subject = "nothing" });
        AuditVerdict alone = _world.Verify();
        Assert.True(alone.IsGenuine, "who holds the key can make a log that is whole in itself");
        AuditVerdict verdict = _world.Verify(AuditWorld.Witness(seen));
        Assert.Equal([AuditRefusal.WitnessContradicts], verdict.Findings.Select(finding => finding.Refusal));
    }

    [Fact]
    public void Notices_ATailThatWasCutWhileTheLogWentOn()
    {
        AuditHead seen = _world.RecordAndClose(8);
        Forge(entries => entries.RemoveRange(4, entries.Count - 4));
        _world.RecordAndClose(10, "other");
        AuditVerdict verdict = _world.Verify(AuditWorld.Witness(seen));
        Assert.Equal([AuditRefusal.WitnessContradicts], verdict.Findings.Select(finding => finding.Refusal));
    }

    [Fact]
    public void Notices_AFreshLogInItsPlace()
    {
        AuditHead seen = _world.RecordAndClose(8);
        foreach (string file in Directory.GetFiles(_world.Folder)) { File.Delete(file); }
        _world.RecordAndClose(8);
        Assert.Contains(_world.Verify(AuditWorld.Witness(seen)).Findings, finding => finding.Refusal == AuditRefusal.WitnessContradicts);
    }

    [Fact]
    public void Notices_ALogWithoutAnySeal()
    {
        var frames = new MemoryStream();
        frames.Write(AuditFrame.Magic);
        frames.Write(new AuditFrame(AuditFrameKind.Beginning, AuditBeginning.Of(_world.Device.Device, TreeFrontier.Empty).Encode()).Encode());
        File.WriteAllBytes(Path.Combine(_world.Folder, "000000000000.audit"), frames.ToArray());
        Assert.Equal([AuditRefusal.NothingSigned], _world.Verify().Findings.Select(finding => finding.Refusal));
    }

    [Fact]
    public void Notices_YesterdaysImagePutBack()
    {
        _world.RecordAndClose(4);
        Dictionary<string, byte[]> image = Directory.GetFiles(_world.Folder).ToDictionary(file => file, File.ReadAllBytes);
        _world.Reboot();
        AuditHead seen = _world.RecordAndClose(4);
        foreach ((string file, byte[] bytes) in image) { File.WriteAllBytes(file, bytes); }
        Assert.Contains(_world.Verify(AuditWorld.Witness(seen)).Findings, finding => finding.Refusal == AuditRefusal.WitnessContradicts);
        _world.Reboot();
        _world.RecordAndClose(20);
        Assert.Contains(_world.Verify(AuditWorld.Witness(seen)).Findings, finding => finding.Refusal == AuditRefusal.WitnessContradicts);
    }

    [Fact]
    public void Notices_TwoReceiversWhoWereToldDifferentHistories()
    {
        AuditHead first = _world.RecordAndClose(6);
        Forge(entries => entries[2] = entries[2] with { Detail = "another story" });
        using (AuditLog log = _world.Open()) { log.Record(AuditEvent.ModeChanged, AuditActor.Edge, "normal"); }
        AuditHead second = Reopened();
        AuditVerdict verdict = _world.Verify(AuditWorld.Witness(first, "the collector"), AuditWorld.Witness(second, "the operator"));
        AuditFinding finding = Assert.Single(verdict.Findings);
        Assert.StartsWith("the collector holds the head", finding.Detail, StringComparison.Ordinal);
        Assert.Equal(1, verdict.Witnessed);
    }

    [Fact]
    public void Raises_NoAlarmForAClockAt1970AfterAPowerLoss()
    {
        AuditHead before = _world.RecordAndClose(3);
        _world.Reboot(unixMilliseconds: 0);
        AuditHead after = _world.RecordAndClose(3);
        AuditVerdict verdict = _world.Verify(AuditWorld.Witness(before), AuditWorld.Witness(after));
        Assert.True(verdict.IsGenuine, string.Join("; ", verdict.Findings));
        Assert.Equal(2, verdict.Witnessed);
    }

    [Fact]
    public void Raises_NoAlarmForAPowerCutInsideAnyWrite()
    {
        AuditHead seen = _world.RecordAndClose(3);
        byte[] whole = File.ReadAllBytes(_world.LastFile);
        string file = _world.LastFile;
        int added = new AuditFrame(AuditFrameKind.Entry, LastEntryBytes(whole)).Length;
        byte[] next = new AuditFrame(AuditFrameKind.Entry, new byte[added]).Encode();
        for (int cut = 1; cut < next.Length; cut++)
        {
            File.WriteAllBytes(file, [.. whole, .. next[..cut]]);
            AuditVerdict verdict = _world.Verify(AuditWorld.Witness(seen));
            Assert.True(verdict.IsGenuine, $"{cut} bytes: {string.Join("; ", verdict.Findings)}");
            Assert.Equal(cut, verdict.TornBytes);
        }

        _world.Reboot();
        _world.RecordAndClose(1);
        AuditVerdict after = _world.Verify(AuditWorld.Witness(seen));
        Assert.True(after.IsGenuine, string.Join("; ", after.Findings));
        Assert.Equal(0, after.TornBytes);
    }

    // What is before the first entry was delivered: a receiver still holds its heads, and this log cannot
    // have them.
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Raises_NoAlarmForAHeadFromBeforeTheFirstEntry(bool isPlaced)
    {
        (AuditHead early, AuditHead late) = CutBack();
        AuditVerdict verdict = _world.Verify(
            AuditWorld.Witness(early) with { AtLeast = isPlaced ? early.Size : 0 }, AuditWorld.Witness(late) with { AtLeast = isPlaced ? late.Size : 0 });
        Assert.True(verdict.First > early.Size, "nothing was cut back");
        Assert.True(verdict.IsGenuine, string.Join("; ", verdict.Findings));
        Assert.Equal((1, 1), (verdict.Witnessed, verdict.Older));
    }

    [Fact]
    public void Notices_AnotherPastInALogThatWasCutBack()
    {
        (AuditHead early, AuditHead late) = CutBack();
        AuditHead told = late with { Root = early.Root };
        AuditWitness found = AuditWorld.Witness(late);
        AuditWitness contradicted = AuditWorld.Witness(told);
        Assert.Equal([AuditRefusal.WitnessContradicts], Refusals(found, contradicted with { AtLeast = late.Size }));
        Assert.Equal([AuditRefusal.WitnessContradicts], Refusals(found, contradicted with { AtLeast = _world.Verify().First }));
        // Nobody knows over how many entries it is: that none of all heads is found tells enough.
        Assert.Equal([AuditRefusal.WitnessContradicts], Refusals(contradicted));
    }

    private AuditRefusal[] Refusals(params AuditWitness[] witnesses) => [.. _world.Verify(witnesses).Findings.Select(finding => finding.Refusal)];

    /// <summary>An early head, and one over all of a log whose beginning is gone.</summary>
    private (AuditHead Early, AuditHead Late) CutBack()
    {
        using AuditLog log = _world.Open(new AuditLogOptions(64 * 1024, KeepsUndelivered: true));
        for (int i = 0; i < 100; i++) { log.Record(AuditEvent.OverrideSet, AuditActor.User(1000), $"pump{i}", "maintenance"); }
        AuditHead early = log.Head;
        for (int i = 0; i < 900; i++)
        {
            log.MarkDelivered(log.Head.Size);
            log.Record(AuditEvent.OverrideSet, AuditActor.User(1000), $"pump{i}", "maintenance");
        }

        return (early, log.Head);
    }

    private static byte[] LastEntryBytes(byte[] file)
    {
        byte[] last = [];
        for (int at = AuditFrame.Magic.Length; AuditFrame.Decode(file.AsMemory(at)) is { } frame; at += frame.Length)
        {
            if (frame.Kind == AuditFrameKind.Entry) { last = frame.Content.ToArray(); }
        }

        return last;
    }

    private AuditHead Reopened()
    {
        using AuditLog log = _world.Open();
        return log.Head;
    }

    /// <summary>What root can do: take the log apart, change it, and seal it with a key that the identity
    /// certifies.</summary>
    private void Forge(Action<List<AuditEntry>> change)
    {
        var entries = new List<AuditEntry>();
        AuditReader.Verify(_world.Folder, _world.Device, [], entries.Add);
        change(entries);
        foreach (string file in Directory.GetFiles(_world.Folder)) { File.Delete(file); }
        using var signer = SigningIdentity.Create(_world.Identity, KeyPurpose.AuditHeads, _world.Clock.Boot);
        TreeFrontier tree = TreeFrontier.Empty;
        var forged = new MemoryStream();
        forged.Write(AuditFrame.Magic);
        forged.Write(new AuditFrame(AuditFrameKind.Beginning, AuditBeginning.Of(_world.Device.Device, tree).Encode()).Encode());
        foreach (AuditEntry entry in entries)
        {
            byte[] leaf = (entry with { Index = tree.Size }).Encode();
            tree.Append(TreeHash.OfLeaf(leaf));
            forged.Write(new AuditFrame(AuditFrameKind.Entry, leaf).Encode());
        }

        byte[] head = new AuditHead(_world.Device.Device, _world.Clock.Boot, tree.Size, tree.Root, _world.Clock.Now()).Sign(signer);
        forged.Write(new AuditFrame(AuditFrameKind.Certificate, signer.Certificate.Value.Bytes).Encode());
        forged.Write(new AuditFrame(AuditFrameKind.Head, head).Encode());
        File.WriteAllBytes(Path.Combine(_world.Folder, "000000000000.audit"), forged.ToArray());
    }
}
