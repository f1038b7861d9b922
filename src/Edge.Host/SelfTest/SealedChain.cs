using System.Security.Cryptography;
using Edge.Keys;
using Edge.Sealing;
using Edge.Sensing;

namespace Edge.Host.SelfTest;

/// <summary>An epoch and a batch with keys of the moment.</summary>
internal sealed class SealedChain : IDisposable
{
    private readonly TemporaryIdentity _identity = new();
    private readonly SigningIdentity _signer;
    private readonly RecipientSecretKey _recipient = RecipientSecretKey.Create();
    private readonly StreamSealer _sealer;

    public SealedChain()
    {
        _signer = SigningIdentity.Create(_identity, KeyPurpose.Batches, new BootId(Guid.NewGuid()));
        var schema = new StreamSchema("self-test", [new SchemaChannel("t", Unit.DegreeCelsius, 0.01)], [], []);
        _sealer = new StreamSealer(schema, _signer, [_recipient.PublicKey], default, RandomNumberGenerator.Fill);
        Epoch = new StreamOpener(_recipient).OpenEpoch(Verify(_sealer.SealEpoch(0))).Value;
        Batch = _sealer.SealBatch(Content);
    }

    public BatchContent Content { get; } = new(
        new[] { new Reading(0, 21.57, Quality.Good, QualityReason.None, new ReadingTime(1, 2, TimeQuality.Holdover)) }, default);

    public OpenedEpoch Epoch { get; }

    public SealedRecord Batch { get; }

    public Verified<PurposeKeyCertificate> Certificate => _signer.Certificate;

    public Verified<SealedRecord> Verify(SealedRecord record) =>
        RecordCodec.Verify(RecordCodec.Read(record.Bytes).Value, _signer.Certificate).Value;

    public void Dispose()
    {
        Epoch.Dispose();
        _sealer.Dispose();
        _recipient.Dispose();
        _signer.Dispose();
        _identity.Dispose();
    }
}
