using System.Collections.Immutable;
using System.Security.Cryptography;
using Edge.Audit;
using Edge.Device.Buses;
using Edge.Device.Clock;
using Edge.Device.Pins;
using Edge.Device.Rules;
using Edge.Device.Sensing;
using Edge.Keys;
using Edge.Platform.Audit;
using Edge.Platform.Files;
using Edge.Platform.Keys;
using Edge.Platform.Outbox;
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
    private readonly Stack<IDisposable> _owned = new();

    private readonly GatewayOptions _options;
    private FolderLock? _lock;

    private Gateway(Site site, GatewayOptions options, IMachineClock clock) => (Site, _options, Clock) = (site, options, clock);

    public Site Site { get; }

    public IMachineClock Clock { get; }

    /// <summary>Null until the identity key can be opened.</summary>
    public DeviceId? Device { get; private set; }

    public ReadingHub Hub { get; private set; } = null!;

    public IReadOnlyList<SampleLoop> Samplers { get; private set; } = [];

    public ScanLoop Scan { get; private set; } = null!;

    public SqliteOutbox Outbox { get; private set; } = null!;

    public ChainWriter Writer { get; private set; } = null!;

    public SealLoop Seal { get; private set; } = null!;

    /// <summary>Null where nothing updates this gateway.</summary>
    public ReportForwarding? Reports { get; private set; }

    /// <summary>Who did what; kept in memory until the log can be opened.</summary>
    public LateAuditTrail Trail { get; } = new();

    /// <summary>Null until the state folder and the identity can be used.</summary>
    public AuditLog? Audit { get; private set; }

    /// <summary>Null where nobody could open what is forwarded.</summary>
    public AuditForwarding? AuditReports { get; private set; }

    /// <summary>Null where the site declares no uplink, or the guard keeps it closed.</summary>
    public UplinkLoop? Uplink { get; private set; }

    /// <summary>Actuators first: their safe states hold while the rest is still being opened. A state
    /// folder that cannot be
    /// used does not stop a gateway: sensors and rules go on, and identity and outbox are opened when
    /// that is possible.</summary>
    public static Result<Gateway, string> Open(
        Site site, RuleBook rules, GatewayOptions options, ILoggerFactory logs, TimeProvider time, IMachineClock? clock = null)
    {
        Site own = OwnStreams.AddTo(site, OwnStreams.Audit);
        if (Directory.Exists(options.Slots)) { own = OwnStreams.AddTo(own, OwnStreams.Updates); }
        var gateway = new Gateway(own, options, clock ?? new MachineClock());
        string? problem = gateway.TakeState() ?? gateway.OpenBoard(rules, options, logs, time) ?? gateway.OpenDelivery(options, logs, time);
        if (problem is null) { return gateway; }
        gateway.Dispose();
        return problem;
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
            Scan = new ScanLoop(rules, Hub, outputs, Clock, logs.CreateLogger<ScanLoop>());
            Scan.Start();
            Samplers = SampleLoop.ForEachBus(Site, board.Value, Hub, Clock);
            foreach (SampleLoop sampler in Samplers) { _owned.Push(sampler); }
            return null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return exception.Message;
        }
    }

    private string? OpenDelivery(GatewayOptions options, ILoggerFactory logs, TimeProvider time)
    {
        var trust = new TrustFolder(options.Trust);
        Result<ImmutableArray<ImmutableArray<RecipientKey>>, string> recipients = trust.RecipientsOf(Site);
        if (!recipients.IsOk) { return NotRunning(recipients.Reason); }
        Outbox = Own(SqliteOutbox.Closed(Path.Combine(options.State, "outbox.db"), Site.Outbox.BudgetBytes));
        Writer = Own(new ChainWriter(Site, Outbox, () => OpenIdentity(logs), recipients.Value, RandomNumberGenerator.Fill, logs.CreateLogger<ChainWriter>())
        {
            AuditWitness = () => Audit?.Head.Witness is { } witness ? new RecordHash(witness.High, witness.Low) : null,
        });
        string? problem = OpenUplink(trust, logs, time);
        Seal = new SealLoop(Site, Writer, Hub.Buffers, Clock, time, () => Uplink?.Wake(), logs.CreateLogger<SealLoop>());
        Reports = ForwardReports(options, logs, time);
        AuditReports = ForwardAudit(options, logs, time);
        if (problem is not null) { return NotRunning(problem); }
        Writer.Prepare();
        return null;
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
        Device = DeviceId.Of(identity.Value.SubjectPublicKeyInfo.Span);
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

    private string? OpenUplink(TrustFolder trust, ILoggerFactory logs, TimeProvider time)
    {
        if (Site.Uplink is not { } declared) { return null; }
        Result<CollectorDescriptor, string> collector = trust.Collector(declared.Collector);
        if (!collector.IsOk) { return collector.Reason; }
        if (Site.Guard != GuardMode.ReportOnly)
        {
            // Nothing was hardened yet that a report could show green: the uplink stays closed, the
            // outbox keeps everything.
            Log.UplinkClosed(logs.CreateLogger<Gateway>());
            return null;
        }

        HttpUplink http = Own(new HttpUplink(collector.Value, time));
        Uplink = Own(new UplinkLoop(
            Outbox, http, collector.Value, () => Device ?? default, declared.Every, RandomNumberGenerator.Fill, time, logs.CreateLogger<UplinkLoop>()));
        return null;
    }

    private static string NotRunning(string problem) =>
        $"{problem}\nThe gateway does not run; its actuators were put into their safe states.";

    private T Own<T>(T disposable)
        where T : IDisposable
    {
        _owned.Push(disposable);
        return disposable;
    }
}
