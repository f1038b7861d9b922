using System.Collections.Immutable;
using Edge.Keys;
using Edge.Rules;
using Edge.Sealing;
using Edge.Sensing;
using Verdict = Edge.Sealing.Verdict;

namespace Edge.Tests.Golden;

/// <summary>One of each thing that travels, made from <see cref="PublishedKeys"/>: always the same bytes.</summary>
internal sealed class GoldenWorld : IDisposable
{
    private const long Noon = 1_790_000_000_000;
    private const string Folder = "tests/Edge.Tests/Golden";

    public GoldenWorld()
    {
        Identity = new PublishedIdentity(Stored("certificate"));
        Signer = SigningIdentity.FromSeed(
            PublishedKeys.SignerSeed, Identity, KeyPurpose.Batches, PublishedKeys.Boot);
        FillRandom chance = PublishedKeys.Chance();
        using StreamSealer sealer = new(Schema, Signer, [Recipient.PublicKey], default, chance);
        Epoch = sealer.SealEpoch(Noon);
        Batch = sealer.SealBatch(Content);
        Tombstone = sealer.SealTombstone(Dropped);
        LongBatch = sealer.SealBatch(LongContent);
    }

    public PublishedIdentity Identity { get; }

    public SigningIdentity Signer { get; }

    public RecipientSecretKey Recipient { get; } = RecipientSecretKey.From(PublishedKeys.RecipientSeed).Value;

    public SealedRecord Epoch { get; }

    public SealedRecord Batch { get; }

    public SealedRecord Tombstone { get; }

    /// <summary>Long enough to be compressed; another Brotli encoder may find other bytes for it.</summary>
    public SealedRecord LongBatch { get; }

    public static StreamSchema Schema { get; } = new(
        "weather",
        [new SchemaChannel("air.temperature", Unit.DegreeCelsius, 0.01),
            new SchemaChannel("air.humidity", Unit.Percent, 0.01),
            new SchemaChannel("disk.written", Unit.Byte, 1)],
        ["fan"], ["cool"]);

    /// <summary>Two channels that share their times, one of them once without an answer; a third with a value too
    /// large to count in steps; and an event. The clock is set between the second moment and the third.</summary>
    public static BatchContent Content { get; } = new(
        new[]
        {
            Good(0, 21.5, At(1_000)), Good(1, 55, At(1_000)),
            Good(0, 21.53, At(2_000)), Good(1, 54.9, At(2_000)),
            new Reading(2, 9e15, Quality.Simulated, QualityReason.None, At(2_500)),
            Reading.Bad(0, QualityReason.NoAnswer, At(3_001)), Good(1, 54.9, At(3_001)),
        },
        new[] { new ActuatorEvent(0, true, ActuatorCause.Rule, 0, At(2_010)) });

    /// <summary>How an update ended, told by the device.</summary>
    public static BatchContent Report { get; } = new(
        default, default, new[] { new DeviceReport(DeviceReport.Update, At(3_100), "{\"version\":1}"u8.ToArray()) });

    public static BatchContent LongContent { get; } = new(
        Enumerable.Range(0, 120).Select(LongReading).ToArray(), default);

    public static TombstoneContent Dropped { get; } =
        new(DropReason.Budget, [new SequenceRange(2, 2)], 7, 1, 1_000, Noon + 3_001);

    public Upload Upload =>
        new(PublishedKeys.Nonce, Certificates, [Epoch.Bytes, Batch.Bytes, Tombstone.Bytes]);

    public ImmutableArray<ReadOnlyMemory<byte>> Certificates => [Signer.Certificate.Value.Bytes];

    public Receipt Receipt => new(
        Signer.Certificate.Value.Device, Noon + 60_000, PublishedKeys.Nonce,
        [new ReceiptEntry("weather", 1, Epoch.Hash, Verdict.Stored, 0),
            new ReceiptEntry("weather", 2, Batch.Hash, Verdict.AlreadyStored, 0),
            new ReceiptEntry("weather", 3, Tombstone.Hash, Verdict.Quarantined, SealingRefusal.Fork)],
        [EpochId.Of(Epoch.Hash)]);

    /// <summary>The bytes of a vector as the repository has them; null when there is none yet.</summary>
    public static byte[]? Stored(string name)
    {
        string file = Repository.PathOf(Folder, name + ".hex");
        return File.Exists(file) ? Convert.FromHexString(string.Concat(File.ReadAllLines(file))) : null;
    }

    public static void Matches(string name, ReadOnlyMemory<byte> made) =>
        GoldenFile.Matches(Text(made.Span), Folder, name + ".hex");

    public void Dispose()
    {
        Signer.Dispose();
        Identity.Dispose();
        Recipient.Dispose();
    }

    /// <summary>32 bytes a line.</summary>
    private static string Text(ReadOnlySpan<byte> bytes) =>
        string.Concat(bytes.ToArray().Chunk(32).Select(line => Convert.ToHexStringLower(line) + "\n"));

    private static Reading LongReading(int i) =>
        Good(i % 2, i % 2 == 0 ? 21 + (i / 10 * 0.5) : 50, At(10_000 + (i / 2 * 1_000)));

    private static Reading Good(int channel, double value, ReadingTime time) =>
        new(channel, value, Quality.Good, QualityReason.None, time);

    private static ReadingTime At(long milliseconds) => milliseconds < 2_600
        ? new(milliseconds, milliseconds, TimeQuality.FreeRunning)
        : new(milliseconds, Noon + milliseconds, TimeQuality.Synchronised);
}
