using System.Security.Cryptography;
using System.Text;
using Edge.Access;
using Edge.Audit;
using Edge.Device.Control;
using Edge.Device.Incidents;
using Edge.Host.Commands;
using Edge.Keys;
using Edge.Platform.Incidents;
using Edge.Platform.Keys;

namespace Edge.Tests.Host;

/// <summary>A bundle of a running gateway: what the receiver can check, and what must not be in it.</summary>
public sealed class IncidentFlowTests
{
    private const string BellPassword = "canary-bell-7f3a91";
    private const string SitePassword = "canary site d41c";
    private const string JournalToken = "canary-token-55e0";
    private const string Packages = "Package: edge\nStatus: install ok installed\nVersion: 1.0\nArchitecture: arm64\n\n"
        + "Package: gone\nStatus: deinstall ok config-files\n";

    private const string Bell =
        $$"""{"version":1,"repository":"operator","broker":"mqtts://u.example:8883","topic":"a","user":"u","password":"{{BellPassword}}"}""";

    [Fact]
    public async Task Bundles_ARunningGateway_AndTheSliceIsProved()
    {
        await using var world = new GatewayWorld();
        await world.StartCollectorAsync();
        world.Enrol();
        world.Start();
        await world.UntilDeliveredAsync();
        await world.UntilItAnswersAsync();
        string bundle = Path.Combine(world.Root, "b.tar.gz");
        Assert.Equal(0, await AskAsync(world, "--out", bundle));
        Assert.Equal(1, await AskAsync(world, "--out", bundle));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(bundle));
        await world.StopAsync();

        IncidentContent content = IncidentReader.Read(File.ReadAllBytes(bundle)).Value;
        Assert.True(content.Manifest.IsRunning);
        string[] names = [.. content.Files.Select(file => file.Name)];
        Assert.Equal(["device.json", "audit/000000000000.audit", "status.json", "site.yaml", "board.yaml"], names[..5]);
        Assert.Contains("inventory/kernel", names);
        Assert.Contains("measurements/memory", names);

        DeviceDescriptor device = Device(world);
        AuditVerdict verdict = BundleVerification.Verify(bundle, device, []).Value;
        Assert.True(verdict.IsGenuine, string.Join("; ", verdict.Findings));
        var noted = new List<AuditEvent>();
        var verifier = new AuditVerifier(device, []) { OnEntry = entry => noted.Add(entry.Event) };
        verifier.Take(content.Files[1].Content);
        Assert.Equal(AuditEvent.IncidentBundled, noted[^1]);
        Assert.Equal(verdict.Size, verdict.SignedSize);

        string descriptor = Path.Combine(world.Root, "weir.device.json");
        File.WriteAllText(descriptor, device.ToJson());
        Assert.Equal(0, HostCommands.Create().Parse(["audit", "verify", "--bundle", bundle, "--device", descriptor]).Invoke());
        Assert.Equal(1, HostCommands.Create().Parse(["audit", "verify", "--bundle", world.SitePath, "--device", descriptor]).Invoke());
        using var other = new Sealing.TestIdentity();
        Assert.False(BundleVerification.Verify(bundle, DeviceDescriptor.Of(other), []).Value.IsGenuine);
    }

    // Goal: of every secret that a gateway knows nothing leaves it, wherever somebody wrote it down.
    [Fact]
    public async Task Holds_NoneOfTheSecretsThatWerePlanted()
    {
        await using var world = new GatewayWorld();
        await world.PromiseCollectorAsync();
        world.Start();
        await world.UntilItAnswersAsync();
        await world.UntilAsync(() => world.Gateway.Audit is not null, "a log");
        await world.StopAsync();

        string setup = Directory.CreateDirectory(Path.Combine(world.Root, "setup")).FullName;
        File.WriteAllText(Path.Combine(setup, "bell.json"), Bell);
        using var stray = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        string pem = stray.ExportPkcs8PrivateKeyPem();
        File.WriteAllText(Path.Combine(world.Options.Trust, "left-behind.pem"), pem);
        byte[] identity = File.ReadAllBytes(Path.Combine(world.State, "identity.key"));
        using var key = ECDsa.Create();
        key.ImportPkcs8PrivateKey(identity, out _);
        byte[] number = key.ExportParameters(true).D!;
        string spilled = $"bell {BellPassword}\nidentity {Convert.ToBase64String(identity)} {Convert.ToHexStringLower(number)}\n"
            + $"{pem}\ntoken={JournalToken}\n";
        File.AppendAllText(world.SitePath, $"\n# password: {SitePassword}\n# {spilled.ReplaceLineEndings("\n# ")}\n");
        Put(world.Machine, "proc/cmdline", $"console=tty1 wifi.password={SitePassword} bell={BellPassword}");
        Put(world.Machine, "var/lib/dpkg/status", Packages);

        IncidentBundle bundle = Collect(world, setup).Gather(status: $"{{\"spilled\":\"{BellPassword}\"}}", () => spilled);
        byte[] bytes = bundle.Write((files, missing) => new IncidentManifest(1, null, "1", "b", 0, 0, false, files, missing));
        IncidentContent content = IncidentReader.Read(bytes).Value;
        Assert.Contains(content.Files, file => file.Name == "journal.txt");
        Assert.Equal("edge 1.0 arm64\n", Text(content, "inventory/packages"));
        string[] canaries =
        [
            BellPassword, SitePassword, JournalToken, Convert.ToBase64String(identity), Convert.ToHexStringLower(number),
            Convert.ToBase64String(number),
            .. pem.Split('\n').Where(line => line.Length > 40),
        ];
        Assert.All(content.Files, file => Assert.All(canaries, canary =>
            Assert.DoesNotContain(canary, Encoding.Latin1.GetString(file.Content.Span), StringComparison.OrdinalIgnoreCase)));
        Assert.All(content.Files, file => Assert.Equal(-1, file.Content.Span.IndexOf(number)));
    }

    [Fact]
    public async Task Leaves_OutALogInWhichSomebodyWroteASecret()
    {
        await using var world = new GatewayWorld();
        await world.PromiseCollectorAsync();
        world.Start();
        await world.UntilItAnswersAsync();
        var request = new ControlRequest(ControlCommands.NameOf(ControlCommand.OverrideSet))
        {
            Actuator = "fan", On = false, Why = $"the bell is {BellPassword}", ForMs = 3_600_000,
        };
        Assert.True((await ControlClient.AskAsync(world.Options.Socket, request, ControlJson.Default.OverridesReport, CancellationToken.None)).IsOk);
        await world.StopAsync();
        string setup = Directory.CreateDirectory(Path.Combine(world.Root, "setup")).FullName;
        File.WriteAllText(Path.Combine(setup, "bell.json"), Bell);
        IncidentBundle bundle = Collect(world, setup).Gather(null, () => "");
        Assert.DoesNotContain(bundle.Files, file => file.Name.StartsWith("audit/", StringComparison.Ordinal));
        Assert.Contains(bundle.Missing, gap => gap.Name == "audit/000000000000.audit" && gap.Why.Contains("a secret", StringComparison.Ordinal));
    }

    private static IncidentGathering Collect(GatewayWorld world, string setup) => new(
        new IncidentSources(
            world.SitePath, null, world.State, world.Options.Trust, Path.Combine(world.Root, "slots"), setup,
            Path.Combine(world.Root, "report"), world.Machine),
        sinceUnixMilliseconds: 0);

    private static string Text(IncidentContent content, string name) =>
        Encoding.UTF8.GetString(content.Files.Single(file => file.Name == name).Content.Span);

    private static void Put(string root, string path, string text)
    {
        string full = Path.Combine(root, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.WriteAllText(full, text);
    }

    private static DeviceDescriptor Device(GatewayWorld world)
    {
        using FileIdentityKey key = FileIdentityKey.Open(Path.Combine(world.State, "identity.key")).Value;
        return DeviceDescriptor.Of(key);
    }

    private static Task<int> AskAsync(GatewayWorld world, params string[] more) => HostCommands.Create().Parse(
        ["incident", "--site", world.SitePath, "--boards", Path.Combine(world.Root, "boards"), "--state", world.State,
            "--trust", world.Options.Trust, "--socket", world.Options.Socket, .. more]).InvokeAsync();
}
