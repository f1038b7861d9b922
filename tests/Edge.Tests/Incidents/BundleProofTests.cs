using Edge.Audit;
using Edge.Host.Commands;
using Edge.Incidents;
using Edge.Platform.Audit;
using Edge.Platform.Incidents;
using Edge.Tests.Audit;

namespace Edge.Tests.Incidents;

// Goal: a slice that does not begin with the first entry is believed only with the proof that belongs to it.
public sealed class BundleProofTests : IDisposable
{
    private readonly AuditWorld _world = new();
    private readonly string _bundle = Path.Combine(Path.GetTempPath(), $"edge-proof-{Guid.NewGuid():n}.tar.gz");
    private readonly AuditHead _early;
    private readonly AuditHead _late;

    public BundleProofTests()
    {
        using AuditLog log = _world.Open(new AuditLogOptions(64 * 1024, KeepsUndelivered: true));
        for (int i = 0; i < 40; i++) { log.Record(AuditEvent.OverrideSet, AuditActor.User(1000), $"pump{i}", "maintenance"); }
        _early = log.Head;
        for (int i = 0; i < 200; i++) { log.Record(AuditEvent.OverrideSet, AuditActor.User(1000), $"pump{i}", "maintenance"); }
        _late = log.Head;
    }

    public void Dispose()
    {
        _world.Dispose();
        File.Delete(_bundle);
    }

    [Fact]
    public void Believes_ASliceWithItsProof_AndRaisesNoAlarmForOlderHeads()
    {
        AuditSlice slice = LastFile();
        Assert.True(slice.First > _early.Size, "one file holds all");
        Result<AuditVerdict, string> verdict = Verify(slice, AuditProofs.OfBeginning(slice.Files.Select(file => file.Bytes)).Value.Write());
        Assert.True(verdict.Value.IsGenuine, string.Join("; ", verdict.Value.Findings));
        Assert.Equal((1, 1), (verdict.Value.Witnessed, verdict.Value.Older));
    }

    [Fact]
    public void Misses_TheProof() => Assert.Contains("no proof", Verify(LastFile(), proof: null).Reason, StringComparison.Ordinal);

    [Fact]
    public void Refuses_ATrueProofOfSomethingElse()
    {
        AuditSlice slice = LastFile();
        byte[] ofEntry = AuditProofs.OfEntry(_world.Folder, 3).Value.Write();
        byte[] ofOther = AuditProofs.OfBeginning(_world.Folder, slice.First - 1).Value.Write();
        Assert.Contains("another log", Verify(slice, ofEntry).Reason, StringComparison.Ordinal);
        Assert.Contains("another log", Verify(slice, ofOther).Reason, StringComparison.Ordinal);
    }

    private AuditSlice LastFile() => AuditSlice.Since(_world.Folder, long.MaxValue, IncidentLimits.MaxLogBytes)!;

    private Result<AuditVerdict, string> Verify(AuditSlice slice, byte[]? proof)
    {
        var bundle = new IncidentBundle(new Redaction([]));
        foreach ((string name, ReadOnlyMemory<byte> bytes) in slice.Files)
        {
            bundle.AddBytes($"audit/{name}", bytes);
        }
        if (proof is not null) { bundle.AddBytes("audit-proof.json", proof); }
        File.WriteAllBytes(_bundle, bundle.Write((files, missing) => new IncidentManifest(1, null, "1", "b", 0, 0, false, files, missing)));
        return BundleVerification.Verify(
            _bundle, _world.Device,
            [AuditWorld.Witness(_early) with { AtLeast = _early.Size }, AuditWorld.Witness(_late) with { AtLeast = _late.Size }]);
    }
}
