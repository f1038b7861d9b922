using System.Text.Json;
using Edge.Device.Hardening;
using Edge.Hardening;
using Edge.Host;
using Edge.Host.Commands;
using Edge.Host.Doctor;
using Edge.Host.Guard;
using Edge.Keys;
using Edge.Platform.Keys;
using Edge.Platform.Profiles;
using Edge.Tests.Device.Hardening;
using Edge.Tests.Host.Updates;

namespace Edge.Tests.Host;

// Goal: who declares a collector by name, or a bell, and nobody to ask for names, is told so before he drives
// to the cabinet.
public sealed class GuardWarningTests : IDisposable
{
    private const string Names =
        "collector.example is a name, and the guard lets nobody be asked for names: declare hardening.dns";
    private const string Bell =
        "the bell hangs at 10.1.2.3:8883, and the packet filter lets nothing through to it: declare hardening.peers: [\"10.1.2.3:8883/tcp\"]";

    private readonly string _folder = Directory.CreateTempSubdirectory("edge-warned-").FullName;

    private string Site => Path.Combine(_folder, "site.yaml");

    private string Trust => Path.Combine(_folder, "trust");

    private string Setup => Path.Combine(_folder, "updates");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("https://collector.example:8443", "", true)]
    [InlineData("https://collector.example:8443", "hardening: {dns: [\"10.0.0.53\"]}", false)]
    [InlineData("https://10.90.0.1:8443", "", false)]
    [InlineData("https://localhost:8443", "", false)]
    public void Warns_OfANameThatNobodyMayBeAskedFor(string collector, string more, bool isWarned)
    {
        Write(collector, more);
        Assert.Equal(isWarned, Check().Contains($"warning: {Names}", StringComparison.Ordinal));
        Assert.Equal(isWarned, Plan().Contains($"  ! {Names}", StringComparison.Ordinal));
        Assert.Equal(isWarned, Doctor().Any(finding => finding is { Health: Health.Doubtful }
            && finding.State.StartsWith(Names, StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("mqtts://10.1.2.3", "", Bell)]
    [InlineData("mqtts://10.1.2.3", "hardening: {peers: [\"10.1.2.3:8883/tcp\"]}", null)]
    [InlineData("mqtts://10.1.2.3", "hardening: {peers: [\"10.1.2.4:8883/tcp\"]}", Bell)]
    [InlineData("mqtt://bell.example:2000", "",
        "declare hardening.peers: [\"ADDRESS:2000/tcp\"] with the broker's address")]
    [InlineData("mqtt://bell.example:2000", "hardening: {peers: [\"10.1.2.4:2000/tcp\"]}", null)]
    public void Warns_OfABellThatCannotBeHeard(string broker, string more, string? words)
    {
        Write("https://10.90.0.1:8443", more);
        File.WriteAllText(Path.Combine(Setup, "bell.json"), $$"""{"version":1,"repository":"town","broker":"{{broker}}","topic":"edge/town"}""");
        Assert.Equal(words is not null, Check().Contains("the bell hangs at", StringComparison.Ordinal));
        Assert.Equal(words is not null, Doctor().Any(finding => finding.State.Contains("the bell hangs at",
            StringComparison.Ordinal)));
        if (words is null) { Assert.DoesNotContain("the bell hangs", Plan(),
            StringComparison.Ordinal); return; }
        Assert.Contains(words, Plan(), StringComparison.Ordinal);
    }

    [Fact]
    public void Gives_ADocumentWithTheFilterAndTheWarnings()
    {
        Write("https://collector.example:8443", "");
        using JsonDocument document = JsonDocument.Parse(Plan(isJson: true));
        JsonElement open = document.RootElement.GetProperty("packetFilter").EnumerateArray().Single(each =>
            each.GetProperty("with").GetString() == "any:8443/tcp");
        Assert.Equal(("out", "to the collector platform at collector.example"),
            (open.GetProperty("way").GetString(), open.GetProperty("for").GetString()));
        Assert.StartsWith(Names, document.RootElement.GetProperty("warnings")[0].GetString(),
            StringComparison.Ordinal);
        Assert.Equal(JsonValueKind.Null, document.RootElement.GetProperty("technician").ValueKind);
        Assert.NotEmpty(document.RootElement.GetProperty("rights").EnumerateArray());
    }

    private void Write(string collector, string more)
    {
        Directory.CreateDirectory(Trust);
        Directory.CreateDirectory(Setup);
        string text = Repository.Read("hardware-profiles", "sites", "virtual-guarded.yaml");
        File.WriteAllText(Site, text[..text.IndexOf("hardening:", StringComparison.Ordinal)] + more + "\n");
        using var recipient = RecipientSecretKey.Create();
        File.WriteAllText(
            Path.Combine(Trust, "platform.collector.json"),
            new CollectorDescriptor("platform", new Uri(collector), new byte[32], new byte[32],
                recipient.PublicKey).ToJson());
    }

    private string Check() => UpdatedGateway.Edge(
        "check", "--site", Site, "--boards", Repository.PathOf("hardware-profiles"), "--trust", Trust,
            "--setup", Setup).Output;

    // Goal: nobody finds out at an undo that there is nothing left to put back.
    [Fact]
    public void Tells_OfALedgerThatWasDamaged_Once()
    {
        var trail = new RecordedTrail();
        Directory.CreateDirectory(Path.Combine(_folder, "guard"));
        File.WriteAllText(Path.Combine(_folder, "guard", "ledger.json"), "[{");
        var parts = new GuardParts(Options, trail);
        Assert.Empty(parts.Ledger().Entries);
        Assert.Empty(parts.Ledger().Entries);
        GuardEvent told = Assert.Single(trail.Events);
        Assert.Equal((GuardEventKind.Failed, "undo ledger"), (told.Kind, told.Subject));
    }

    // The gateway's user may lay down another key: he moves no door by it, and it is told.
    [Fact]
    public void Keeps_WhoTheDeviceIs_WhereAnotherKeyIsLaidDown()
    {
        var trail = new RecordedTrail();
        string path = Path.Combine(_folder, "identity.key");
        DeviceId own = Sign(trail);
        Assert.Equal(own, Options.Device.Read());
        File.Delete(path);
        Assert.NotEqual(own, Sign(trail));
        Assert.Equal(own, Options.Device.Read());
        Assert.Contains(trail.Events, each => each is { Kind: GuardEventKind.Failed, Subject: "device" });

        DeviceId Sign(RecordedTrail told)
        {
            using FileIdentityKey key = FileIdentityKey.OpenOrCreate(path).Value;
            using GuardSigner signer = new GuardParts(Options, told).Signer();
            Assert.True(signer.Get().IsOk);
            return DeviceId.Of(key.SubjectPublicKeyInfo.Span);
        }
    }

    private GuardOptions Options => new(
        Site, Repository.PathOf("hardware-profiles"), _folder, Trust, Path.Combine(_folder, "slots"), Setup,
        new GuardFolders(Path.Combine(_folder, "guard"), Path.Combine(_folder, "run")), null);

    private string Plan(bool isJson = false)
    {
        var parts = new GuardParts(Options, new RecordedTrail());
        GuardPolicy policy = parts.Policy().Value;
        (GuardPlan plan, IReadOnlyDictionary<string, StepResult> results) = parts.Look(policy,
            isVerify: false);
        return new GuardOutput(isJson, IsVerbose: false).Of(policy, plan, results, PlanView.Plan,
            parts.Warnings(policy));
    }

    private Finding[] Doctor() =>
    [
        .. GuardFinding.Warned(
            CheckedSite.Read(Site, Repository.PathOf("hardware-profiles")).Site!,
            new GatewayOptions(Site, null, _folder, Trust, "", null, null, default, Setup: Setup)),
    ];
}
