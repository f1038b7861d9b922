using System.Security.Cryptography;
using Edge.Audit;
using Edge.Keys;
using Edge.Platform.Audit;
using Edge.Platform.Keys;
using Edge.Sensing;

namespace Edge.Benchmarks;

/// <summary>What an auditor waits for: a whole log checked from its files, beside what its hashes and signatures cost alone.</summary>
internal static class AuditRows
{
    private const int Entries = 100_000;
    private const int EntriesPerFile = 800;

    public static IEnumerable<Row> Take(Measure measure)
    {
        string folder = Demo.NewFolder();
        using FileIdentityKey identity = FileIdentityKey.OpenOrCreate(Path.Combine(folder, "identity.key")).Value;
        using var signer = SigningIdentity.Create(identity, KeyPurpose.AuditHeads, Boot);
        int heads = Write(folder, signer);
        DeviceDescriptor device = DeviceDescriptor.Of(identity);
        double rate = measure.PerCpuSecond(() =>
        {
            AuditVerdict verdict = AuditReader.Verify(folder, device, []).Value;
            if (!verdict.IsGenuine || verdict.SignedSize != Entries) { throw new InvalidOperationException("the log does not verify"); }
        });
        double limit = 1 / measure.PerCpuSecond(() => Least(signer, heads));
        Directory.Delete(folder, recursive: true);
        yield return new Row(
            "audit log verified", 1 / rate, "s", $"100,000 entries, {heads:N0} signed heads, read from files, on one core",
            new Peer("its hashes and signatures alone", limit), Target.Most(1));
    }

    private static BootId Boot { get; } = new(Guid.Parse("0b5f1f6e-6f0a-4c60-9f0e-1d6a5e1c0a01"));

    private static int Write(string folder, SigningIdentity signer)
    {
        TreeFrontier tree = TreeFrontier.Empty;
        DeviceId device = signer.Certificate.Value.Device;
        int heads = 0;
        for (int first = 0; first < Entries; first += EntriesPerFile)
        {
            using var file = new FileStream(Path.Combine(folder, $"{first:d12}.audit"), FileMode.CreateNew);
            file.Write(AuditFrame.Magic);
            file.Write(new AuditFrame(AuditFrameKind.Beginning, AuditBeginning.Of(device, tree).Encode()).Encode());
            file.Write(new AuditFrame(AuditFrameKind.Certificate, signer.Certificate.Value.Bytes).Encode());
            for (int index = first; index < first + EntriesPerFile; index++)
            {
                var time = new ReadingTime(1_000L * index, 1_790_000_000_000 + (1_000L * index), TimeQuality.Synchronised);
                byte[] leaf = new AuditEntry(
                    index, Boot, time, AuditEvent.OverrideSet, AuditActor.User(1000), $"pump-{index % 7}",
                    "on for 30m by ada: sludge is being pumped off").Encode();
                tree.Append(TreeHash.OfLeaf(leaf));
                file.Write(new AuditFrame(AuditFrameKind.Entry, leaf).Encode());
                if (tree.Size % AuditLog.EntriesPerHead != 0) { continue; }
                file.Write(new AuditFrame(AuditFrameKind.Head, new AuditHead(device, Boot, tree.Size, tree.Root, time).Sign(signer)).Encode());
                heads++;
            }
        }

        return heads;
    }

    /// <summary>A hash of each leaf and of each node above, and the check of each frame; a signature of each head.</summary>
    private static void Least(SigningIdentity signer, int heads)
    {
        byte[] leaf = new byte[120];
        byte[] node = new byte[65];
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        for (int i = 0; i < Entries; i++)
        {
            SHA256.HashData(leaf, digest);
            SHA256.HashData(leaf, digest);
            SHA256.HashData(node, digest);
        }

        byte[] body = new byte[150];
        byte[] signature = signer.Sign(body);
        for (int i = 0; i < heads; i++)
        {
            if (!Ed25519Verifier.Verify(signer.Certificate.Value.PublicKey.Span, body, signature)) { throw new InvalidOperationException("no signature"); }
        }
    }
}
