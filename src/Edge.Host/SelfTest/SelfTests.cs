using System.Collections.Immutable;
using System.Security.Cryptography;
using Edge.Device.Buses;
using Edge.Device.Clock;
using Edge.Device.Sensors;
using Edge.Keys;
using Edge.Platform.Outbox;
using Edge.Profiles;
using Edge.Rules;
using Edge.Sealing;
using Edge.Sensing;

namespace Edge.Host.SelfTest;

/// <summary>Walks every path of this executable that a compiler or a missing library could have broken.</summary>
/// <remarks>Needs no site, no rights and no network; writes only into a temporary folder that it deletes.</remarks>
internal static class SelfTests
{
    private static readonly BoardProfile Board = new(
        "self-test", "", BoardKind.Simulated, [new BoardBus("i2c-1", BusKind.I2c, "/dev/i2c-1")],
        [new BoardPin("GPIO17", 11, "self-test", 17, null)], [], null, null);

    private const string Scenario = """
        edge: 1
        scenario: {name: self-test, seed: 1, speed: 1}
        devices: [{name: mast, model: bme280, bus: i2c-1, address: 0x76, inputs: {temperature: 21.5}}]
        """;

    /// <summary>Each test with its name; null when it passed, else words.</summary>
    public static IEnumerable<(string Name, Func<string, string?> Run)> All =>
    [
        ("keys: Ed25519, X-Wing, P-256", _ => Keys()),
        ("sealing: seal, verify, open, refuse what was altered", _ => Sealing()),
        ("outbox: SQLite, durable, across a restart", Outbox),
        ("board: drivers over simulated registers, an output line", _ => Sensors()),
        ("rules: a condition that holds and one that is refused", _ => Rules()),
        ("sun: its times to the last bit", _ => SunArithmetic.Check()),
        ("site files: mistakes found at their places", _ => SiteFile()),
        ("clock: boot id and monotonic time", _ => Clock()),
        ("TLS: a certificate made, a client set up", _ => Tls()),
    ];

    private static string? Keys()
    {
        using var identity = new TemporaryIdentity();
        using var signer = SigningIdentity.Create(identity, KeyPurpose.Batches, new BootId(Guid.NewGuid()));
        Result<PurposeKeyCertificate, KeyRefusal> read = PurposeKeyCertificate.Read(signer.Certificate.Value.Bytes);
        return read.IsOk && read.Value.Verify(DeviceDescriptor.Of(identity)).IsOk ? null : "a certificate does not verify";
    }

    private static string? Sealing()
    {
        using var chain = new SealedChain();
        BatchContent opened = StreamOpener.OpenBatch(chain.Epoch, chain.Verify(chain.Batch)).Value;
        if (!opened.Readings.Span.SequenceEqual(chain.Content.Readings.Span)) { return "a batch opens to something else"; }
        byte[] altered = chain.Batch.Bytes.ToArray();
        altered[^80] ^= 1;
        Result<SealedRecord, SealingRefusal> read = RecordCodec.Read(altered);
        return read.IsOk && RecordCodec.Verify(read.Value, chain.Certificate).IsOk ? "an altered batch verifies" : null;
    }

    private static string? Outbox(string folder)
    {
        using var chain = new SealedChain();
        string path = Path.Combine(folder, "outbox.db");
        using (SqliteOutbox outbox = SqliteOutbox.Open(path, 1 << 20).Value)
        {
            if (!outbox.Commit([new OutboxEntry(chain.Batch, 0, 1, chain.Certificate)], []).IsOk) { return "a record is not stored"; }
        }

        using SqliteOutbox again = SqliteOutbox.Open(path, 1 << 20).Value;
        return again.Head("self-test").Hash == chain.Batch.Hash && again.State().Records == 1 ? null : "a record is lost over a restart";
    }

    private static string? Sensors()
    {
        const double Celsius = 21.5;
        Result<Board, string> opened = Edge.Device.Buses.Board.Open(Board, Scenario, "self-test", TimeProvider.System);
        if (!opened.IsOk) { return opened.Reason; }
        using Board board = opened.Value;
        board.OpenOutput("GPIO17", activeLow: true, on: true).Set(false);
        DriverDescription driver = DriverCatalogue.Find("bme280")!;
        using ISensor sensor = board.CreateSensor(new SensorDeclaration(
            "s", driver, "i2c-1", 0x76, null, TimeSpan.FromSeconds(1), ImmutableSortedDictionary<string, string>.Empty, [], default));
        var values = new RawValue[driver.Quantities.Length];
        sensor.Read(values);
        return values[0].Quality.IsUsable() && Math.Abs(values[0].Value - Celsius) < 0.02
            ? null
            : $"a BME280 in {Celsius} degrees read {string.Join(", ", values)}";
    }

    private static string? Rules()
    {
        Site site = MinimalSite("t > 20.0 && t < 30");
        (RuleBook? book, _) = RuleBook.Compile(site, "self-test");
        if (book is null) { return "a good condition is refused"; }
        var engine = new RuleEngine(book);
        var snapshot = new Snapshot(1, 0);
        var now = new ReadingTime(1, 1, TimeQuality.Synchronised);
        snapshot.Set(new Reading(0, 21, Quality.Good, QualityReason.None, now));
        engine.Scan(snapshot, now);
        if (!engine.IsOn(0)) { return "a condition that holds does not switch"; }
        return RuleBook.Compile(MinimalSite("t > "), "self-test").Errors.Length == 1 ? null : "a broken condition is not refused";
    }

    private static string? SiteFile()
    {
        SiteReading reading = SiteReader.Read("edge: 1\nsite: {idd: x}\n", "self-test.yaml", new BoardShelf(ImmutableDictionary<string, BoardFile>.Empty));
        return reading.Errors.Any(error => error.Nearest == "id" && error.At == new SourcePosition(2, 8)) ? null : "a mistake is not found";
    }

    private static string? Clock()
    {
        var clock = new MachineClock();
        return clock.Boot != default && clock.Now().MonotonicMilliseconds > 0 ? null : "there is no boot id or no monotonic time";
    }

    private static string? Tls()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new System.Security.Cryptography.X509Certificates.CertificateRequest("CN=self-test", key, HashAlgorithmName.SHA256);
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(100));
        using var recipient = RecipientSecretKey.Create();
        var collector = new CollectorDescriptor(
            "self-test", new Uri("https://127.0.0.1:1"), SHA256.HashData(certificate.PublicKey.ExportSubjectPublicKeyInfo()),
            new byte[32], recipient.PublicKey);
        using var uplink = new Edge.Platform.Uplink.HttpUplink(collector, TimeProvider.System);
        return certificate.HasPrivateKey ? null : "a certificate has no key";
    }

    private static Site MinimalSite(string condition) => new(
        "self-test", "", "", "", null, Board, null, GuardMode.ReportOnly, [],
        [new ChannelDeclaration(0, "t", "s", "temperature", Unit.DegreeCelsius, 0.01, Conditioning.None, default)],
        [new ActuatorDeclaration(0, "a", "GPIO17", false, false, TimeSpan.FromMinutes(1), TimeSpan.Zero, TimeSpan.Zero, default)],
        [new RuleDeclaration("r", "a", condition, default, null, TimeSpan.Zero, 0, true, default)],
        [], [], null, new OutboxDeclaration(1 << 20), []);
}
