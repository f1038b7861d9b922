namespace Edge.SystemTests;

/// <summary>Vendor and town with keys that are thrown away, at this machine, with the tool that they use; what they publish lies on a
/// stick in the gateway.</summary>
internal sealed class TwoHouses(Lab lab)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);
    private static readonly string Published = Repository.PathOf("out", "publish", "linux-x64");
    private static readonly string[] People = ["anna", "ben", "cleo", "dora", "online"];

    private readonly string _desk = Path.Combine(lab.Folder, "houses");

    /// <summary>Both repositories, and what a gateway is set up with.</summary>
    public async Task FoundAsync()
    {
        if (Directory.Exists(_desk)) { Directory.Delete(_desk, recursive: true); }
        Directory.CreateDirectory(_desk);
        foreach (string person in People) { await OperatorAsync("keys", "person", "--name", person, "--out", In("keys"), "--no-passphrase"); }
        string[] people =
        [
            "--root", Public("anna"), "--root", Public("ben"), "--author", Public("cleo"), "--approver", Public("dora"),
            "--online", Public("online"),
        ];
        await OperatorAsync(["repo", "init", In("vendor"), "--kind", "vendor", .. people]);
        await OperatorAsync(["repo", "init", In("operator"), "--kind", "operator", "--halter", Public("cleo"), .. people]);
        foreach (string house in (string[])["vendor", "operator"])
        {
            await OperatorAsync("repo", "sign", In(house), "--key", Secret("anna"));
            await OperatorAsync("repo", "sign", In(house), "--key", Secret("ben"));
            if (house == "operator") { await OperatorAsync("repo", "sign", In(house), "--key", Secret("cleo")); }
            await PublishAsync(house);
        }
        string setup = Path.Combine(lab.Share, "etc-edge", "updates");
        Directory.CreateDirectory(setup);
        await OperatorAsync("repo", "map", "--out", Path.Combine(setup, "map.json"));
        foreach (string house in (string[])["vendor", "operator"])
        {
            File.Copy(In(house, "public", "metadata", "1.root.json"), Path.Combine(setup, $"{house}.root.json"), overwrite: true);
        }
    }

    /// <summary>The gateway as it was published, with a file that says which release it is; assigned by the town.</summary>
    /// <param name="executable">Another executable, which is broken; null: the published one.</param>
    /// <param name="earlier">A release of which only the difference travels; null: none.</param>
    public async Task ReleaseAsync(string release, string? executable, string? earlier)
    {
        string slot = In("slots", release);
        Directory.CreateDirectory(slot);
        foreach (string file in Directory.GetFiles(Published, "*.so").Append(Path.Combine(Published, "edge")))
        {
            File.Copy(file, Path.Combine(slot, Path.GetFileName(file)));
        }
        await File.WriteAllTextAsync(Path.Combine(slot, "release.txt"), $"{release}\n");
        if (executable is not null) { await File.WriteAllTextAsync(Path.Combine(slot, "edge"), executable); }
        string[] patches = earlier is null ? [] : ["--patch-from", earlier];
        await OperatorAsync(
            ["release", "build", In("vendor"), "--from", slot, "--release", release, "--rid", "linux-x64", "--deadline", "90s", .. patches]);
        await PublishAsync("vendor");
        await OperatorAsync("release", "assign", In("operator"), "--vendor", In("vendor"), "--release", release, "--rid", "linux-x64");
        await PublishAsync("operator");
    }

    /// <summary>The town wants a release, and everything lies on the stick.</summary>
    public async Task WantAsync(string release)
    {
        await OperatorAsync("rollout", "start", In("operator"), "--release", release);
        await PublishAsync("operator");
        string stick = Path.Combine(lab.Share, "stick");
        if (Directory.Exists(stick)) { Directory.Delete(stick, recursive: true); }
        foreach (string house in (string[])["vendor", "operator"])
        {
            string from = In(house, "public");
            foreach (string file in Directory.GetFiles(from, "*", SearchOption.AllDirectories))
            {
                string to = Path.Combine(stick, house, Path.GetRelativePath(from, file));
                Directory.CreateDirectory(Path.GetDirectoryName(to)!);
                File.Copy(file, to);
            }
        }
    }

    /// <summary>An author, an approver, and the machine that publishes.</summary>
    private async Task PublishAsync(string house)
    {
        await OperatorAsync("release", "sign", In(house), "--key", Secret("cleo"));
        await OperatorAsync("release", "approve", In(house), "--key", Secret("dora"), "--yes");
        await OperatorAsync("repo", "publish", In(house), "--key", Secret("online"));
    }

    private static async Task OperatorAsync(params string[] arguments)
    {
        Output output = await Command.RunAsync(
            Path.Combine(Published, "edge-operator"), arguments, new Dictionary<string, string>(), Patience);
        Assert.True(output.ExitCode == 0, $"edge-operator {string.Join(' ', arguments)}: {output.Both}");
    }

    private string In(params string[] names) => Path.Combine([_desk, .. names]);

    private string Public(string person) => In("keys", $"{person}.person.json");

    private string Secret(string person) => In("keys", $"{person}.person.key");
}
