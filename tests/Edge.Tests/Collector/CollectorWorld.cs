using System.Net;
using System.Security.Cryptography;
using Edge.Collector;
using Edge.Collector.Api;
using Edge.Collector.Enrolment;
using Edge.Keys;
using Edge.Platform.Outbox;
using Edge.Platform.Uplink;
using Edge.Sealing;
using Edge.Tests.Audit;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Edge.Tests.Collector;

/// <summary>A collector with real TLS and a real store, a gateway's outbox and its uplink: everything but the sensors.</summary>
internal sealed class CollectorWorld : IAsyncDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("edge-world-").FullName;
    private readonly List<IDisposable> _owned = [];
    private readonly List<StreamSealer> _sealers = [];
    private CollectorServer? _server;

    private CollectorWorld()
    {
        Folder = new CollectorFolder(Path.Combine(_root, "collector"));
        Made = CollectorKeys.Create(Folder, "platform", new Uri("https://127.0.0.1:1")).Value;
        Outbox = SqliteOutbox.Open(Path.Combine(_root, "outbox.db"), 64 * 1024 * 1024).Value;
    }

    public FakeTimeProvider Time { get; } = new(DateTimeOffset.FromUnixTimeMilliseconds(1_790_000_000_000));

    public CollectorFolder Folder { get; }

    public Gateway Gateway { get; } = new();

    public SqliteOutbox Outbox { get; }

    public CollectorDescriptor Made { get; }

    public CollectorServer Server => _server!;

    public Overview Overview => new StoreReader(Folder.Store).ReadOverview(new CollectorFacts("platform", 0, 0));

    public static async Task<CollectorWorld> StartAsync(bool enrol = true)
    {
        var world = new CollectorWorld();
        if (enrol) { world.Enrol(); }
        await world.StartServerAsync();
        return world;
    }

    public void Enrol() =>
        File.WriteAllText(Path.Combine(Folder.Devices, "weir.device.json"), Gateway.Descriptor.ToJson());

    public async Task StartServerAsync() => _server = (await CollectorServer.StartAsync(
        new CollectorOptions(Folder, new IPEndPoint(IPAddress.Loopback, 0), new IPEndPoint(IPAddress.Loopback, 0), false),
        Time, _ => { }, CancellationToken.None)).Value;

    public async Task StopServerAsync()
    {
        await Server.DisposeAsync();
        _server = null;
    }

    /// <summary>Seals an epoch and batches into the outbox.</summary>
    /// <param name="from">Another end of the chain than the outbox knows; null: where it ends.</param>
    public void Fill(int batches, string stream = "weather", int priority = 5, ChainHead? from = null)
    {
        StreamSealer sealer = Gateway.Stream(stream, Made.RecipientKey, from ?? Outbox.Head(stream));
        _sealers.Add(sealer);
        OutboxEntry[] entries = [.. Gateway.Seal(sealer, batches).Select(record => new OutboxEntry(record, priority, 0, Gateway.Signer.Certificate))];
        Assert.True(Outbox.Commit(entries, []).IsOk);
    }

    /// <summary>The audit log of the gateway.</summary>
    public RecordedTrail Trail { get; } = new();

    public UplinkSession Session(CollectorDescriptor? collector = null, IUplink? uplink = null)
    {
        CollectorDescriptor target = collector ?? Made with { Url = Server.ListenAddress };
        if (uplink is null)
        {
            var http = new HttpUplink(target, TimeProvider.System, TimeSpan.FromSeconds(20));
            _owned.Add(http);
            uplink = http;
        }

        return new UplinkSession(
            Outbox, uplink, target, () => Gateway.Device, RandomNumberGenerator.Fill, Trail, Time, NullLogger.Instance);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (IDisposable owned in _owned) { owned.Dispose(); }
        foreach (StreamSealer sealer in _sealers) { sealer.Dispose(); }
        if (_server is not null) { await _server.DisposeAsync(); }
        Outbox.Dispose();
        Gateway.Dispose();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(_root, recursive: true);
    }
}
