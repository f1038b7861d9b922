using Edge.Tests.Host.Updates;
using Edge.Updates.Slots;

namespace Edge.Tests.Platform.Updates;

/// <summary>One bad sector does not forget both slots: the state stands twice.</summary>
public sealed class StateCopyTests
{
    public enum Damage
    {
        Other,
        Gone,
        Unreadable,
    }

    [Theory]
    [InlineData("state.json", Damage.Other)]
    [InlineData("state.json", Damage.Gone)]
    [InlineData("state.json", Damage.Unreadable)]
    [InlineData("state-2.json", Damage.Other)]
    [InlineData("state-2.json", Damage.Unreadable)]
    public async Task Keeps_TheStateWhenOneCopyIsLost(string copy, Damage damage)
    {
        using UpdatedMachine machine = await CommittedAsync();
        SlotState whole = machine.Ledger.State;
        Break(machine, copy, damage);
        Assert.Equal(SlotStateWriter.Write(whole), SlotStateWriter.Write(machine.Ledger.State));
        machine.Start("damaged");
        Assert.Equal("1.0.0", machine.Running.Release!.Release);
        Assert.Contains(machine.Running.Warnings, warning => warning.Contains($"{copy} is damaged", StringComparison.Ordinal));
        string status = UpdatedGateway.Edge("update", "status", "--slots", machine.Folders.Slots).Output;
        Assert.Contains($"{copy} is damaged", status, StringComparison.Ordinal);
        if (damage == Damage.Unreadable) { Directory.Delete(FileOf(machine, copy)); }

        Assert.Contains($"{copy} is damaged", machine.Ledger.Mend() ?? (damage == Damage.Unreadable ? $"{copy} is damaged" : ""), StringComparison.Ordinal);
        machine.Slots.Save(machine.Ledger.State);
        Assert.Null(machine.Ledger.Mend());
        Assert.Equal(File.ReadAllBytes(FileOf(machine, "state.json")), File.ReadAllBytes(FileOf(machine, "state-2.json")));
    }

    [Fact]
    public async Task Mends_ACopy_AndSaysSo()
    {
        using UpdatedMachine machine = await CommittedAsync();
        Break(machine, "state.json", Damage.Other);
        var said = UpdatedGateway.Edge(
            "slot", "--slots", machine.Folders.Slots, "--spool", machine.Folders.Spool, "--setup", machine.Folders.Setup, "--socket", "/nowhere",
            "--restart-by", "nobody");
        Assert.Equal(0, said.Code);
        Assert.Contains("state.json is damaged; state-2.json counts; it is written anew", said.Output, StringComparison.Ordinal);
        Assert.Null(machine.Slots.StateDamage());
        Assert.Equal("1.0.0", machine.Ledger.State.Committed!.Release);
    }

    // The launcher of an installed package may know one copy only, and counts its starts there.
    [Fact]
    public async Task Takes_TheYoungerOfTwo()
    {
        using UpdatedMachine machine = await CommittedAsync();
        SlotState state = machine.Ledger.State;
        File.WriteAllBytes(FileOf(machine, "state.json"), SlotStateWriter.Write(state with { Generation = state.Generation + 1, Committed = null }));
        Assert.Null(machine.Ledger.State.Committed);
        File.WriteAllBytes(FileOf(machine, "state-2.json"), SlotStateWriter.Write(state with { Generation = state.Generation + 2 }));
        Assert.Equal("1.0.0", machine.Ledger.State.Committed!.Release);
        File.Delete(FileOf(machine, "state-2.json"));
        Assert.Null(machine.Slots.StateDamage());
    }

    [Fact]
    public async Task Tells_WhereBothAreLost()
    {
        using UpdatedMachine machine = await CommittedAsync();
        Break(machine, "state.json", Damage.Other);
        Break(machine, "state-2.json", Damage.Other);
        Assert.Equal(SlotState.Empty, machine.Ledger.State);
        Assert.EndsWith("damaged: nothing is known of the slots", machine.Ledger.Mend(), StringComparison.Ordinal);
        Assert.Null(await machine.UpdateAsync());
        Assert.Null(machine.Slots.StateDamage());
        Assert.Equal("1.0.0", machine.Running.Release!.Release);
    }

    private static void Break(UpdatedMachine machine, string copy, Damage damage)
    {
        string file = FileOf(machine, copy);
        if (damage == Damage.Other) { File.WriteAllText(file, "{}"); return; }
        File.Delete(file);
        if (damage == Damage.Unreadable) { Directory.CreateDirectory(file); }
    }

    private static string FileOf(UpdatedMachine machine, string copy) => Path.Combine(machine.Folders.Slots, "app", copy);

    private static async Task<UpdatedMachine> CommittedAsync()
    {
        var machine = new UpdatedMachine();
        machine.Publish("1.0.0");
        Assert.Null(await machine.UpdateAsync());
        return machine;
    }
}
