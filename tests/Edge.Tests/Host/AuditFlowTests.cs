using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Edge.Audit;
using Edge.Collector.Commands;
using Edge.Host.Commands;
using Edge.Incidents;
using Edge.Keys;
using Edge.Platform.Audit;
using Edge.Platform.Keys;

namespace Edge.Tests.Host;

/// <summary>From what happens on a gateway to what an auditor can hold against it.</summary>
public sealed class AuditFlowTests
{
    [Fact]
    public async Task Makes_EachReceiverAWitnessAndForwardsTheLogItself()
    {
        await using var world = new GatewayWorld();
        await world.StartCollectorAsync();
        world.Enrol();
        await RunOnceAsync(world);
        await RunOnceAsync(world);

        string witnesses = Path.Combine(world.Root, "all.witness");
        Assert.Equal(0, Ask(CollectorCommands.Create(), "witnesses", "--data", world.CollectorFolder, "--out", witnesses));
        string log = Path.Combine(world.State, "audit");
        DeviceDescriptor device = Device(world);
        IReadOnlyList<AuditWitness> heads = WitnessFile.Read(witnesses, device.Device).Value;
        Assert.NotEmpty(heads);
        var entries = new List<AuditEntry>();
        AuditVerdict verdict = AuditReader.Verify(log, device, heads, entries.Add).Value;
        Assert.True(verdict.IsGenuine, string.Join("; ", verdict.Findings));
        Assert.Equal(heads.Count, verdict.Witnessed);
        Assert.Contains(heads, head => head.AtLeast > 1);
        Assert.All(heads, head => Assert.InRange(head.AtLeast, 0, verdict.Size));
        Assert.Equal(
            [AuditEvent.LogBegun, AuditEvent.GatewayStarted, AuditEvent.GatewayStopped, AuditEvent.GatewayStarted, AuditEvent.GatewayStopped],
            entries.Select(entry => entry.Event));

        string forwarded = ForwardedLog(world);
        AuditVerdict there = AuditReader.Verify(forwarded, device, []).Value;
        Assert.True(there.IsGenuine, string.Join("; ", there.Findings));
        Assert.InRange(there.Size, 4, verdict.Size);
    }

    [Fact]
    public async Task Says_WhichCommandsFindWhat()
    {
        await using var world = new GatewayWorld();
        await world.StartCollectorAsync();
        world.Enrol();
        await RunOnceAsync(world);
        string descriptor = Path.Combine(world.Root, "weir.device.json");
        File.WriteAllText(descriptor, Device(world).ToJson());
        string log = Path.Combine(world.State, "audit");
        string proof = Path.Combine(world.Root, "proof.json");
        Assert.Equal(0, Audit("verify", "--log", log, "--device", descriptor));
        Assert.Equal(0, Audit("report", "--state", world.State));
        Assert.Equal(0, Audit("prove", "--log", log, "--entry", "1", "--out", proof));
        Assert.Equal(0, Audit("verify", "--proof", proof, "--device", descriptor));
        File.WriteAllText(proof, File.ReadAllText(proof).Replace("\"entry\": \"mgEBx", "\"entry\": \"mgEAx", StringComparison.Ordinal));
        Assert.Equal(1, Audit("verify", "--proof", proof, "--device", descriptor));
        Assert.Equal(0, Audit("prove", "--log", log, "--beginning", "2", "--out", proof));
        Assert.Equal(0, Audit("verify", "--proof", proof, "--device", descriptor));
        Assert.Equal(1, Audit("prove", "--log", log, "--entry", "99", "--out", proof));
        Assert.Equal(2, Audit("prove", "--log", log, "--out", proof));
        File.WriteAllText(Path.Combine(world.Root, "foreign"), $"{Device(world).Device} {new string('0', 64)} somebody\n");
        Assert.Equal(1, Audit("verify", "--log", log, "--device", descriptor, "--witness", Path.Combine(world.Root, "foreign")));
        Assert.Equal(1, Audit("verify", "--log", world.Root, "--device", descriptor));
    }

    [Fact]
    public async Task Holds_NoSecret()
    {
        await using var world = new GatewayWorld();
        await world.StartCollectorAsync();
        world.Enrol();
        await RunOnceAsync(world);
        byte[] key = File.ReadAllBytes(Path.Combine(world.State, "identity.key"));
        byte[] log = [.. Directory.GetFiles(Path.Combine(world.State, "audit")).SelectMany(File.ReadAllBytes)];
        for (int at = 0; at + 16 <= key.Length; at++)
        {
            // The public half is no secret and stands in no entry either; nothing of the file may turn up.
            Assert.Equal(-1, log.AsSpan().IndexOf(key.AsSpan(at, 16)));
        }
    }

    // Goal: of the secrets that lie around a gateway none gets into its log, whatever goes wrong with them.
    [Fact]
    public async Task Holds_NoneOfTheSecretsThatWerePlanted()
    {
        const string Password = "canary-bell-7f3a91";
        const string Comment = "canary-site-d41c";
        await using var world = new GatewayWorld();
        await world.StartCollectorAsync();
        world.Enrol();
        using var stray = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        string pem = stray.ExportPkcs8PrivateKeyPem();
        File.WriteAllText(Path.Combine(world.Options.Trust, "left-behind.pem"), pem);
        File.WriteAllText(Path.Combine(world.Options.Trust, "noise.recipient.json"), $"{{\"secret\":\"{Password}\"");
        File.AppendAllText(world.SitePath, $"\n# password: {Comment}\n");
        await RunOnceAsync(world);
        File.AppendAllText(world.SitePath, $"# password: {Comment} changed\n");
        await RunOnceAsync(world);
        byte[] identity = File.ReadAllBytes(Path.Combine(world.State, "identity.key"));
        using var key = ECDsa.Create();
        key.ImportPkcs8PrivateKey(identity, out _);
        byte[] number = key.ExportParameters(true).D!;
        var secrets = new Redaction([.. new[] { Password, Comment }.Select(Encoding.UTF8.GetBytes), identity, number,
            .. pem.Split('\n').Where(line => line.Length > 40).Select(Encoding.UTF8.GetBytes)]);
        string[] files = Directory.GetFiles(Path.Combine(world.State, "audit"), "*.audit");
        Assert.NotEmpty(files);
        var entries = new List<AuditEntry>();
        Assert.True(AuditReader.Verify(Path.Combine(world.State, "audit"), Device(world), [], entries.Add).Value.IsGenuine);
        Assert.Contains(entries, entry => entry.Event == AuditEvent.SiteChanged);
        Assert.All(files, file => Assert.False(secrets.IsIn(File.ReadAllBytes(file)), file));
    }

    private static async Task RunOnceAsync(GatewayWorld world)
    {
        world.Start();
        await world.UntilDeliveredAsync();
        long size = world.Gateway.Audit!.Head.Size;
        await world.UntilAsync(() => world.Gateway.Audit!.Delivered >= size, "a log that was delivered");
        await world.StopAsync();
    }

    private static DeviceDescriptor Device(GatewayWorld world)
    {
        using FileIdentityKey key = FileIdentityKey.Open(Path.Combine(world.State, "identity.key")).Value;
        return DeviceDescriptor.Of(key);
    }

    /// <summary>The excerpts that the collector opened, each as the file it is.</summary>
    private static string ForwardedLog(GatewayWorld world)
    {
        string file = Path.Combine(world.Root, "reports.ndjson");
        Assert.Equal(0, Ask(CollectorCommands.Create(), "reports", "--data", world.CollectorFolder, "--kind", "audit", "--out", file));
        string folder = Directory.CreateDirectory(Path.Combine(world.Root, "forwarded")).FullName;
        foreach (string line in File.ReadLines(file))
        {
            byte[] excerpt = JsonDocument.Parse(line).RootElement.GetProperty("base64").GetBytesFromBase64();
            AuditFrame beginning = AuditFrame.Decode(excerpt.AsMemory(AuditFrame.Magic.Length))!.Value;
            long first = AuditBeginning.Decode(beginning.Content)!.Size;
            File.WriteAllBytes(Path.Combine(folder, $"{first:d12}.audit"), excerpt);
        }

        return folder;
    }

    private static int Audit(params string[] arguments) => Ask(HostCommands.Create(), ["audit", .. arguments]);

    private static int Ask(System.CommandLine.RootCommand root, params string[] arguments) => root.Parse(arguments).Invoke();
}
