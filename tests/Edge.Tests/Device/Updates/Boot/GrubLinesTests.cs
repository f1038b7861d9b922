using Edge.Updates.Boot;
using Edge.Updates.Slots;

namespace Edge.Tests.Device.Updates.Boot;

/// <summary>The lines of grub.cfg: a model of what they do, and that the virtual gateway, where a real GRUB runs them,
/// has those of the document.</summary>
public sealed class GrubLinesTests
{
    // A worn medium takes no write: the trial would be started for ever.
    [Fact]
    public void StartsTheDefault_WhereItCannotTakeTheTrialAway()
    {
        var machine = BootMachine.Of(BootLoader.Grub);
        machine.ArmAndReboot(SlotName.B);
        machine.Disks[0].FailsAt = machine.Disks[0].Writes.Count;
        for (int start = 0; start < 3; start++) { Assert.Equal(SlotName.A, machine.Start()); }
        machine.Disks[0].FailsAt = null;
        Assert.Equal(SlotName.B, machine.Start());
        Assert.Equal(SlotName.A, machine.Start());
    }

    // What the virtual gateway's GRUB runs is what people are told to write into theirs.
    [Fact]
    public void IsToldTheSameInTheDocumentAndInTheVirtualGateway()
    {
        string[] Choice(string path)
        {
            string[] lines = Repository.Read(path).Split('\n');
            int first = Array.FindIndex(lines, line => line.StartsWith("load_env --file /edge1.env", StringComparison.Ordinal));
            int last = Array.FindIndex(lines, line => line == "if [ \"$slot\" != b ]; then set slot=a; fi");
            return lines[first..(last + 1)];
        }
        string[] told = Choice("docs/formats/boot-selectors.md");
        Assert.Contains("    if save_env --file /edge1.env edge_try; then set slot=$once; fi", told);
        Assert.Equal(told, Choice("scripts/vm/guest-grub/grub.cfg"));
    }
}
