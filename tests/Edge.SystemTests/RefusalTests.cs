namespace Edge.SystemTests;

/// <summary>A machine that lacks something, and a guest that hangs: said, and ended with 1.</summary>
[Collection("lab")]
public sealed class RefusalTests(Lab lab) : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly string _folder = Directory.CreateTempSubdirectory("edge-vm-refusals-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Says_HowMuchMemoryIsMissing()
    {
        string memory = Path.Combine(_folder, "meminfo");
        await File.WriteAllTextAsync(memory, "MemTotal: 2000000 kB\nMemAvailable: 1048576 kB\n");
        await RefusesAsync(
            "2048 MiB of free memory are needed, there are 1024", "checks", new() { ["EDGE_VM_MEMINFO"] = memory });
    }

    [Fact]
    public Task Says_HowMuchDiskIsMissing_AndHowToTakeAnother() =>
        RefusesAsync("XDG_CACHE_HOME names another place", "checks", new() { ["EDGE_VM_NEED_MB"] = "100000000" });

    [Fact]
    public Task Refuses_ACacheThatAKernelCannotBeBuiltIn() =>
        RefusesAsync(
            "no blanks, colons or commas", "checks", new() { ["XDG_CACHE_HOME"] = Path.Combine(_folder, "my cache") });

    // The limit is the namespace's own: only what runs in there has none left.
    [Fact]
    public async Task Names_TheSettings_WhereAUserMayHaveNoNamespaces()
    {
        Output output = await RunAsync(
            "unshare",
            [
                "--user", "--map-root-user", "sh", "-c",
                "echo 0 > /proc/sys/user/max_user_namespaces && exec \"$1\"", "sh",
                Repository.PathOf("scripts", "vm", "parts", "checks"),
            ],
            new() { ["XDG_CACHE_HOME"] = _folder, ["EDGE_VM_NEED_MB"] = "1" });
        Assert.Contains("no user and network namespaces for this user", output.Error, StringComparison.Ordinal);
        Assert.Contains("user.max_user_namespaces", output.Error, StringComparison.Ordinal);
        Assert.Equal(1, output.ExitCode);
    }

    [Theory]
    [InlineData("vm", "linux-source-6.1")]
    [InlineData("grub", "grub-pc-bin")]
    [InlineData("arm64", "qemu-system-arm")]
    public async Task Names_MissingPackages_ToWhomMayNotInstallThem(string kind, string package)
    {
        string tools = Directory.CreateDirectory(Path.Combine(_folder, "tools")).FullName;
        string query = Path.Combine(tools, "dpkg-query"), id = Path.Combine(tools, "id");
        await File.WriteAllTextAsync(query, "#!/bin/sh\nexit 1\n");
        await File.WriteAllTextAsync(id, "#!/bin/sh\necho 1000\n");
        File.SetUnixFileMode(query, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        File.SetUnixFileMode(id, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        Output output = await RefusesAsync(
            "apt-get install --no-install-recommends", "packages",
            new() { ["PATH"] = $"{tools}:{Environment.GetEnvironmentVariable("PATH")}" }, kind);
        Assert.Contains($" {package}", output.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("photos", "has other things in it")]
    [InlineData("link", "is not a folder of yours")]
    [InlineData("deeper/and/deeper/and/deeper/and/deeper/and/deeper/and/deeper/and/deeper/and/deeper", "too long")]
    public async Task Touches_NoFolderThatIsNotALabs(string name, string reason)
    {
        string folder = Path.Combine(_folder, name), share = Path.Combine(_folder, "photos", "share");
        Directory.CreateDirectory(share);
        File.CreateSymbolicLink(Path.Combine(_folder, "link"), "/");
        Output output = await RunAsync(Repository.PathOf("scripts", "vm", "up"), [], new() { ["EDGE_VM_DIR"] = folder });
        Assert.Contains(reason, output.Error, StringComparison.Ordinal);
        Assert.Contains("EDGE_VM_DIR names", output.Error, StringComparison.Ordinal);
        Assert.Equal(1, output.ExitCode);
        Assert.True(Directory.Exists(share));
    }

    [Fact]
    public async Task Ends_AGuestThatHangs_AndShowsItsConsole()
    {
        if (lab.IsOn) { await lab.CutPowerAsync(); }
        Output output = await lab.RunAsync(
            Patience, "boot", "--limit", "8", "--append", "root=/dev/nowhere rootwait loglevel=7");
        Assert.Contains("Waiting for root device /dev/nowhere", output.Error, StringComparison.Ordinal);
        Assert.Contains("the gateway did not come up: timeout", output.Error, StringComparison.Ordinal);
        Assert.Equal(1, output.ExitCode);
        Assert.False(lab.IsOn);
    }

    private static async Task<Output> RefusesAsync(
        string reason, string part, Dictionary<string, string> environment, params string[] arguments)
    {
        Output output = await RunAsync(Repository.PathOf("scripts", "vm", "parts", part), arguments, environment);
        Assert.Contains(reason, output.Error, StringComparison.Ordinal);
        Assert.Equal(1, output.ExitCode);
        return output;
    }

    private static Task<Output> RunAsync(string program, string[] arguments, Dictionary<string, string> environment) =>
        Command.RunAsync(program, arguments, environment, Patience);
}
