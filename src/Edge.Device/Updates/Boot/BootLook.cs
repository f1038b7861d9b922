using System.Buffers.Binary;
using System.Globalization;
using Edge.Updates.Boot;
using Edge.Updates.Slots;

namespace Edge.Device.Updates.Boot;

/// <summary>Asks the kernel which slot was started, and the firmware how old it is.</summary>
/// <remarks>Source: Raspberry Pi documentation, device tree, <c>/chosen/bootloader</c>; proc(5);
/// sysfs.</remarks>
/// <param name="root">The folder that stands for <c>/</c>; another one in tests.</param>
public sealed class BootLook(BootSetup setup, string root)
{
    private const string TreeFolder = "proc/device-tree/chosen/bootloader";

    /// <summary>Devices upon devices, such as dm-verity on a partition: so many.</summary>
    private const int MaxLayers = 4;

    public BootEvidence Evidence()
    {
        string commandLine = Text("proc/cmdline");
        HashSet<string> mounted = Below(KernelWords.RootDevice(Text("proc/self/mountinfo")));
        IReadOnlyList<string> named = KernelWords.RootNames(commandLine);
        return new BootEvidence(
            OneSlot(setup.System, system => NumbersOf(system) is string numbers && mounted.Contains(numbers)), Loader(commandLine),
            OneSlot(setup.System, system => named.Any(name => IsNamed(system, name))));
    }

    /// <summary>The kernel's name of this start.</summary>
    public string BootId() => Text("proc/sys/kernel/random/boot_id").Trim();

    /// <summary>The root hash of dm-verity that the system was started with; null: none. Where several are
    /// named, all of them: no
    /// release has such a one.</summary>
    /// <remarks>Source: systemd-veritysetup-generator(8), <c>roothash=</c>; <see
    /// cref="KernelWords.VerityTables"/>.</remarks>
    public string? Verity()
    {
        string commandLine = Text("proc/cmdline");
        var hashes = KernelWords.VerityTables(commandLine)
            .Where(table => IsNamed(setup.System.A, table.Data) || IsNamed(setup.System.B, table.Data))
            .Select(table => table.RootHash)
            .Append(KernelWords.Argument(commandLine, "roothash"))
            .OfType<string>().Select(hash => hash.ToLowerInvariant()).Distinct().ToArray();
        return hashes.Length == 0 ? null : string.Join(" and ", hashes);
    }

    /// <summary>After how many seconds a kernel that panics starts the machine anew; null: it stays as it
    /// is.</summary>
    public int? PanicSeconds() => int.TryParse(Text("proc/sys/kernel/panic").Trim(), out int seconds) && seconds > 0 ? seconds : null;

    /// <summary>A hardware watchdog is running.</summary>
    public bool HasWatchdog() => Text("sys/class/watchdog/watchdog0/state").Trim() == "active";

    /// <summary>When the firmware was built; null: this machine does not say.</summary>
    public DateTimeOffset? Firmware() =>
        Number("build-timestamp") is uint seconds ? DateTimeOffset.FromUnixTimeSeconds(seconds) : null;

    // A Raspberry Pi's firmware tells the partition that it read from; others pass a word on.
    private SlotName? Loader(string commandLine)
    {
        if (setup.Loader == BootLoader.Tryboot && Number("partition") is uint partition)
        {
            return AreBootFilesThere() ? Slot(setup.Boot!, number => number == partition) : null;
        }
        return SlotNames.TryParse(KernelWords.Argument(commandLine, "edge.slot"));
    }

    // The boot files of a slot are written onto the partition that the firmware is told of: swapped, they would be those of the slot that runs.
    private bool AreBootFilesThere()
    {
        bool IsThere(string device, int number) => Text($"sys/class/block/{Path.GetFileName(Resolve(device))}/partition").Trim() is var told
            && (told.Length == 0 || told == number.ToString(CultureInfo.InvariantCulture));
        return setup.BootFiles is not { } files || (IsThere(files.A, setup.Boot!.A) && IsThere(files.B, setup.Boot!.B));
    }

    // The partition itself, or its number in the partition table.
    private bool IsNamed(string system, string named)
    {
        if (Resolve(system) == Resolve(named)) { return true; }
        const string ByPart = "PARTUUID=";
        return named.StartsWith(ByPart, StringComparison.Ordinal)
            && Resolve($"/dev/disk/by-partuuid/{named[ByPart.Length..]}") is var known && known == Resolve(system);
    }

    // A device and what it is made of: under dm-verity the root is a device of its own upon the partition.
    private HashSet<string> Below(string? numbers)
    {
        var all = new HashSet<string>(StringComparer.Ordinal);
        string[] layer = numbers is null ? [] : [numbers];
        for (int depth = 0; layer.Length > 0 && depth < MaxLayers; depth++)
        {
            all.UnionWith(layer);
            layer = [.. layer.Select(each => Path.Combine(root, "sys/dev/block", each, "slaves")).Where(Directory.Exists)
                .SelectMany(Directory.GetFileSystemEntries)
                .Select(each => Text($"sys/class/block/{Path.GetFileName(each)}/dev").Trim()).Where(each => each.Length > 0)];
        }
        return all;
    }

    private string? NumbersOf(string device)
    {
        string numbers = Text($"sys/class/block/{Path.GetFileName(Resolve(device))}/dev").Trim();
        return numbers.Length > 0 ? numbers : null;
    }

    private string Resolve(string device)
    {
        string path = Path.Combine(root, device.TrimStart('/'));
        return File.Exists(path) && File.ResolveLinkTarget(path, returnFinalTarget: true) is { } target ? target.FullName : path;
    }

    private uint? Number(string name)
    {
        string path = Path.Combine(root, TreeFolder, name);
        byte[] bytes = File.Exists(path) ? File.ReadAllBytes(path) : [];
        return bytes.Length == sizeof(uint) ? BinaryPrimitives.ReadUInt32BigEndian(bytes) : null;
    }

    private string Text(string file)
    {
        string path = Path.Combine(root, file);
        return File.Exists(path) ? File.ReadAllText(path) : "";
    }

    // Where both are meant, nobody knows which.
    private static SlotName? OneSlot(SlotPair<string> pair, Func<string, bool> isIt) => isIt(pair.A) && isIt(pair.B) ? null : Slot(pair, isIt);

    private static SlotName? Slot<T>(SlotPair<T> pair, Func<T, bool> isIt) =>
        isIt(pair.A) ? SlotName.A : isIt(pair.B) ? SlotName.B : null;
}
