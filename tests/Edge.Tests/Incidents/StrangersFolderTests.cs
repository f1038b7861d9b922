using System.Diagnostics;
using System.Text;
using Edge.Audit;
using Edge.Device.Incidents;
using Edge.Keys;
using Edge.Platform.Audit;
using Edge.Platform.Incidents;
using Edge.Platform.Keys;
using Edge.Tests.Audit;
using Microsoft.Extensions.Logging.Abstractions;

namespace Edge.Tests.Incidents;

// Goal: whoever has taken over the gateway's user gets nothing of root's into a bundle that root makes, and cannot make root wait.
public sealed class StrangersFolderTests : IDisposable
{
    private const string Canary = "root:$6$canary-shadow-4d1f";

    private readonly string _root = Directory.CreateTempSubdirectory("edge-stranger-").FullName;

    public StrangersFolderTests()
    {
        Directory.CreateDirectory(Audit);
        File.WriteAllText(Shadow, $"{Canary}:19000:0:99999:7:::\n");
    }

    private string State => Path.Combine(_root, "state");

    private string Audit => Path.Combine(State, "audit");

    private string Identity => Path.Combine(State, "identity.key");

    private string Shadow => Path.Combine(_root, "shadow");

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void Takes_OnlyFilesOfALog_WhateverBearsTheirNames()
    {
        DeviceDescriptor device = Record();
        File.CreateSymbolicLink(Path.Combine(Audit, "000000000700.audit"), Shadow);
        File.WriteAllText(Path.Combine(Audit, "000000000701.audit"), Canary);
        File.CreateSymbolicLink(Path.Combine(Audit, "000000000702.audit"), "/dev/zero");
        MakePipe(Path.Combine(Audit, "000000000703.audit"));
        using (FileStream long_ = File.Create(Path.Combine(Audit, "000000000704.audit")))
        {
            long_.Write(AuditFrame.Magic);
            long_.SetLength(AuditLogOptions.DefaultBudgetBytes + 1);
        }

        IncidentBundle bundle = Gather();
        IncidentContent content = Read(bundle);
        Assert.All(content.Files, file =>
            Assert.DoesNotContain(Canary, Encoding.Latin1.GetString(file.Content.Span), StringComparison.Ordinal));
        (string name, ReadOnlyMemory<byte> bytes) = Assert.Single(content.Files, file => file.Name.StartsWith("audit/", StringComparison.Ordinal));
        Assert.Equal("audit/000000000000.audit", name);
        var verifier = new AuditVerifier(device, []);
        verifier.Take(bytes);
        Assert.True(verifier.Finish().IsGenuine);
        Assert.Equal(
            Enumerable.Range(700, 5).Select(number => $"audit/{number:d12}.audit"),
            bundle.Missing.Select(gap => gap.Name).Where(gap => gap.StartsWith("audit/", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("pipe")]
    [InlineData("link")]
    [InlineData("endless")]
    public void Makes_ABundleAllTheSame_WhereTheIdentityIsNone(string what)
    {
        Record();
        byte[] key = File.ReadAllBytes(Identity);
        File.Delete(Identity);
        switch (what)
        {
            case "pipe": MakePipe(Identity); break;
            case "endless": File.CreateSymbolicLink(Identity, "/dev/zero"); break;
            default:
                File.WriteAllBytes(Path.Combine(_root, "elsewhere"), key);
                File.SetUnixFileMode(Path.Combine(_root, "elsewhere"), UnixFileMode.UserRead | UnixFileMode.UserWrite);
                File.CreateSymbolicLink(Identity, Path.Combine(_root, "elsewhere"));
                break;
        }

        IncidentContent content = Read(Gather());
        Assert.Contains(content.Files, file => file.Name == "audit/000000000000.audit");
        Assert.DoesNotContain(content.Files, file => file.Name == "device.json");
        Result<FileIdentityKey, string> opened = FileIdentityKey.Open(Identity);
        Assert.Contains("cannot be read", opened.Reason, StringComparison.Ordinal);
    }

    private static IncidentContent Read(IncidentBundle bundle) => IncidentReader.Read(
        bundle.Write((files, missing) => new IncidentManifest(1, null, "1", "b", 0, 0, false, files, missing))).Value;

    private static void MakePipe(string path)
    {
        using Process made = Process.Start("mkfifo", ["-m", "600", path]);
        made.WaitForExit();
    }

    private DeviceDescriptor Record()
    {
        using FileIdentityKey key = FileIdentityKey.OpenOrCreate(Identity).Value;
        var clock = new StoppedClock(new BootId(Guid.NewGuid()));
        using var signer = SigningIdentity.Create(key, KeyPurpose.AuditHeads, clock.Boot);
        using AuditLog log = AuditLog.Open(Audit, AuditLogOptions.Default, signer, clock, NullLogger<AuditLog>.Instance).Value;
        log.Record(AuditEvent.GatewayStarted, AuditActor.Edge, "1.0");
        return DeviceDescriptor.Of(key);
    }

    private IncidentBundle Gather() => new IncidentGathering(
        new IncidentSources(
            Path.Combine(_root, "site.yaml"), null, State, Path.Combine(_root, "trust"), Path.Combine(_root, "slots"),
            Path.Combine(_root, "setup"), Path.Combine(_root, "report"), Path.Combine(_root, "machine")),
        sinceUnixMilliseconds: 0).Gather(null, () => "");
}
