using System.Device.Gpio;
using System.Globalization;

namespace Edge.Simulator.Guest;

/// <summary>A GPIO chip that the kernel's gpio-sim makes: its lines are real to every process of this
/// machine.</summary>
/// <remarks>Source: Linux Documentation/admin-guide/gpio/gpio-sim.rst.</remarks>
internal sealed class SimChip
{
    private const string ConfigFolder = "/sys/kernel/config";
    private const string SimFolder = ConfigFolder + "/gpio-sim";
    private const string OurFolder = SimFolder + "/edge";

    private readonly string _lines;

    private SimChip(string device, string chip)
    {
        Node = "/dev/" + chip;
        _lines = $"/sys/devices/platform/{device}/{chip}";
    }

    /// <summary>The character device.</summary>
    public string Node { get; }

    /// <summary>Makes the chip, or finds the one that an agent before this one made.</summary>
    /// <exception cref="IOException">The kernel has no gpio-sim, or refuses; the message says which
    /// file.</exception>
    public static SimChip Make(string label, int lines, IReadOnlyDictionary<int, string> names)
    {
        if (!Directory.Exists(SimFolder))
        {
            // Mounting what is mounted already fails, and does no harm.
            _ = Libc.Mount("configfs", ConfigFolder, "configfs", 0, 0);
        }
        if (!Directory.Exists(SimFolder)) { throw new IOException($"{SimFolder}: this kernel has no gpio-sim."); }
        string bank = OurFolder + "/bank0";
        if (!Directory.Exists(bank) || KernelFile.Read(OurFolder + "/live") != "1")
        {
            Directory.CreateDirectory(bank);
            KernelFile.Write(bank + "/num_lines", lines.ToString(CultureInfo.InvariantCulture));
            KernelFile.Write(bank + "/label", label);
            foreach ((int line, string name) in names)
            {
                string folder = string.Create(CultureInfo.InvariantCulture, $"{bank}/line{line}");
                Directory.CreateDirectory(folder);
                KernelFile.Write(folder + "/name", name);
            }
            KernelFile.Write(OurFolder + "/live", "1");
        }
        return new(KernelFile.Read(OurFolder + "/dev_name"), KernelFile.Read(bank + "/chip_name"));
    }

    /// <summary>What the world outside puts on a line that nobody here drives.</summary>
    public void Pull(int line, PinValue level) =>
        KernelFile.Write(PathOf(line, "pull"), level == PinValue.High ? "pull-up" : "pull-down");

    public PinValue LevelOf(int line) => KernelFile.Read(PathOf(line, "value")) == "1" ? PinValue.High : PinValue.Low;

    private string PathOf(int line, string file) =>
        string.Create(CultureInfo.InvariantCulture, $"{_lines}/sim_gpio{line}/{file}");
}
