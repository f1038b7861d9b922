using Edge.Platform.Updates.Images;
using Edge.Updates;
using Edge.Updates.Boot;
using Edge.Updates.Slots;

namespace Edge.Device.Updates.Boot;

/// <summary>GRUB with two environment blocks: the first has the default and a trial that GRUB takes away
/// before it starts it, the second
/// the default alone, for the day when the first is damaged.</summary>
/// <remarks>File, and the lines of grub.cfg: docs/formats/boot-selectors.md.</remarks>
public sealed class GrubSelector(IBlocks first, IBlocks second) : IBootSelector
{
    private const string Default = "edge_slot";
    private const string Trial = "edge_try";
    private const string End = "edge_end";

    public string TrialReboot => "";

    public Result<BootChoice, UpdateReason> Read()
    {
        if (ReadOne(first).TryGet(out BootChoice choice, out _)) { return choice; }
        return ReadOne(second).TryGet(out choice, out UpdateReason reason) ? choice with { Trial = null } : reason;
    }

    public UpdateReason? CanTry() => Read().TryGet(out _, out UpdateReason reason) ? null : reason;

    public UpdateReason? Arm(SlotName trial)
    {
        if (!Read().TryGet(out BootChoice choice, out UpdateReason reason)) { return reason; }
        if (choice.Default == trial)
        {
            throw new ArgumentException("The default is not on trial.", nameof(trial));
        }

        // The second is whole before the first is changed.
        return SelectorBytes.Replace(second, 0, Block(choice.Default, null)) ?? SelectorBytes.Replace(first, 0, Block(choice.Default, trial));
    }

    public UpdateReason? Settle(SlotName slot) =>
        SelectorBytes.Replace(first, 0, Block(slot, null)) ?? SelectorBytes.Replace(second, 0, Block(slot, null));

    private static Result<BootChoice, UpdateReason> ReadOne(IBlocks blocks)
    {
        if (blocks.Length != GrubEnvironment.Length) { return Refuse($"{blocks.Length} bytes"); }
        var read = GrubEnvironment.Read(SelectorBytes.Read(blocks, 0, GrubEnvironment.Length));
        if (!read.TryGet(out GrubEnvironment block, out UpdateReason reason)) { return reason; }
        if (block[End] != "1" || SlotNames.TryParse(block[Default]) is not { } slot)
        {
            return Refuse($"without {Default} or {End}");
        }
        SlotName? trial = SlotNames.TryParse(block[Trial]);
        return new BootChoice(slot, trial == slot ? null : trial);
    }

    private static byte[] Block(SlotName slot, SlotName? trial)
    {
        GrubEnvironment block = GrubEnvironment.Empty.With(Default, slot.Word());
        if (trial is { } once) { block = block.With(Trial, once.Word()); }
        return block.With(End, "1").Write();
    }

    private static UpdateReason Refuse(string detail) => new(UpdateRefusal.SelectorDamaged, $"environment block: {detail}");
}
