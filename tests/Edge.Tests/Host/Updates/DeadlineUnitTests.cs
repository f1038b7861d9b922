using System.Diagnostics;
using System.Text.RegularExpressions;
using Edge.Tests.Device.Updates.Boot;
using Edge.Updates.Boot;
using Edge.Updates.Slots;

namespace Edge.Tests.Host.Updates;

/// <summary>The unit that leaves an operating system that nobody keeps reads the state with a shell, because
/// nothing of the candidate can be relied
/// upon: what it looks for must be what is written.</summary>
public sealed class DeadlineUnitTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("edge-deadline-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Reboots_OnlyWhatIsOnTrial()
    {
        var world = new SystemWorld(BootLoader.Grub);
        world.PowerOn();
        Assert.False(Reboots(null));
        Assert.False(Reboots(world.Ledger.State));
        Assert.Null(await world.InstallAsync("1"));
        Assert.False(Reboots(world.Ledger.State));
        Assert.Null(await world.Trial().RunAsync(CancellationToken.None));
        Assert.Equal(UpdatePhase.Trial, world.Ledger.State.Phase);
        Assert.True(Reboots(world.Ledger.State));
        Assert.Null(await world.SettleAsync());
        Assert.Equal("1", world.Ledger.State.Committed!.Release);
        Assert.False(Reboots(world.Ledger.State));
    }

    // The first copy is written first: what stands in the second counts only where the first one is lost.
    [Fact]
    public async Task Reboots_ByTheOtherCopy_WhereOneIsLost()
    {
        var world = new SystemWorld(BootLoader.Grub);
        world.PowerOn();
        Assert.Null(await world.InstallAsync("1"));
        byte[] before = SlotStateWriter.Write(world.Ledger.State);
        Assert.Null(await world.Trial().RunAsync(CancellationToken.None));
        byte[] trial = SlotStateWriter.Write(world.Ledger.State);
        Assert.True(Reboots(null, trial));
        Assert.True(Reboots(new byte[trial.Length], trial));
        Assert.True(Reboots(trial, null));
        Assert.True(Reboots(trial, before));
        Assert.False(Reboots(before, trial));
        Assert.False(Reboots(new byte[trial.Length], null));
    }

    private bool Reboots(SlotState? state)
    {
        byte[]? bytes = state is null ? null : SlotStateWriter.Write(state);
        return Reboots(bytes, bytes);
    }

    private bool Reboots(byte[]? first, byte[]? second)
    {
        string done = Path.Combine(_folder, "rebooted");
        File.Delete(done);
        foreach ((string name, byte[]? bytes) in new[] { ("state.json", first), ("state-2.json", second) })
        {
            File.Delete(Path.Combine(_folder, name));
            if (bytes is not null) { File.WriteAllBytes(Path.Combine(_folder, name), bytes); }
        }
        string unit = Repository.Read("packaging/systemd/edge-os-deadline.service");
        string line = Regex.Match(unit, "^ExecStart=/bin/sh -c '(.*)'$", RegexOptions.Multiline).Groups[1].Value;
        Assert.Contains("systemctl reboot", line, StringComparison.Ordinal);
        line = line.Replace("/var/lib/edge-slots/os", _folder, StringComparison.Ordinal)
            .Replace("systemctl reboot", $"touch {done}", StringComparison.Ordinal);
        using Process process = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", line]) { RedirectStandardError = true })!;
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
        return File.Exists(done);
    }
}
