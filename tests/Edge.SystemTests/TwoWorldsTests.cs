using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Edge.Device.Control;

namespace Edge.SystemTests;

/// <summary>The same devices in the process of <c>edge</c>, and outside behind real buses and lines.</summary>
[Collection("lab")]
public sealed class TwoWorldsTests(Lab lab) : IAsyncLifetime
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    public Task InitializeAsync() => lab.ResetAsync();

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task Reads_TheSameOfEveryDevice()
    {
        SortedDictionary<string, string> outside = Readings(await lab.StatusAsync());
        SortedDictionary<string, string> inside = await InProcessAsync();
        Assert.True(inside.Count > 10, string.Join(", ", inside.Keys));
        Assert.All(inside.Values, value => Assert.DoesNotContain("bad", value, StringComparison.Ordinal));
        Assert.Equal(inside, outside);
    }

    /// <summary>Value and quality of each channel of a device; not what the machine says of itself, nor what was
    /// counted before.</summary>
    private static SortedDictionary<string, string> Readings(StatusReport status)
    {
        var readings = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (ChannelStatus channel in status.Channels.Where(channel => channel.Name.Split('.')[0] is not ("host" or "rain")))
        {
            string quality = channel.Quality == "simulated" ? "good" : channel.Quality;
            readings[channel.Name] = string.Create(CultureInfo.InvariantCulture, $"{channel.Value:R} {quality}");
        }

        return readings;
    }

    private async Task<SortedDictionary<string, string>> InProcessAsync()
    {
        string folder = Directory.CreateTempSubdirectory("edge-two-worlds-").FullName;
        string site = Path.Combine(folder, "site.yaml");
        await File.WriteAllTextAsync(site, Repository.Read("hardware-profiles", "sites", "virtual.yaml")
            .Replace("board: virtual", "board: simulated\nscenario: devices.yaml", StringComparison.Ordinal)
            .Replace("interfaces: {keep: [ethernet, board-wire]}", "", StringComparison.Ordinal));
        string devices = Repository.PathOf("hardware-profiles", "sites", "virtual-devices.yaml");
        File.Copy(devices, Path.Combine(folder, "devices.yaml"));
        string edge = Repository.PathOf("out", "publish", "linux-x64", "edge");
        string socket = Path.Combine(folder, "control.sock");
        using Process process = Process.Start(new ProcessStartInfo(edge,
        [
            "run", "--site", site, "--boards", Repository.PathOf("hardware-profiles"),
            "--state", Path.Combine(folder, "state"), "--trust", Path.Combine(lab.Share, "etc-edge", "trust"),
            "--socket", socket, "--for", "120s", "--quiet",
        ]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        Task<string> said = process.StandardError.ReadToEndAsync();
        try
        {
            StatusReport? status = null;
            await lab.UntilAsync(
                async () =>
                {
                    Assert.False(process.HasExited, process.HasExited ? await said : "");
                    Output output = await Command.RunAsync(
                        edge, ["status", "--socket", socket, "--json"], new Dictionary<string, string>(), s_patience);
                    if (output.ExitCode != 0) { return false; }
                    status = JsonSerializer.Deserialize(output.Text, ControlJson.Default.StatusReport);
                    return status is { Counters.Scans: > 3 } && status.Channels.All(channel => channel.Value is not null);
                },
                "readings in the process");
            return Readings(status!);
        }
        finally
        {
            process.Kill();
            await process.WaitForExitAsync();
            Directory.Delete(folder, recursive: true);
        }
    }
}
