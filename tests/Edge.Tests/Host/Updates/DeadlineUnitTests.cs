using System.Diagnostics;
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

    // What runs is not what is on trial, whatever the state says: the good system is never rebooted.
    [Fact]
    public async Task Leaves_AStartAloneThatIsNotOnTrial()
    {
        SystemWorld world = await OnTrialAsync();
        world.PowerOn();
        Assert.True(Reboots(world.Ledger.State));
        world.Lies = new BootEvidence(null, null, null);
        Assert.NotNull(await world.SettleAsync());
        Assert.False(world.IsDeadlineOver);
        world.Lies = null;
        world.NobodyAnswers = true;
        Assert.Null(await world.SettleAsync());
        Assert.True(world.IsDeadlineOver);
        File.WriteAllBytes(Path.Combine(_folder, "not-on-trial"), []);
        Assert.False(Reboots((await OnTrialAsync()).Ledger.State));
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

    // A machine that cannot say which system runs is not rebooted for ever.
    [Fact]
    public async Task Reboots_FiveTimesInARow()
    {
        SlotState state = (await OnTrialAsync()).Ledger.State;
        Assert.All(Enumerable.Range(0, 5), _ => Assert.True(Reboots(state)));
        Assert.False(Reboots(state));
        Assert.False(Reboots(SlotState.Empty));
        Assert.True(Reboots(state));
    }

    private static async Task<SystemWorld> OnTrialAsync()
    {
        var world = new SystemWorld(BootLoader.Grub);
        world.PowerOn();
        Assert.Null(await world.InstallAsync("1"));
        Assert.Null(await world.Trial().RunAsync(CancellationToken.None));
        return world;
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
        string script = Repository.Read("packaging/systemd/os-deadline")
            .Replace("/var/lib/edge-slots/os", _folder, StringComparison.Ordinal)
            .Replace("/run/edge-os-slot", _folder, StringComparison.Ordinal)
            .Replace("systemctl reboot", $"touch {done}", StringComparison.Ordinal);
        using Process process = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", script]) { RedirectStandardError = true })!;
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
        return File.Exists(done);
    }
}
