using Edge.Device.Updates.Boot;
using Edge.Tests.Platform.Updates.Images;
using Edge.Updates.Boot;
using Edge.Updates.Slots;

namespace Edge.Tests.Device.Updates.Boot;

/// <summary>A machine with two systems: its selector, and a model of its boot loader after
/// docs/formats/boot-selectors.md.</summary>
internal abstract class BootMachine
{
    private static readonly DateTimeOffset Built = new(2024, 5, 17, 0, 0, 0, TimeSpan.Zero);

    private byte[][] _start = [];

    public required MemoryBlocks[] Disks { get; init; }

    public required IBootSelector Selector { get; init; }

    public static BootMachine Of(BootLoader kind, byte[][]? contents = null) => kind switch
    {
        BootLoader.Tryboot => Tryboot.Make(contents),
        BootLoader.Grub => Grub.Make(contents),
        _ => Uboot.Make(contents),
    };

    public abstract BootLoader Kind { get; }

    /// <summary>Power on or reset: the slot that is started.</summary>
    public abstract SlotName Start();

    public void ArmAndReboot(SlotName slot)
    {
        Assert.Null(Selector.Arm(slot));
        Reset(Selector.TrialReboot);
    }

    /// <summary>What the firmware remembers of a reboot until it starts the next time; of power that goes
    /// nothing.</summary>
    public virtual void Reset(string argument)
    {
    }

    /// <summary>From here on writes and flushes are counted over all disks; this one is not made any
    /// more.</summary>
    public void Begin(int cutAt) => Begin(() => Disks.Sum(each => each.Operations) == cutAt);

    /// <param name="isCut">True: the next write or flush is not made any more.</param>
    public void Begin(Func<bool> isCut)
    {
        _start = [.. Disks.Select(disk => disk.Content.ToArray())];
        foreach (MemoryBlocks disk in Disks) { disk.Restart(isCut); }
    }

    /// <summary>The machines that the cut may have left.</summary>
    public IEnumerable<BootMachine> AfterCut()
    {
        // Each write is flushed before the next on any disk: only the last of all may be lost or torn.
        int open = Array.FindIndex(Disks, disk => disk.Flushed < disk.Writes.Count);
        IEnumerable<byte[]> states = open < 0 ? [Disks[0].Content] : Disks[open].AfterLast(_start[open]);
        foreach (byte[] state in states)
        {
            yield return Of(Kind, [.. Disks.Select((disk, i) => (byte[])[.. i == Math.Max(open, 0) ? state : disk.Content])]);
        }
    }

    private sealed class Tryboot : BootMachine
    {
        private bool _isTrial;

        public override BootLoader Kind => BootLoader.Tryboot;

        public static Tryboot Make(byte[][]? contents)
        {
            var disk = new MemoryBlocks(contents?[0] ?? FatDisk.With(new AutobootFile(2, 3).Write(), isFat32: false, out _));
            return new Tryboot { Disks = [disk], Selector = new TrybootSelector(disk, 2, 3, Built, BootSetup.DefaultFirmwareFrom) };
        }

        // The flag lies in a register: a cut forgets it.
        public override void Reset(string argument) => _isTrial = argument == "0 tryboot";

        public override SlotName Start()
        {
            FatDisk.With(new AutobootFile(2, 3).Write(), isFat32: false, out int at);
            AutobootFile file = AutobootFile.Read(Disks[0].Content.AsSpan(at, 512)).Value;
            int partition = _isTrial ? file.Trial : file.Default;
            _isTrial = false;
            return partition == 2 ? SlotName.A : SlotName.B;
        }
    }

    private sealed class Grub : BootMachine
    {
        public override BootLoader Kind => BootLoader.Grub;

        public static Grub Make(byte[][]? contents)
        {
            MemoryBlocks[] disks = [.. Enumerable.Range(0, 2).Select(i => new MemoryBlocks(contents?[i] ?? new byte[1_024]))];
            var selector = new GrubSelector(disks[0], disks[1]);
            if (contents is null) { Assert.Null(selector.Settle(SlotName.A)); }
            return new Grub { Disks = disks, Selector = selector };
        }

        public override SlotName Start()
        {
            var first = GrubEnvironment.Read(Disks[0].Content);
            if (first.IsOk && first.Value["edge_end"] == "1")
            {
                if (first.Value["edge_try"] is { } trial)
                {
                    // save_env writes the block anew, sector by sector, before the kernel is loaded.
                    GrubEnvironment used = GrubEnvironment.Empty.With("edge_slot", first.Value["edge_slot"]!).With("edge_end", "1");
                    // Where it cannot, what cannot be taken away is not started.
                    if (!Save(used)) { return SlotNames.TryParse(used["edge_slot"])!.Value; }
                    return SlotNames.TryParse(trial)!.Value;
                }
                return SlotNames.TryParse(first.Value["edge_slot"])!.Value;
            }
            return SlotNames.TryParse(GrubEnvironment.Read(Disks[1].Content).Value["edge_slot"])!.Value;
        }

        private bool Save(GrubEnvironment block)
        {
            try
            {
                Disks[0].Write(0, block.Write());
                Disks[0].Flush();
                return true;
            }
            catch (IOException)
            {
                return false;
            }
        }
    }

    private sealed class Uboot : BootMachine
    {
        private const int Size = 4_096;

        public override BootLoader Kind => BootLoader.Uboot;

        public static Uboot Make(byte[][]? contents)
        {
            var disk = new MemoryBlocks(contents?[0] ?? new byte[2 * Size]);
            if (contents is null)
            {
                new UbootEnvironment(0, [new("bootcmd", "run distro_bootcmd"), new("edge_slot", "a")]).TryWrite(Size)!.CopyTo(disk.Content, 0);
            }
            return new Uboot { Disks = [disk], Selector = new UbootSelector(disk, new UbootPlaces(0, Size, Size)) };
        }

        public override SlotName Start()
        {
            UbootEnvironment environment = Current(out bool isSecond);
            if (environment["upgrade_available"] == "1")
            {
                int count = 1 + int.Parse(environment["bootcount"] ?? "0", null);
                if (count <= int.Parse(environment["bootlimit"]!, null))
                {
                    Save(environment.With("bootcount", $"{count}"), isSecond);
                    return SlotNames.TryParse(environment["edge_try"])!.Value;
                }

                // altbootcmd
                Save(environment.With("bootcount", "0").With("upgrade_available", "0"), isSecond);
            }
            return SlotNames.TryParse(environment["edge_slot"])!.Value;
        }

        private UbootEnvironment Current(out bool isSecond)
        {
            var first = UbootEnvironment.Read(Disks[0].Content.AsSpan(0, Size));
            var second = UbootEnvironment.Read(Disks[0].Content.AsSpan(Size, Size));
            isSecond = !first.IsOk || (second.IsOk && UbootEnvironment.IsSecondNewer(first.Value.Flag, second.Value.Flag));
            return isSecond ? second.Value : first.Value;
        }

        private void Save(UbootEnvironment environment, bool isSecond)
        {
            byte[] bytes = (environment with { Flag = unchecked((byte)(environment.Flag + 1)) }).TryWrite(Size)!;
            Disks[0].Write(isSecond ? 0 : Size, bytes);
            Disks[0].Flush();
        }
    }
}
