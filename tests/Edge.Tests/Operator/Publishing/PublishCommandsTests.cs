using System.Diagnostics;
using System.Text.Json;
using Edge.Device.Hardening;
using Edge.Hardening;
using Edge.Sensing;

namespace Edge.Tests.Operator.Publishing;

/// <summary>What is staged becomes public, and is verified, with the executable itself; programs read what it says.</summary>
public sealed class PublishCommandsTests : IDisposable
{
    private static readonly string[] People = ["anna", "cleo", "dora", "online"];

    private readonly string _root = Directory.CreateTempSubdirectory("edge-publish-").FullName;

    private string _said = "";

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void Publishes_AndVerifiesUnderTheNameOfReleases()
    {
        foreach (string person in People) { Run(0, "keys", "person", "--name", person, "--out", "keys", "--no-passphrase"); }
        Run(0, [
            "repo", "init", "vendor", "--kind", "vendor", "--threshold", "1", "--root", Public("anna"), "--author", Public("cleo"),
            "--approver", Public("dora"), "--online", Public("online")]);
        JsonElement staged = JsonElement.Parse(Run(0, "repo", "status", "vendor", "--json"));
        Assert.Contains(staged.EnumerateArray(), role =>
            role.GetProperty("role").GetString() == "root" && role.GetProperty("version").GetInt64() == 1
            && role.GetProperty("lacks").ValueKind == JsonValueKind.String);

        Run(0, "repo", "sign", "vendor", "--key", Secret("anna"));
        Run(0, "release", "sign", "vendor", "--key", Secret("cleo"));
        Run(0, "release", "approve", "vendor", "--key", Secret("dora"), "--yes");
        Assert.Contains("has no passphrase and can be read by others", RunOfAReadableKey(), StringComparison.Ordinal);
        Assert.All(
            JsonElement.Parse(Run(0, "repo", "status", "vendor", "--json")).EnumerateArray(),
            role => Assert.Equal(JsonValueKind.Null, role.GetProperty("lacks").ValueKind));
        Run(0, "release", "publish", "vendor", "--key", Secret("online"));
        Assert.Equal("[]", Run(0, "repo", "status", "vendor", "--json").Trim());
        Assert.Contains("vendor is good", Run(0, "release", "verify", "vendor"), StringComparison.Ordinal);
        Assert.True(JsonElement.Parse(Run(0, "release", "verify", "vendor", "--json")).GetProperty("good").GetBoolean());

        string targets = Path.Combine(_root, "vendor", "public", "metadata", "1.targets.json");
        File.WriteAllText(targets, File.ReadAllText(targets).Replace("targets", "tergets", StringComparison.Ordinal));
        JsonElement bad = JsonElement.Parse(Run(1, "release", "verify", "vendor", "--json"));
        Assert.False(bad.GetProperty("good").GetBoolean());
        Assert.NotEqual("", bad.GetProperty("why").GetString());
    }

    [Fact]
    public void Tells_ProgramsWhoseDescriptorItIs()
    {
        string descriptor = Path.Combine(_root, "weir.device.json");
        string edge = Path.Combine(AppContext.BaseDirectory, "edge");
        File.WriteAllText(descriptor, Run(edge, 0, "keys", "show", "--state", Path.Combine(_root, "state"), "--json"));
        JsonElement shown = JsonElement.Parse(Run(0, "device", "show", descriptor, "--json"));
        string id = JsonElement.Parse(File.ReadAllText(descriptor)).GetProperty("device").GetString()!;
        Assert.Equal((id, "ECDSA P-256"), (shown.GetProperty("device").GetString(), shown.GetProperty("key").GetString()));
    }

    // A gateway whose clock is ten years ahead takes no token of today: the operator issues one for the time that its console shows.
    [Fact]
    public void Issues_ATokenForTheTimeThatAGatewayShows()
    {
        Run(0, "keys", "person", "--name", "cleo", "--out", "keys", "--no-passphrase");
        string[] command = ["technician", "--key", Secret("cleo"), "--device", new string('a', 32), "--reason", "a test", "--at"];
        string token = Run(0, [.. command, "2037-03-01T10:00Z", "--for", "1h"]).Trim();
        byte[] key = Assert.Single(KeysOf("cleo"));
        DeviceId device = DeviceId.FromBytes(Convert.FromHexString(new string('a', 32)));
        TechnicianToken read = TechnicianToken.Verify(token, [key], device, new ReadingTime(0, 0, TimeQuality.FreeRunning)).Value.Value;
        Assert.Equal(new DateTimeOffset(2037, 3, 1, 10, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds(), read.From);
        Assert.Equal(3_600_000, read.Until - read.From);
        Assert.Contains("is no time since 1970", RunAll(2, [.. command, "soon"]), StringComparison.Ordinal);
        Assert.Contains("is no time since 1970", RunAll(2, [.. command, "1969-12-31T00:00Z"]), StringComparison.Ordinal);
    }

    private IReadOnlyList<byte[]> KeysOf(string person)
    {
        string trust = Directory.CreateDirectory(Path.Combine(_root, "trust")).FullName;
        File.Copy(Path.Combine(_root, Public(person)), Path.Combine(trust, $"{person}.technician.json"));
        return TechnicianDoor.KeysIn(trust);
    }

    private string RunOfAReadableKey()
    {
        File.SetUnixFileMode(Path.Combine(_root, Secret("dora")), UnixFileMode.UserRead | UnixFileMode.OtherRead);
        return RunAll(0, "release", "approve", "vendor", "--key", Secret("dora"), "--yes");
    }

    // A name that was mistyped looks like no empty repository, and none is made of it.
    [Fact]
    public void Refuses_AFolderThatIsNoRepository_AndMakesNone()
    {
        Run(0, "keys", "person", "--name", "cleo", "--out", "keys", "--no-passphrase");
        string[] key = ["--key", Secret("cleo")];
        Run(1, "repo", "status", "tonw");
        Run(1, "repo", "status", "tonw", "--json");
        Run(1, ["repo", "refresh", "tonw", .. key]);
        Run(1, ["rollout", "halt", "tonw", .. key]);
        Run(1, "repo", "drop", "tonw", "--role", "halt");
        JsonElement verified = JsonElement.Parse(Run(1, "repo", "verify", "tonw", "--json"));
        Assert.False(verified.GetProperty("good").GetBoolean());
        Assert.False(Path.Exists(Path.Combine(_root, "tonw")));
    }

    private static string Public(string person) => $"keys/{person}.person.json";

    private static string Secret(string person) => $"keys/{person}.person.key";

    private string Run(int code, params string[] arguments) => Run(Path.Combine(AppContext.BaseDirectory, "edge-operator"), code, arguments);

    private string Run(string program, int code, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = _root,
        };
        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == code, $"{string.Join(' ', arguments)}: {process.ExitCode}, {output}{errors.Result}");
        _said = output + errors.Result;
        return output;
    }

    private string RunAll(int code, params string[] arguments)
    {
        Run(code, arguments);
        return _said;
    }
}
