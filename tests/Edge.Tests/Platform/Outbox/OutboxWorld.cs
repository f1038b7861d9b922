using Microsoft.Extensions.Logging.Abstractions;
using System.Collections.Immutable;
using System.Security.Cryptography;
using Edge.Keys;
using Edge.Platform.Outbox;
using Edge.Profiles;
using Edge.Sealing;
using Edge.Sensing;
using Edge.Tests.Sealing;

namespace Edge.Tests.Platform.Outbox;

/// <summary>A gateway's outbox with two streams written by the real writer: "bulk", priority 1, and "alarms", priority 9.</summary>
internal sealed class OutboxWorld : IDisposable
{
    public const int Budget = 64 * 1024;
    private readonly string _folder = Directory.CreateTempSubdirectory("edge-outbox-").FullName;
    private readonly TestIdentity _identity = new();
    private readonly SigningIdentity _signer;
    private readonly RecipientSecretKey _recipient = RecipientSecretKey.Create();
    private readonly List<IDisposable> _left = [];
    private long _now = 1_000;
    private int _kills;

    public OutboxWorld()
    {
        _signer = SigningIdentity.Create(_identity, KeyPurpose.Batches, new BootId(Guid.NewGuid()));
        Outbox = SqliteOutbox.Open(Path, Budget).Value;
        Writer = NewWriter();
    }

    public string Path => System.IO.Path.Combine(_folder, $"{_kills}", "outbox.db");

    public SqliteOutbox Outbox { get; private set; }

    public ChainWriter Writer { get; private set; }

    public StreamBuffer[] Buffers { get; } = [new(), new()];

    private static Site Site { get; } = NewSite();

    /// <summary>Puts readings into a stream's buffer and seals them.</summary>
    public bool Write(int stream, int readings)
    {
        for (int i = 0; i < readings; i++)
        {
            _now += 7;
            // Noise does not compress: a batch has a size to speak of.
            double value = RandomNumberGenerator.GetInt32(1_000_000);
            Buffers[stream].Add(new Reading(0, value, Quality.Good, QualityReason.None, new ReadingTime(_now, _now, TimeQuality.Synchronised)));
        }

        return Writer.Write(stream, Buffers[stream], all: true, _now, _now);
    }

    /// <summary>What the next offer would hold.</summary>
    public SealedRecord[] Next(int most = 64) =>
        [.. (Outbox.NextUpload(new byte[SealingLimits.NonceLength], most, 4_000_000, new HashSet<Edge.Outbox.RecordPlace>())?.Records ?? [])
            .Select(bytes => RecordCodec.Read(bytes).Value)];

    public void Settle(params IEnumerable<SealedRecord> records) => Assert.True(Outbox.Settle(Receipt(records)).IsOk);

    public static Verified<Receipt> Receipt(IEnumerable<SealedRecord> records) => new(new Receipt(
        default, 0, default,
        [.. records.Select(r => new ReceiptEntry(r.Header.Stream, r.Header.Sequence, r.Hash, Verdict.Stored, default))], []));

    /// <summary>As after a kill: the files as they are, and nobody closes them. What was sealed and not stored is gone.</summary>
    public void Kill()
    {
        string before = System.IO.Path.GetDirectoryName(Path)!;
        _kills++;
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(Path)!);
        foreach (string file in Directory.GetFiles(before))
        {
            File.Copy(file, System.IO.Path.Combine(System.IO.Path.GetDirectoryName(Path)!, System.IO.Path.GetFileName(file)));
        }

        _left.Add(Outbox);
        _left.Add(Writer);
        Outbox = SqliteOutbox.Open(Path, Budget).Value;
        Writer = NewWriter();
    }

    /// <summary>As after a power cut in which the disk lost its mind.</summary>
    public void RestartAfter(Action<string> damage)
    {
        Writer.Dispose();
        Outbox.Dispose();
        damage(Path);
        Outbox = SqliteOutbox.Open(Path, Budget).Value;
        Writer = NewWriter();
    }

    public void Dispose()
    {
        Writer.Dispose();
        Outbox.Dispose();
        foreach (IDisposable left in _left) { left.Dispose(); }
        _signer.Dispose();
        _identity.Dispose();
        _recipient.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private ChainWriter NewWriter()
    {
        ImmutableArray<RecipientKey> recipients = [_recipient.PublicKey];
        return new ChainWriter(
            Site, Outbox, () => _signer, () => ImmutableArray.Create(recipients, recipients),
            RandomNumberGenerator.Fill, NullLogger<ChainWriter>.Instance);
    }

    private static Site NewSite()
    {
        var channel = new ChannelDeclaration(0, "water.level", "river", "level", Unit.Millimetre, 1, Conditioning.None, default);
        StreamDeclaration Stream(int index, string name, int priority) => new(
            index, name, [0], Events: false, TimeSpan.FromSeconds(5), 200, priority, ProtectionNeed.Normal, ProtectionNeed.Normal,
            ProtectionNeed.Normal, Personal: false, ["platform"], default);
        return new Site(
            "test", "", "", "", null, null!, null, GuardMode.ReportOnly, [], [channel], [], [],
            [Stream(0, "bulk", 1), Stream(1, "alarms", 9)], [], null, new OutboxDeclaration(Budget), []);
    }
}
