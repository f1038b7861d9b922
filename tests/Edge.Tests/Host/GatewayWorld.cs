using System.Net;
using Edge.Access;
using Edge.Audit;
using Edge.Collector;
using Edge.Collector.Api;
using Edge.Collector.Enrolment;
using Edge.Collector.Store;
using Edge.Device.Control;
using Edge.Host;
using Edge.Host.Doctor;
using Edge.Keys;
using Edge.Platform.Audit;
using Edge.Platform.Keys;
using Edge.Platform.Profiles;

namespace Edge.Tests.Host;

/// <summary>A whole gateway on a simulated board and a whole collector, in this process: real files, SQLite and TLS.</summary>
internal sealed class GatewayWorld : IAsyncDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("edge-host-").FullName;
    private readonly CollectorFolder _folder;
    private CancellationTokenSource _stop = new();
    private Gateway? _gateway;
    private StatusSource? _status;
    private Task _run = Task.CompletedTask;
    private CollectorServer? _collector;
    private int _port;

    public GatewayWorld(string budget = "1MiB", string faults = "")
    {
        Directory.CreateDirectory(Path.Combine(_root, "boards"));
        Directory.CreateDirectory(Path.Combine(_root, "trust"));
        File.Copy(Repository.PathOf("hardware-profiles", "simulated.yaml"), Path.Combine(_root, "boards", "simulated.yaml"));
        File.WriteAllText(Path.Combine(_root, "scenario.yaml"), TestSite.Scenario(faults));
        File.WriteAllText(SitePath, TestSite.Text(budget));
        _folder = new CollectorFolder(Path.Combine(_root, "collector"));
        Made = CollectorKeys.Create(_folder, "platform", new Uri("https://127.0.0.1:1")).Value;
        Options = new GatewayOptions(
            SitePath, null, State, Path.Combine(_root, "trust"), Path.Combine(_root, "c.sock"), null, null, TimeSpan.FromSeconds(5),
            GuardReport: Path.Combine(GuardRun, "report"), Machine: Machine);
    }

    public FastTime Time { get; } = new();

    public RecordedLog Log { get; } = new();

    public GatewayOptions Options { get; set; }

    public CollectorDescriptor Made { get; private set; }

    public string Root => _root;

    public string CollectorFolder => Path.Combine(_root, "collector");

    public string SitePath => Path.Combine(_root, "site.yaml");

    /// <summary>What the machine says of its resources; nothing at first.</summary>
    public string Machine => Path.Combine(_root, "machine");

    /// <summary>Where the guard leaves its report and what happened.</summary>
    public string GuardRun => Path.Combine(_root, "guard");

    public string State => Path.Combine(_root, "state");

    public string OutboxPath => Path.Combine(State, "outbox.db");

    public Gateway Gateway => _gateway!;

    public CollectorServer Collector => _collector!;

    public StatusReport Status => _status!.Read();

    public Overview Overview => new StoreReader(_folder.Store).ReadOverview(new CollectorFacts("platform", 0, 0));

    public StreamFacts Stream => Overview.Devices.Single().Streams.Single(stream => stream.Stream == "weather");

    /// <summary>Readings sealed in all runs of the gateway so far.</summary>
    public long Sealed { get; private set; }

    /// <summary>The years that stored batches begin in, by their headers.</summary>
    public IEnumerable<int> BatchYears()
    {
        DeviceId device = DeviceId.FromBytes(Convert.FromHexString(Overview.Devices.Single().Device));
        return new StoreReader(_folder.Store).ReadRecords(device, 1_000)!.Where(record => record.Kind == "batch")
            .Select(record => DateTimeOffset.FromUnixTimeMilliseconds(record.FirstUnixMs).Year).Distinct().Order();
    }

    /// <summary>What the gateway trusts.</summary>
    public void Trust(CollectorDescriptor collector) =>
        File.WriteAllText(Path.Combine(Options.Trust, "platform.collector.json"), collector.ToJson());

    /// <summary>Takes a port for the collector and lets the gateway trust it; nobody listens afterwards.</summary>
    public async Task PromiseCollectorAsync()
    {
        await StartCollectorAsync();
        await StopCollectorAsync();
    }

    public async Task StartCollectorAsync()
    {
        _collector = (await CollectorServer.StartAsync(
            new CollectorOptions(_folder, new IPEndPoint(IPAddress.Loopback, _port), new IPEndPoint(IPAddress.Loopback, 0), false),
            TimeProvider.System, _ => { }, CancellationToken.None)).Value;
        _port = _collector.ListenAddress.Port;
        Made = Made with { Url = _collector.ListenAddress };
        Trust(Made);
    }

    public async Task StopCollectorAsync()
    {
        if (_collector is { } running) { await running.DisposeAsync(); }
        _collector = null;
    }

    /// <summary>Lets the collector know the gateway's identity, which is made where it is missing.</summary>
    public void Enrol()
    {
        using FileIdentityKey key = FileIdentityKey.OpenOrCreate(Path.Combine(State, "identity.key")).Value;
        File.WriteAllText(Path.Combine(_folder.Devices, "weir.device.json"), DeviceDescriptor.Of(key).ToJson());
    }

    public Result<Gateway, string> Open()
    {
        CheckedSite site = CheckedSite.Read(SitePath, null);
        Assert.True(site.Errors.IsEmpty, string.Join('\n', site.Errors));
        return Gateway.Open(site.Site!, site.Rules!, Options, Log, Time.Provider, Time);
    }

    public void Start()
    {
        Result<Gateway, string> opened = Open();
        Assert.True(opened.IsOk, opened.IsOk ? "" : opened.Reason);
        _gateway = opened.Value;
        _status = new StatusSource(_gateway, Time.Provider);
        _stop = new CancellationTokenSource();
        _run = new GatewayRun(_gateway, Options, Log, Time.Provider).RunAsync(_stop.Token);
    }

    /// <summary>The orderly end.</summary>
    public async Task StopAsync()
    {
        if (_gateway is not { } gateway) { return; }
        await _stop.CancelAsync();
        await _run;
        Sealed += Status.Counters.ReadingsSealed;
        gateway.Dispose();
        _gateway = null;
        _stop.Dispose();
    }

    public async Task<IReadOnlyList<Finding>> ExamineAsync() =>
        await new Examination(Gateway.Site, Options).RunAsync(Status, CancellationToken.None);

    /// <summary>Until it is so. The patience ends only what hangs: on a machine with much else to do a test may
    /// take minutes.</summary>
    public async Task UntilAsync(Func<bool> condition, string what)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(5));
        while (!condition())
        {
            if (_run.IsFaulted) { await _run; }
            Assert.False(patience.IsCancellationRequested, $"Waited for: {what}. {(_gateway is null ? "" : StatusText.Render(Status, false))}");
            await Task.Delay(10);
        }
    }

    /// <summary>Until the control socket answers: it opens a moment after the gateway.</summary>
    public async Task UntilItAnswersAsync()
    {
        Task<bool> asked = AnswersAsync();
        await UntilAsync(
            () =>
            {
                if (!asked.IsCompleted) { return false; }
                if (asked.Result) { return true; }
                asked = AnswersAsync();
                return false;
            },
            "a control socket that answers");

        async Task<bool> AnswersAsync() => (await ControlClient.AskAsync(
            Options.Socket, new ControlRequest(ControlCommands.NameOf(ControlCommand.OverrideList)),
            ControlJson.Default.OverridesReport, CancellationToken.None)).IsOk;
    }

    /// <summary>The audit log of the gateway, verified.</summary>
    public AuditEntry[] AuditEntries()
    {
        var entries = new List<AuditEntry>();
        AuditVerdict verdict = Verdict(entries.Add);
        Assert.True(verdict.IsGenuine, string.Join("; ", verdict.Findings));
        return [.. entries];
    }

    public AuditVerdict Verdict(Action<AuditEntry>? each = null)
    {
        using FileIdentityKey key = FileIdentityKey.Open(Path.Combine(State, "identity.key")).Value;
        return AuditReader.Verify(Path.Combine(State, "audit"), DeviceDescriptor.Of(key), [], each).Value;
    }

    /// <summary>Channel of this name, as the gateway sees it now.</summary>
    public ChannelStatus Channel(string name) => Status.Channels.Single(channel => channel.Name == name);

    public Task UntilDeliveredAsync() =>
        UntilAsync(() => Status is { Outbox.WaitingRecords: 0, Counters.BatchesDelivered: > 3 }, "everything delivered");

    /// <summary>Ends the gateway; then everything it ever sealed lies at the collector, once.</summary>
    public async Task AssertNothingLostAsync(long dropped = 0)
    {
        await StopAsync();
        Totals totals = Overview.Totals;
        long once = totals.StoredReadings + dropped - ArrivedThoughDropped();
        Assert.Equal((Sealed, 0L, 0L, 0L), (once, totals.Gaps, totals.Refused, totals.Quarantined));
    }

    /// <summary>Readings that were on their way when the gateway, which had no receipt for them yet, dropped them.</summary>
    private long ArrivedThoughDropped()
    {
        using Sql sql = StoreSchema.OpenReader(_folder.Store);
        return sql.Number(
            "SELECT coalesce(sum(r.readings), 0) FROM record r WHERE EXISTS (SELECT 1 FROM dropped d "
            + "WHERE d.stream = r.stream AND r.sequence BETWEEN d.first AND d.last)") ?? 0;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        await StopCollectorAsync();
        await Time.DisposeAsync();
        Log.Dispose();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(_root, recursive: true);
    }
}
