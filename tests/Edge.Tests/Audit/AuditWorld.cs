using Edge.Audit;
using Edge.Keys;
using Edge.Platform.Audit;
using Edge.Sensing;
using Edge.Tests.Sealing;
using Microsoft.Extensions.Logging.Abstractions;

namespace Edge.Tests.Audit;

/// <summary>One device with its log in a folder, and whoever has root on it.</summary>
internal sealed class AuditWorld : IDisposable
{
    private readonly List<SigningIdentity> _signers = [];

    public string Folder { get; } = Directory.CreateTempSubdirectory("edge-audit-").FullName;

    public TestIdentity Identity { get; } = new();

    public StoppedClock Clock { get; private set; } = new(new BootId(Guid.NewGuid()));

    public DeviceDescriptor Device => DeviceDescriptor.Of(Identity);

    public string LastFile => Directory.GetFiles(Folder, "*.audit").Order(StringComparer.Ordinal).Last();

    /// <summary>The log as the process of this boot has it.</summary>
    public AuditLog Open(AuditLogOptions? options = null) => TryOpen(options).Value;

    public Result<AuditLog, string> TryOpen(AuditLogOptions? options = null)
    {
        var signer = SigningIdentity.Create(Identity, KeyPurpose.AuditHeads, Clock.Boot);
        _signers.Add(signer);
        return AuditLog.Open(Folder, options ?? AuditLogOptions.Default, signer, Clock, NullLogger<AuditLog>.Instance);
    }

    /// <summary>Some entries, then the end of the process.</summary>
    public AuditHead RecordAndClose(int entries, string subject = "pump")
    {
        using AuditLog log = Open();
        for (int i = 0; i < entries; i++) { log.Record(AuditEvent.OverrideSet, AuditActor.User(1000), $"{subject}{i}", "maintenance"); }
        return log.Head;
    }

    public void Reboot(long unixMilliseconds = StoppedClock.Noon) => Clock = new(new BootId(Guid.NewGuid())) { Unix = unixMilliseconds };

    public AuditVerdict Verify(params AuditWitness[] witnesses) => AuditReader.Verify(Folder, Device, witnesses).Value;

    public static AuditWitness Witness(AuditHead head, string source = "the collector") => new(head.Witness, source);

    public void Dispose()
    {
        foreach (SigningIdentity signer in _signers) { signer.Dispose(); }
        Identity.Dispose();
        Directory.Delete(Folder, recursive: true);
    }
}

/// <summary>A clock that a test moves.</summary>
internal sealed class StoppedClock(BootId boot) : IMachineClock
{
    public const long Noon = 1_790_000_000_000;

    private long _monotonic = 1_000;

    public BootId Boot => boot;

    public long Unix { get; set; } = Noon;

    public void Skip(long milliseconds) => Interlocked.Add(ref _monotonic, milliseconds);

    public ReadingTime Now() => new(Interlocked.Increment(ref _monotonic), Unix, TimeQuality.Holdover);

    public void Wait(int milliseconds, CancellationToken cancellationToken) => throw new NotSupportedException("Time stands still here.");
}
