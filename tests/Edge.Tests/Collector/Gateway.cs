using System.Security.Cryptography;
using Edge.Collector.Enrolment;
using Edge.Collector.Ingest;
using Edge.Keys;
using Edge.Rules;
using Edge.Sealing;
using Edge.Sensing;
using Edge.Tests.Sealing;

namespace Edge.Tests.Collector;

/// <summary>A gateway reduced to what seals: an identity, one start, streams.</summary>
internal sealed class Gateway : IDisposable
{
    public Gateway() => Signer = SigningIdentity.Create(Identity, KeyPurpose.Batches, new BootId(Guid.NewGuid()));

    public TestIdentity Identity { get; } = new();

    public SigningIdentity Signer { get; }

    public DeviceDescriptor Descriptor => DeviceDescriptor.Of(Identity);

    public DeviceId Device => Descriptor.Device;

    public EnrolledDevice Enrolled => new("weir", Descriptor);

    public StreamSealer Stream(string name, RecipientKey recipient, ChainHead head = default) => new(
        SealingWorld.Schema with { Stream = name }, Signer, [recipient], head, RandomNumberGenerator.Fill);

    /// <summary>An epoch and so many batches of three readings and an event.</summary>
    public static List<SealedRecord> Seal(StreamSealer sealer, int batches)
    {
        List<SealedRecord> records = [];
        if (!sealer.HasEpoch) { records.Add(sealer.SealEpoch(1_000)); }
        for (int i = 0; i < batches; i++) { records.Add(sealer.SealBatch(Content(sealer.Head.Sequence))); }
        return records;
    }

    public static BatchContent Content(ulong seed)
    {
        long at = 1_000 * (long)seed;
        return new BatchContent(
            new[]
            {
                new Reading(0, 20 + (seed % 7), Quality.Good, QualityReason.None, SealingWorld.TimeAt(at)),
                new Reading(1, double.NaN, Quality.Bad, QualityReason.NoAnswer, SealingWorld.TimeAt(at + 1)),
                new Reading(2, 1_000 + (long)(seed % 100), Quality.Simulated, QualityReason.None, SealingWorld.TimeAt(at + 2)),
            },
            new[] { new ActuatorEvent(0, seed % 2 == 0, ActuatorCause.Rule, 0, SealingWorld.TimeAt(at)) });
    }

    /// <summary>What the gate makes of records that travelled.</summary>
    public CheckedUpload Checked(params IEnumerable<SealedRecord> records) => new(
        Enrolled, new byte[SealingLimits.NonceLength],
        [.. records.Select(record =>
        {
            SealedRecord read = RecordCodec.Read(record.Bytes).Value;
            Result<Verified<SealedRecord>, SealingRefusal> genuine = RecordCodec.Verify(read, Signer.Certificate);
            return genuine.IsOk ? new CheckedRecord(read, genuine.Value, default) : new CheckedRecord(read, null, genuine.Reason);
        })],
        [Signer.Certificate]);

    public Upload Upload(params IEnumerable<SealedRecord> records) => new(
        RandomNumberGenerator.GetBytes(SealingLimits.NonceLength), [Signer.Certificate.Value.Bytes],
        [.. records.Select(record => record.Bytes)]);

    public void Dispose()
    {
        Signer.Dispose();
        Identity.Dispose();
    }
}
