using Edge.Platform.Updates.Images;
using Edge.Updates;
using Edge.Updates.Boot;
using Edge.Updates.Slots;

namespace Edge.Device.Updates.Boot;

/// <summary>Where the two copies of an environment lie.</summary>
/// <param name="First">First byte of the first copy.</param>
/// <param name="Second">First byte of the second copy.</param>
/// <param name="Size">Of each in bytes.</param>
public readonly record struct UbootPlaces(long First, long Second, int Size);

/// <summary>U-Boot with a redundant environment: the copy that does not count is written, and counts from the
/// moment that it is
/// whole.</summary>
/// <remarks>The trial is limited by <c>bootcount</c>, which U-Boot keeps while <c>upgrade_available</c> is
/// set; the default has no counter.
/// File, and the commands of U-Boot: docs/formats/boot-selectors.md.</remarks>
public sealed class UbootSelector(IBlocks blocks, UbootPlaces places) : IBootSelector
{
    private const string Default = "edge_slot";
    private const string Trial = "edge_try";
    private const string Pending = "upgrade_available";
    private const string Count = "bootcount";
    private const string Limit = "bootlimit";

    public string TrialReboot => "";

    public Result<BootChoice, UpdateReason> Read()
    {
        if (!Current().TryGet(out Copy current, out UpdateReason reason)) { return reason; }
        UbootEnvironment environment = current.Environment;
        if (SlotNames.TryParse(environment[Default]) is not { } slot)
        {
            return new UpdateReason(UpdateRefusal.SelectorDamaged, $"environment of U-Boot: {Default} is neither a nor b");
        }
        bool isPending = environment[Pending] == "1" && (environment[Count] ?? "0") == "0";
        SlotName? trial = isPending ? SlotNames.TryParse(environment[Trial]) : null;
        return new BootChoice(slot, trial == slot ? null : trial);
    }

    public UpdateReason? CanTry() => Read().TryGet(out _, out UpdateReason reason) ? null : reason;

    public UpdateReason? Arm(SlotName trial)
    {
        if (!Read().TryGet(out BootChoice choice, out UpdateReason reason)) { return reason; }
        if (choice.Default == trial)
        {
            throw new ArgumentException("The default is not on trial.", nameof(trial));
        }
        return Change(before => before.With(Trial, trial.Word()).With(Limit, "1").With(Count, "0").With(Pending, "1"));
    }

    /// <remarks>In both copies: the older one names the slot before, and may be all that is left one
    /// day.</remarks>
    public UpdateReason? Settle(SlotName slot) =>
        Change(before => before.With(Default, slot.Word()).With(Trial, "").With(Count, "0").With(Pending, "0")) ?? Double();

    private UpdateReason? Change(Func<UbootEnvironment, UbootEnvironment> change)
    {
        if (!Current().TryGet(out Copy current, out UpdateReason reason)) { return reason; }
        UbootEnvironment next = change(current.Environment);
        return next.Variables.SequenceEqual(current.Environment.Variables) ? null : WriteOther(current, next);
    }

    private UpdateReason? Double()
    {
        if (!Current().TryGet(out Copy current, out UpdateReason reason)) { return reason; }
        bool isAlike = ReadOne(!current.IsSecond).TryGet(out UbootEnvironment other, out _)
            && other.Variables.SequenceEqual(current.Environment.Variables);
        return isAlike ? null : WriteOther(current, current.Environment);
    }

    private UpdateReason? WriteOther(Copy current, UbootEnvironment next)
    {
        byte[]? bytes = (next with { Flag = unchecked((byte)(current.Environment.Flag + 1)) }).TryWrite(places.Size);
        return bytes is null
            ? new UpdateReason(UpdateRefusal.SelectorDamaged, $"environment of U-Boot: no room for three variables in {places.Size} bytes")
            : SelectorBytes.Replace(blocks, current.IsSecond ? places.First : places.Second, bytes);
    }

    private Result<Copy, UpdateReason> Current()
    {
        bool hasFirst = ReadOne(isSecond: false).TryGet(out UbootEnvironment first, out _);
        bool hasSecond = ReadOne(isSecond: true).TryGet(out UbootEnvironment second, out UpdateReason reason);
        if (hasFirst && hasSecond)
        {
            bool isSecond = UbootEnvironment.IsSecondNewer(first.Flag, second.Flag);
            return new Copy(isSecond ? second : first, isSecond);
        }
        return hasFirst ? new Copy(first, false) : hasSecond ? new Copy(second, true) : reason;
    }

    private Result<UbootEnvironment, UpdateReason> ReadOne(bool isSecond) =>
        UbootEnvironment.Read(SelectorBytes.Read(blocks, isSecond ? places.Second : places.First, places.Size));

    private sealed record Copy(UbootEnvironment Environment, bool IsSecond);
}
