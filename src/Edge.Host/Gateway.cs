using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Security.Cryptography;
using Edge.Audit;
using Edge.Device.Buses;
using Edge.Device.Clock;
using Edge.Device.Control;
using Edge.Device.Hardening;
using Edge.Device.Pins;
using Edge.Device.Resources;
using Edge.Device.Rules;
using Edge.Device.Sensing;
using Edge.Hardening;
using Edge.Host.Guard;
using Edge.Keys;
using Edge.Platform.Audit;
using Edge.Platform.Files;
using Edge.Platform.Keys;
using Edge.Platform.Outbox;
using Edge.Platform.Rules;
using Edge.Platform.Uplink;
using Edge.Platform.Updates;
using Edge.Profiles;
using Edge.Rules;
using Edge.Sealing;
using Edge.Sensing;
using Microsoft.Extensions.Logging;

namespace Edge.Host;

/// <summary>Everything of one gateway, put together from a checked site. Opening it applies the safe
/// states.</summary>
internal sealed class Gateway : IDisposable
{
    private readonly ConcurrentStack<IDisposable> _owned = new();

    private readonly GatewayOptions _options;
    private FolderLock? _lock;
    private volatile UplinkLoop? _uplink;
    private volatile DeviceDescriptor? _descriptor;
    private volatile string? _uplinkProblem;

    private Gateway(Site site, GatewayOptions options, IMachineClock clock, TimeProvider time)
    {
        (Site, _options, Clock) = (site, options, clock);
        Events = new QuietTrail(Trail, time);
        KeepAlive = new KeepAlive(KeepAlive.Patience(Environment.GetEnvironmentVariable("WATCHDOG_USEC")), time);
    }

    public Site Site { get; }

    public IMachineClock Clock { get; }

    /// <summary>Null until the identity key can be opened.</summary>
    public DeviceId? Device { get; private set; }

    public ReadingHub Hub { get; private set; } = null!;

    public IReadOnlyList<SampleLoop> Samplers { get; private set; } = [];

    public ScanLoop Scan { get; private set; } = null!;

    public RuleStateLoop RuleState { get; private set; } = null!;

    public RuleDesk Desk { get; private set; } = null!;

    public ModeDesk Modes { get; private set; } = null!;

    public SqliteOutbox Outbox { get; private set; } = null!;

    public ChainWriter Writer { get; private set; } = null!;

    public SealLoop Seal { get; private set; } = null!;

    /// <summary>Null where nothing updates this gateway.</summary>
    public ReportForwarding? Reports { get; private set; }

    /// <summary>Who did what; kept in memory until the log can be opened.</summary>
    public LateAuditTrail Trail { get; } = new();

    /// <summary>The way to the trail for those who may not wait for a disk.</summary>
    public QuietTrail Events { get; }

    /// <summary>Fed by the scans; tells how close they came to their end.</summary>
    public KeepAlive KeepAlive { get; }

    public ResourceLoop Resources { get; private set; } = null!;

    public GuardNews GuardNews { get; private set; } = null!;

    /// <summary>Of the processes that update this gateway.</summary>
    public IReadOnlyList<SpoolNews> UpdateNews { get; private set; } = [];

    /// <summary>Null until the state folder and the identity can be used.</summary>
    public AuditLog? Audit { get; private set; }

    /// <summary>Null where nobody could open what is forwarded.</summary>
    public AuditForwarding? AuditReports { get; private set; }

    /// <summary>Null where the site declares no uplink, the guard keeps it closed, or the collector is not
    /// known yet.</summary>
    public UplinkLoop? Uplink => _uplink;

    /// <summary>What keeps the uplink closed until the guard reports green; null where the site lets it be open.</summary>
    public GuardedUplink? Gate { get; private set; }

    /// <summary>Why the declared uplink could not be opened yet, in words; null when nothing stands in its
    /// way.</summary>
    public string? UplinkProblem => _uplinkProblem;

    /// <summary>Actuators first: their safe states hold while the rest is still being opened. A state or
    /// trust folder that cannot be used does not stop a gateway: sensors and rules go on, and keys, outbox
    /// and uplink are opened when that is possible.</summary>
    public static Result<Gateway, string> Open(
        Site site, RuleBook rules, GatewayOptions options, ILoggerFactory logs, TimeProvider time, IMachineClock? clock = null)
    {
        Site own = OwnStreams.AddTo(site, OwnStreams.Audit);
        if (Directory.Exists(options.Slots)) { own = OwnStreams.AddTo(own, OwnStreams.Updates); }
        var gateway = new Gateway(own, options, clock ?? new MachineClock(), time);
        string? problem = gateway.TakeState() ?? gateway.OpenBoard(rules, options, logs, time);
        if (problem is not null)
        {
            gateway.Dispose();
            return problem;
        }

        gateway.OpenDelivery(options, logs, time);
        return gateway;
    }

    public void Dispose()
    {
        while (_owned.TryPop(out IDisposable? owned)) { owned.Dispose(); }
    }

    private string? OpenBoard(RuleBook rules, GatewayOptions options, ILoggerFactory logs, TimeProvider time)
    {
        try
        {
            Result<Board, string> board = SiteBoard.Open(Site, options.Site, time);
            if (!board.IsOk) { return board.Reason; }
            _owned.Push(board.Value);
            ImmutableArray<OutputPin> outputs =
                [.. Site.Actuators.Select(actuator => board.Value.OpenOutput(actuator.Pin, actuator.ActiveLow, actuator.SafeOn))];
            Hub = Own(new ReadingHub(Site, Clock.Now().MonotonicMilliseconds));
            Scan = Own(new ScanLoop(rules, Hub, outputs, Clock, Events, logs.CreateLogger<ScanLoop>()));
            StartRules(logs, time);
            Samplers = SampleLoop.ForEachBus(Site, board.Value, Hub, Clock);
            foreach (SampleLoop sampler in Samplers) { _owned.Push(sampler); }
            return null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return exception.Message;
        }
    }

    /// <summary>The outputs are in their safe states already: what the disk says may take its time.</summary>
    private void StartRules(ILoggerFactory logs, TimeProvider time)
    {
        var store = new RuleStateStore(new LinuxDisk(), _options.State);
        RuleState = new RuleStateLoop(Scan, store, time, logs.CreateLogger<RuleStateLoop>());
        EngineMemory? memory = RuleState.Load();
        void Save() => RuleState.Save(Scan.CaptureMemory());
        Desk = new RuleDesk(Site, Scan, Save, Clock, Person.Of, Trail, logs.CreateLogger<RuleDesk>());
        Modes = new ModeDesk(Site, Scan, Save, Clock, Person.Of, Trail, logs.CreateLogger<ModeDesk>());
        bool isPowerCut = memory is null || memory.Boot != Clock.Boot;
        Scan.Start(memory, isPowerCut && Site.Actuators.Any(each => each.StartSpread > TimeSpan.Zero) ? SpreadSeed() : []);
    }

    /// <summary>The device's id; where it cannot be known the boot's, which is spread as evenly but not the
    /// same each time.</summary>
    private byte[] SpreadSeed()
    {
        var seed = new byte[DeviceId.Length];
        Clock.Boot.CopyTo(seed);
        string path = Path.Combine(_options.State, "identity.key");
        if (_lock is null || !File.Exists(path)) { return seed; }
        Result<FileIdentityKey, string> identity = FileIdentityKey.OpenOrCreate(path);
        if (!identity.IsOk) { return seed; }
        using FileIdentityKey key = identity.Value;
        DeviceId.Of(key.SubjectPublicKeyInfo.Span).CopyTo(seed);
        return seed;
    }

    private void OpenDelivery(GatewayOptions options, ILoggerFactory logs, TimeProvider time)
    {
        Outbox = Own(SqliteOutbox.Closed(Path.Combine(options.State, "outbox.db"), Site.Outbox.BudgetBytes));
        Writer = Own(new ChainWriter(
            Site, Outbox, () => OpenIdentity(logs), () => new TrustFolder(options.Trust).RecipientsOf(Site),
            RandomNumberGenerator.Fill, logs.CreateLogger<ChainWriter>())
        {
            Trail = Events, AuditWitness = () => Audit?.Witness is { } witness ? new RecordHash(witness.High, witness.Low) : null,
        });
        Seal = new SealLoop(Site, Writer, Hub.Buffers, Clock, time, () => Uplink?.Wake(), Events, logs.CreateLogger<SealLoop>());
        var probe = new ResourceProbe(options.State, Clock.Now().MonotonicMilliseconds, options.Machine)
        {
            Outbox = Outbox.State, KeepAlive = KeepAlive.Look,
        };
        Resources = new ResourceLoop(
            probe, Site.Resources, new BootMark(Path.Combine(options.State, "watchdog-reset")), Clock, Events, time, logs.CreateLogger<ResourceLoop>());
        GuardNews = new GuardNews(
            Path.GetDirectoryName(options.GuardReport)!, Path.Combine(options.State, "guard-events"), Trail, time, logs.CreateLogger<GuardNews>());
        UpdateNews = Updates.UpdateNews.Of(options, Trail, time, logs);
        Reports = ForwardReports(options, logs, time);
        AuditReports = ForwardAudit(options, logs, time);
        Writer.Prepare();
    }

    private ReportForwarding? ForwardReports(GatewayOptions options, ILoggerFactory logs, TimeProvider time) =>
        OwnStreams.Of(Site, OwnStreams.Updates) is { } stream
            ? new ReportForwarding(
                new LinuxDisk(), Path.Combine(options.Slots!, "reports"), Path.Combine(options.State, "forwarded-reports"), Hub.Buffers[stream.Index],
                () => Writer.Counts(stream.Index).Events, Clock, time, logs.CreateLogger<ReportForwarding>())
            : null;

    private AuditForwarding? ForwardAudit(GatewayOptions options, ILoggerFactory logs, TimeProvider time) =>
        OwnStreams.Of(Site, OwnStreams.Audit) is { } stream
            ? new AuditForwarding(
                () => Audit, Path.Combine(options.State, "forwarded-audit"), Hub.Buffers[stream.Index],
                () => Writer.Counts(stream.Index).Events, () => Outbox.Holds(stream.Name), Clock, time, logs.CreateLogger<AuditForwarding>())
            : null;

    /// <summary>Two gateways on one chain would fork it, and on one board would fight: only a lock that
    /// another holds refuses.</summary>
    private string? TakeState()
    {
        Result<FolderLock, FolderLockRefusal> taken = FolderLock.Take(_options.State);
        if (taken.IsOk) { _lock = Own(taken.Value); }
        return !taken.IsOk && taken.Reason == FolderLockRefusal.InUse
            ? $"Another gateway uses the state folder {_options.State}; stop it first (edge stop), or give this one another --state."
            : null;
    }

    private Result<SigningIdentity, string> OpenIdentity(ILoggerFactory logs)
    {
        if (_lock is null && TakeState() is { } inUse) { return inUse; }
        string path = Path.Combine(_options.State, "identity.key");
        bool isNew = !File.Exists(path);
        Result<FileIdentityKey, string> identity = FileIdentityKey.OpenOrCreate(path);
        if (!identity.IsOk) { return identity.Reason; }
        Own(identity.Value);
        _descriptor = DeviceDescriptor.Of(identity.Value);
        Device = _descriptor.Device;
        if (isNew) { Trail.Record(AuditEvent.IdentityCreated, AuditActor.Edge, $"{Device}"); }
        OpenAudit(identity.Value, logs);
        return Own(SigningIdentity.Create(identity.Value, KeyPurpose.Batches, Clock.Boot));
    }

    /// <summary>A log that cannot be opened does not end the gateway; what happens is kept in memory, as
    /// far as it fits.</summary>
    private void OpenAudit(FileIdentityKey identity, ILoggerFactory logs)
    {
        var options = new AuditLogOptions(AuditLogOptions.DefaultBudgetBytes, KeepsUndelivered: Site.Uplink is not null);
        SigningIdentity signer = Own(SigningIdentity.Create(identity, KeyPurpose.AuditHeads, Clock.Boot));
        Result<AuditLog, string> opened = AuditLog.Open(
            Path.Combine(_options.State, "audit"), options, signer, Clock, logs.CreateLogger<AuditLog>());
        if (!opened.IsOk)
        {
            Log.NoAuditLog(logs.CreateLogger<Gateway>(), opened.Reason);
            return;
        }

        Audit = Own(opened.Value);
        Trail.Open(opened.Value);
    }

    /// <summary>Opens the uplink where one is declared and allowed. Words: the collector is not known
    /// yet.</summary>
    public string? OpenUplink(ILoggerFactory logs, TimeProvider time)
    {
        if (Site.Uplink is not { } declared) { return null; }
        Result<CollectorDescriptor, string> collector = new TrustFolder(_options.Trust).Collector(declared.Collector);
        _uplinkProblem = collector.IsOk ? null : collector.Reason;
        if (!collector.IsOk) { return collector.Reason; }
        HttpUplink http = Own(new HttpUplink(collector.Value, time));
        _uplink = Own(new UplinkLoop(
            Outbox, http, collector.Value, () => Device ?? default, declared.Every, RandomNumberGenerator.Fill, Events, time,
            logs.CreateLogger<UplinkLoop>()));
        if (Site.Guard != GuardMode.ReportOnly) { Gate = new GuardedUplink(_uplink, JudgeGuard, time, logs.CreateLogger<GuardedUplink>()); }
        return null;
    }

    /// <summary>Reads the guard's report and the peers anew: either may have changed since the last time.</summary>
    private Result<Verified<GuardReport>, GateRefusal> JudgeGuard()
    {
        if (_descriptor is not { } device) { return GateRefusal.NoReport; }
        var updates = new UpdateFolders(_options.Slots ?? UpdateFolders.DefaultSlots, "",
            _options.Setup ?? UpdateFolders.DefaultSetup);
        GuardPolicy policy = PolicyFiles.Of(Site, _options.Trust, updates);
        return UplinkGate.Judge(ReportFile.Read(_options.GuardReport), device, Clock.Boot, policy.Hash(), Clock.Now().MonotonicMilliseconds);
    }

    private T Own<T>(T disposable)
        where T : IDisposable
    {
        _owned.Push(disposable);
        return disposable;
    }
}
