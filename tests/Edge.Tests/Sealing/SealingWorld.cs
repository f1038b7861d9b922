using System.Collections.Immutable;
using System.Security.Cryptography;
using Edge.Keys;
using Edge.Rules;
using Edge.Sealing;
using Edge.Sensing;

namespace Edge.Tests.Sealing;

/// <summary>A gateway's keys and one recipient, made anew for each test.</summary>
internal sealed class SealingWorld : IDisposable
{
    public SealingWorld()
    {
        Signer = SigningIdentity.Create(Identity, KeyPurpose.Batches, Boot);
        Opener = new StreamOpener(Recipient);
        Sealer = NewSealer(default);
    }

    public static StreamSchema Schema { get; } = new(
        "weather",
        [new SchemaChannel("air.temperature", Unit.DegreeCelsius, 0.01), new SchemaChannel("air.humidity", Unit.Percent, 0.01),
            new SchemaChannel("water.level", Unit.Millimetre, 1)],
        ["fan"], ["cool"]);

    public TestIdentity Identity { get; } = new();

    public BootId Boot { get; } = new(Guid.NewGuid());

    public SigningIdentity Signer { get; }

    public RecipientSecretKey Recipient { get; } = RecipientSecretKey.Create();

    public StreamOpener Opener { get; }

    public StreamSealer Sealer { get; }

    public StreamSealer NewSealer(ChainHead head, params ImmutableArray<RecipientKey> more) =>
        new(Schema, Signer, [Recipient.PublicKey, .. more], head, RandomNumberGenerator.Fill);

    /// <summary>What a collector would have after the record travelled.</summary>
    public Verified<SealedRecord> Travelled(SealedRecord record) =>
        RecordCodec.Verify(RecordCodec.Read(record.Bytes).Value, Signer.Certificate).Value;

    public static BatchContent Content(int moments = 10) => new(
        Enumerable.Range(0, moments * 3).Select(i => new Reading(
            i % 3, i % 7 == 6 ? double.NaN : Math.Round(20 + Math.Sin(i) * 5, i % 3 == 2 ? 0 : 2),
            i % 7 == 6 ? Quality.Bad : Quality.Good, i % 7 == 6 ? QualityReason.NoAnswer : QualityReason.None,
            TimeAt(1_000 + (i / 3 * 1_000)))).ToArray(),
        new[] { new ActuatorEvent(0, true, ActuatorCause.Rule, 0, TimeAt(1_500)) });

    public static ReadingTime TimeAt(long milliseconds) => new(milliseconds, 1_790_000_000_000 + milliseconds, TimeQuality.Synchronised);

    public void Dispose()
    {
        Sealer.Dispose();
        Signer.Dispose();
        Recipient.Dispose();
        Identity.Dispose();
    }
}
