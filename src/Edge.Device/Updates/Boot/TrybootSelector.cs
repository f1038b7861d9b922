using Edge.Platform.Updates.Images;
using Edge.Updates;
using Edge.Updates.Boot;
using Edge.Updates.Slots;

namespace Edge.Device.Updates.Boot;

/// <summary>The firmware of a Raspberry Pi: <c>autoboot.txt</c>, alone on a FAT partition that is not
/// mounted.</summary>
/// <remarks>The default is changed by one write of the one sector that the file has; no folder, no table of
/// the file system changes. A trial is
/// an argument of the reboot and is not stored: a cut before it leaves the default. File:
/// docs/formats/boot-selectors.md.</remarks>
/// <param name="partition">The FAT partition.</param>
/// <param name="a">Number of the boot partition of slot a.</param>
/// <param name="b">Number of the boot partition of slot b.</param>
/// <param name="firmware">When the firmware of this board was built; null: it does not say.</param>
/// <param name="floor">The oldest firmware that trials were tested with.</param>
public sealed class TrybootSelector(IBlocks partition, int a, int b, DateTimeOffset? firmware, DateTimeOffset floor) : IBootSelector
{
    private const string Name = "AUTOBOOT.TXT";

    public string TrialReboot => "0 tryboot";

    public Result<BootChoice, UpdateReason> Read()
    {
        if (!Place().TryGet(out long at, out UpdateReason reason)) { return reason; }
        if (!AutobootFile.Read(SelectorBytes.Read(partition, at, AutobootFile.Length)).TryGet(out AutobootFile file, out reason))
        {
            return reason;
        }
        return SlotOf(file.Default) is { } slot && SlotOf(file.Trial) == slot.Other()
            ? new BootChoice(slot, Trial: null)
            : new UpdateReason(
                UpdateRefusal.SelectorDamaged,
                $"autoboot.txt starts partition {file.Default} and tries {file.Trial}; the slots boot from {a} and {b}");
    }

    public UpdateReason? Arm(SlotName trial)
    {
        if (!Read().TryGet(out BootChoice choice, out UpdateReason reason)) { return reason; }
        if (choice.Default == trial)
        {
            throw new ArgumentException("The default is not on trial.", nameof(trial));
        }
        return CanTry();
    }

    public UpdateReason? CanTry()
    {
        if (!Read().TryGet(out _, out UpdateReason reason)) { return reason; }

        // Such firmware ignores the argument, or tries something else: the wrong slot would look like the one
        // that was started.
        return firmware is { } built && built >= floor
            ? null
            : new UpdateReason(
                UpdateRefusal.FirmwareTooOld,
                $"the firmware of this board is of {(firmware is { } known ? $"{known:yyyy-MM-dd}" : "an unknown day")}, "
                + $"trials need {floor:yyyy-MM-dd} or later: update it (rpi-eeprom-update) and switch the board off and on");
    }

    public UpdateReason? Settle(SlotName slot)
    {
        if (!Place().TryGet(out long at, out UpdateReason reason)) { return reason; }
        (int now, int other) = slot == SlotName.A ? (a, b) : (b, a);
        return SelectorBytes.Replace(partition, at, new AutobootFile(now, other).Write());
    }

    private Result<long, UpdateReason> Place() => FatVolume.SectorOf(partition.Read, partition.Length, Name);

    private SlotName? SlotOf(int number) => number == a ? SlotName.A : number == b ? SlotName.B : null;
}
