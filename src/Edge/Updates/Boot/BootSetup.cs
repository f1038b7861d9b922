using System.Globalization;
using Edge.Updates.Releases;
using Edge.Updates.Slots;
using Edge.Updates.Tuf;

namespace Edge.Updates.Boot;

public enum BootLoader : byte
{
    /// <summary>The firmware of a Raspberry Pi.</summary>
    Tryboot = 1,
    Grub = 2,
    Uboot = 3,
}

/// <summary>Two values, one for each slot.</summary>
public sealed record SlotPair<T>(T A, T B);

/// <summary>Which boot loader starts this machine, and where it is told what to start. Missing: slots of
/// partitions are not used.</summary>
/// <param name="System">The partitions of the two systems, as paths of devices.</param>
/// <param name="Selector">Tryboot: the FAT partition with autoboot.txt. U-Boot: the device or file with the
/// environment. GRUB: the first
/// environment block.</param>
/// <param name="Second">GRUB: the second environment block; otherwise null.</param>
/// <param name="Boot">Tryboot: numbers of the boot partitions; otherwise null.</param>
/// <param name="FirmwareFrom">Tryboot: the oldest firmware that trials were tested with.</param>
/// <param name="Environment">U-Boot: first bytes of the two copies; otherwise null.</param>
/// <param name="EnvironmentBytes">U-Boot: length of each copy.</param>
/// <remarks>File: docs/formats/boot-selectors.md, <c>boot.json</c>.</remarks>
public sealed record BootSetup(
    BootLoader Loader, SlotPair<string> System, string Selector, string? Second, SlotPair<int>? Boot, DateTimeOffset FirmwareFrom,
    SlotPair<long>? Environment, int EnvironmentBytes)
{
    public const int MaxBytes = 4_096;
    private const int MaxPathBytes = 240;
    private const long MaxPlace = 1L << 40;
    private static readonly string[] Loaders = ["tryboot", "grub", "u-boot"];

    /// <summary>The boards that releases of the operating system are made for; null: none is taken
    /// here.</summary>
    public string? Class { get; init; }

    /// <summary>The partitions with kernel and boot files, where each slot has one of its own; null: they are
    /// in the root file systems.</summary>
    public SlotPair<string>? BootFiles { get; init; }

    /// <summary>Firmware that documents whole partitions for trials was released at the end of
    /// 2022.</summary>
    public static DateTimeOffset DefaultFirmwareFrom { get; } = new(2023, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static Result<BootSetup, UpdateReason> Read(ReadOnlySpan<byte> bytes) => FieldReading.Document(bytes, MaxBytes, "boot", Read);

    /// <summary>The partition that an image of a release belongs into; null: this machine has none.</summary>
    /// <param name="image">See <see cref="SystemImages"/>.</param>
    public string? DeviceOf(SlotName slot, string image) =>
        (image == SystemImages.Root ? System : BootFiles) is { } pair ? slot == SlotName.A ? pair.A : pair.B : null;

    private static BootSetup Read(TufFields fields)
    {
        BootSetup setup = ReadLoader(fields) with
        {
            Class = fields.Has("class") ? fields.Name("class", PathNames.MaxNameLength) : null,
            BootFiles = fields.Has("bootFiles") ? Pair(fields, "bootFiles", (slots, name) => Device(slots, name)) : null,
        };
        string?[] all = [setup.System.A, setup.System.B, setup.BootFiles?.A, setup.BootFiles?.B, setup.Selector, setup.Second];
        string? twice = all.OfType<string>().GroupBy(each => each, StringComparer.Ordinal).FirstOrDefault(each => each.Count() > 1)?.Key;
        if (twice is not null) { fields.Wrong("system", $"no device twice: {twice} stands for two things"); }
        return setup;
    }

    private static BootSetup ReadLoader(TufFields fields)
    {
        var loader = (BootLoader)(1 + fields.Word("loader", Loaders));
        SlotPair<string> system = Pair(fields, "system", (slots, name) => Device(slots, name));
        string selector = Device(fields, "selector");
        switch (loader)
        {
            case BootLoader.Tryboot:
                fields.Only("version", "loader", "class", "bootFiles", "system", "selector", "boot", "firmwareFrom");
                SlotPair<int> boot = Pair(fields, "boot", (slots, name) => (int)slots.Integer(name, 1, AutobootFile.MaxPartition));
                return new BootSetup(loader, system, selector, null, boot, From(fields), null, 0);
            case BootLoader.Grub:
                fields.Only("version", "loader", "class", "bootFiles", "system", "selector", "second");
                string second = Device(fields, "second");
                if (second == selector) { fields.Wrong("second", "another file than selector"); }
                return new BootSetup(loader, system, selector, second, null, DefaultFirmwareFrom, null, 0);
            default:
                fields.Only("version", "loader", "class", "bootFiles", "system", "selector", "environment", "environmentBytes");
                SlotPair<long> places = Pair(fields, "environment", (slots, name) => slots.Integer(name, 0, MaxPlace));
                int size = (int)fields.Integer("environmentBytes", UbootEnvironment.MinBytes, UbootEnvironment.MaxBytes);
                if (Math.Abs(places.A - places.B) < size) { fields.Wrong("environment", "two places that do not overlap"); }
                return new BootSetup(loader, system, selector, null, null, DefaultFirmwareFrom, places, size);
        }
    }

    private static SlotPair<T> Pair<T>(TufFields fields, string name, Func<TufFields, string, T> read)
    {
        TufFields slots = fields.Object(name);
        slots.Only("a", "b");
        var pair = new SlotPair<T>(read(slots, "a"), read(slots, "b"));
        if (EqualityComparer<T>.Default.Equals(pair.A, pair.B)) { fields.Wrong(name, "two that are not the same"); }
        return pair;
    }

    private static string Device(TufFields fields, string name)
    {
        string path = fields.Text(name, MaxPathBytes);
        bool isPath = path.StartsWith('/') && !path.Split('/').Contains("..") && !path.Any(char.IsControl);
        if (!isPath) { fields.Wrong(name, "an absolute path"); }
        return path;
    }

    private static DateTimeOffset From(TufFields fields)
    {
        if (!fields.Has("firmwareFrom")) { return DefaultFirmwareFrom; }
        bool isDay = DateTimeOffset.TryParseExact(
            fields.Text("firmwareFrom", 16), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset day);
        if (!isDay) { fields.Wrong("firmwareFrom", "a day such as 2023-01-11"); }
        return day;
    }
}
