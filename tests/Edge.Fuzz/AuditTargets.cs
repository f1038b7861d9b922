using Edge.Audit;
using Edge.Keys;
using Edge.Platform.Audit;
using Edge.Sensing;
using Edge.Tests.Sealing;

namespace Edge.Fuzz;

/// <summary>The decoders of the audit log, each through the check that an auditor runs.</summary>
internal static class AuditTargets
{
    private static readonly TestIdentity Identity = new();
    private static readonly BootId Boot = new(Guid.NewGuid());
    private static readonly ReadingTime Time = new(5_000, 1_790_000_000_000, TimeQuality.Synchronised);
    private static readonly DeviceDescriptor Device = DeviceDescriptor.Of(Identity);

    public static IEnumerable<FuzzTarget> All()
    {
        yield return new FuzzTarget("audit-log", [Log()], Verify);
        yield return new FuzzTarget("audit-entry", [Entry(3).Encode()], bytes => AuditEntry.Decode(bytes) is { } entry
            ? AuditEntry.Decode(entry.Encode()) == entry ? "ok" : throw new InvalidOperationException("not written as itself")
            : $"refused {bytes.Length / 16}");
        yield return new FuzzTarget(
            "spool-line", [System.Text.Encoding.UTF8.GetBytes(SpoolLine.Write(new(AuditEvent.UpdateRefused, 0, "1.4.0", "app, wrong release")))], Spooled);
        yield return new FuzzTarget("audit-proof", [Proof()], bytes => AuditProof.Read(bytes)?.Check(Device) is { } verdict
            ? verdict.IsProved ? "proved" : verdict.Words.Split(' ')[1]
            : "refused");
    }

    // What is read is written so that it is read again, as itself.
    private static string Spooled(byte[] bytes)
    {
        if (SpoolLine.Read(bytes) is not { } read) { return $"refused {bytes.Length / 16}"; }
        byte[] again = System.Text.Encoding.UTF8.GetBytes(SpoolLine.Write(read));
        return SpoolLine.Read(again) == read ? $"ok {read.Event}" : throw new InvalidOperationException("not written as itself");
    }

    private static string Verify(byte[] bytes)
    {
        var verifier = new AuditVerifier(Device, []);
        verifier.Take(bytes);
        AuditVerdict verdict = verifier.Finish();
        return $"{verdict.IsGenuine} {verdict.TornBytes > 0} {string.Join(' ', verdict.Findings.Select(finding => finding.Refusal))}";
    }

    private static AuditEntry Entry(long index) =>
        new(index, Boot, Time, AuditEvent.DriftFound, AuditActor.Machine, "usb 1-1.2", "keyboard");

    private static byte[] Log()
    {
        using var signer = SigningIdentity.Create(Identity, KeyPurpose.AuditHeads, Boot);
        TreeFrontier tree = TreeFrontier.Empty;
        var log = new MemoryStream();
        log.Write(AuditFrame.Magic);
        log.Write(new AuditFrame(AuditFrameKind.Beginning, AuditBeginning.Of(Device.Device, tree).Encode()).Encode());
        for (int i = 0; i < 3; i++)
        {
            byte[] leaf = Entry(i).Encode();
            tree.Append(TreeHash.OfLeaf(leaf));
            log.Write(new AuditFrame(AuditFrameKind.Entry, leaf).Encode());
        }

        log.Write(new AuditFrame(AuditFrameKind.Certificate, signer.Certificate.Value.Bytes).Encode());
        log.Write(new AuditFrame(AuditFrameKind.Head, new AuditHead(Device.Device, Boot, tree.Size, tree.Root, Time).Sign(signer)).Encode());
        return log.ToArray();
    }

    private static byte[] Proof()
    {
        using var signer = SigningIdentity.Create(Identity, KeyPurpose.AuditHeads, Boot);
        TreeHash[] leaves = [.. Enumerable.Range(0, 5).Select(i => TreeHash.OfLeaf(Entry(i).Encode()))];
        var all = new TreeLeaves(TreeFrontier.Empty, leaves);
        return new AuditProof(
            Entry(3).Encode(), 0, null, all.Inclusion(3, 5), new AuditHead(Device.Device, Boot, 5, all.RootOf(5), Time).Sign(signer),
            signer.Certificate.Value.Bytes).Write();
    }
}
