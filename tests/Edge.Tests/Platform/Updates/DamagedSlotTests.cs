using System.Text;
using System.Text.Json;
using Edge.Platform.Updates;
using Edge.Tests.Host.Updates;
using Edge.Tests.Updates.Releases;
using Edge.Updates;
using Edge.Updates.Releases;
using Edge.Updates.Slots;

namespace Edge.Tests.Platform.Updates;

/// <summary>A slot that is not what it was any more: it is noticed, told and brought in anew, and what runs instead stays.</summary>
public sealed class DamagedSlotTests
{
    [Fact]
    public async Task BringsInAnew_WhatIsDamaged_AndKeepsWhatRunsInstead()
    {
        using UpdatedMachine machine = await DamagedAsync();
        Assert.Equal("1.0.0", machine.Running.Release!.Release);
        Assert.False((await machine.FetchAsync(download: false)).Value.IsRunning);
        Assert.Null(await machine.UpdateAsync());
        SlotState state = machine.Ledger.State;
        Assert.Equal(("1.1.0", SlotName.B), (state.Committed!.Release, state.Committed.Slot));
        Assert.Equal(("1.0.0", SlotName.A), (state.Previous!.Release, state.Previous.Slot));
        Assert.Equal("1.1.0", machine.Running.Release!.Release);
        Assert.Contains(machine.Told, line => line.EndsWith("1.0.0 runs instead", StringComparison.Ordinal));
        Assert.True((await machine.FetchAsync()).Value.IsRunning);
    }

    // Between the removal of a marker and the next whole release the power may go: the only whole slot is not written.
    [Fact]
    public async Task NeverWrites_TheOnlySlotThatIsWhole()
    {
        using UpdatedMachine machine = await DamagedAsync();
        machine.Publish("1.3.0");
        Assert.True((await machine.FetchAsync()).IsOk);
        Assert.Null(await machine.WriteAsync());
        SlotState state = machine.Ledger.State;
        Assert.Equal((SlotName.A, SlotName.B), (state.Committed!.Slot, state.Candidate!.Release.Slot));
        Assert.True(machine.Slots.Verify(state.Committed).IsOk);
        Assert.Equal("1.0.0", machine.Launcher.Choose(null).Release!.Release);
    }

    [Fact]
    public async Task RunsNothing_BelowTheEpochThatWasReached()
    {
        using UpdatedMachine machine = await DamagedAsync(epoch: 5);
        Assert.Null(machine.Running.Release);
        Assert.Contains("1.0.0 has security epoch 1, this machine has reached 5", machine.Running.Warnings);
        Assert.Null(await machine.UpdateAsync());
        Assert.Equal("1.1.0", machine.Running.Release!.Release);
        Assert.Null(machine.Ledger.State.Previous);
    }

    [Fact]
    public async Task Status_SaysWhatIsDamaged_AndWhatRuns()
    {
        using UpdatedMachine machine = await DamagedAsync();
        string status = UpdatedGateway.Edge("update", "status", "--slots", machine.Folders.Slots).Output;
        Assert.Contains("damaged    slot b with 1.1.0: edge has other bytes, or may not be read or run; 1.0.0 runs instead", status, StringComparison.Ordinal);
        JsonElement json = JsonElement.Parse(UpdatedGateway.Edge("update", "status", "--slots", machine.Folders.Slots, "--json").Output);
        Assert.StartsWith("slot b with 1.1.0", json.GetProperty("damaged").GetString(), StringComparison.Ordinal);
        Assert.Equal("idle", json.GetProperty("phase").GetString());
    }

    // Once, whatever comes between: the collector hears of it, and no rollout counts it as a release that failed.
    [Fact]
    public async Task Reports_TheDamage()
    {
        using UpdatedMachine machine = await DamagedAsync();
        string folder = Path.Combine(machine.Folders.Slots, "reports");
        int before = Directory.GetFiles(folder).Length;
        Assert.Null(await machine.UpdateAsync());
        JsonElement[] reports = [.. Directory.GetFiles(folder).Order(StringComparer.Ordinal).Select(file => JsonElement.Parse(File.ReadAllText(file)))];
        Assert.Equal(before + 2, reports.Length);
        JsonElement damage = reports[^2];
        Assert.Equal(("damaged", "1.0.0"), (damage.GetProperty("outcome").GetString(), damage.GetProperty("runs").GetString()));
        Assert.Equal("1.1.0", damage.GetProperty("damaged").GetProperty("release").GetString());
        Assert.False(damage.TryGetProperty("undone", out _));
        Assert.Equal("committed", reports[^1].GetProperty("outcome").GetString());
    }

    [Fact]
    public void ForgetsNothing_WhileSomethingIsOnTrial()
    {
        var release = new SlotRelease(SlotName.A, "1.0.0", ContentHash.Of("a"u8), 1, 1);
        var candidate = new Candidate(release with { Slot = SlotName.B, Release = "1.1.0" }, Candidate.Tries, [], null, Offline: false);
        foreach (UpdatePhase phase in (UpdatePhase[])[UpdatePhase.Armed, UpdatePhase.Trial])
        {
            SlotState state = SlotState.Empty with { Phase = phase, Committed = release, Candidate = candidate };
            Assert.Equal(UpdateRefusal.OutOfOrder, UpdateMachine.Take(state, new UpdateEvent.CommittedDamaged(GoesBack: true)).Reason.Refusal);
        }
        Assert.Equal(
            UpdateRefusal.OutOfOrder, UpdateMachine.Take(SlotState.Empty, new UpdateEvent.CommittedDamaged(GoesBack: true)).Reason.Refusal);
    }

    // A release that nobody has begun to write goes when what runs now stands in its place.
    [Fact]
    public void LeavesARelease_ThatWouldGoWhereTheVersionBeforeRuns()
    {
        var before = new SlotRelease(SlotName.A, "1.0.0", ContentHash.Of("a"u8), 1, 1);
        var wanted = new Candidate(before with { Release = "1.2.0", Manifest = ContentHash.Of("c"u8) }, Candidate.Tries, [], null, Offline: false);
        SlotState state = SlotState.Empty with
        {
            Phase = UpdatePhase.Fetching, Committed = before with { Slot = SlotName.B, Release = "1.1.0" }, Previous = before, Candidate = wanted,
        };
        SlotState after = UpdateMachine.Take(state, new UpdateEvent.CommittedDamaged(GoesBack: true)).Value.State;
        Assert.Equal((UpdatePhase.Idle, before, null, SlotName.B), (after.Phase, after.Committed, after.Candidate, after.Target));
        SlotState installed = UpdateMachine.Take(state, new UpdateEvent.CommittedDamaged(GoesBack: false)).Value.State;
        Assert.Equal((UpdatePhase.Fetching, null, wanted), (installed.Phase, installed.Committed, installed.Candidate));
    }

    // A file that lost its bit on the way is the same file with it: what is kept of it must run.
    [Fact]
    public async Task Installs_ACorrectedRelease_WhoseFileMayRunNow()
    {
        using var machine = new UpdatedMachine();
        Publish("2.0.0", mayRun: false);
        Assert.Null(await machine.UpdateAsync());
        Assert.Equal("2.0.0", machine.Ledger.State.Failure!.Release);
        Publish("2.0.1", mayRun: true);
        Assert.Null(await machine.UpdateAsync());
        Assert.Equal("2.0.1", machine.Running.Release!.Release);
        Assert.True(File.GetUnixFileMode(machine.Running.Entry!).HasFlag(UnixFileMode.UserExecute | UnixFileMode.OtherExecute));

        void Publish(string release, bool mayRun)
        {
            ReleaseManifest manifest = TestRelease.Of(release, ("edge", "the same"));
            manifest = manifest with { Rid = UpdateSetup.Rid, Files = [.. manifest.Files.Select(file => file with { IsExecutable = mayRun })] };
            machine.Repositories.Release(manifest, new Dictionary<string, byte[]> { ["edge"] = Encoding.UTF8.GetBytes("the same") });
        }
    }

    [Fact]
    public async Task Notices_ABitThatIsGone()
    {
        using var machine = new UpdatedMachine();
        machine.Publish("1.0.0");
        Assert.Null(await machine.UpdateAsync());
        File.SetUnixFileMode(machine.Running.Entry!, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        machine.Start("next");
        Assert.Null(machine.Running.Release);
        Assert.Null(await machine.UpdateAsync());
        Assert.Equal("1.0.0", machine.Running.Release!.Release);
    }

    // 1.0.0 in slot a, 1.1.0 committed in slot b and then changed by one byte; the gateway has been started since.
    private static async Task<UpdatedMachine> DamagedAsync(long epoch = 1)
    {
        var machine = new UpdatedMachine();
        machine.Publish("1.0.0");
        Assert.Null(await machine.UpdateAsync());
        machine.Publish("1.1.0", change: manifest => manifest with { Epoch = epoch });
        Assert.Null(await machine.UpdateAsync());
        File.AppendAllText(machine.Running.Entry!, "one bit");
        machine.Start("next");
        return machine;
    }
}
