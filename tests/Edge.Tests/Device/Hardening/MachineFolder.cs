using Edge.Device.Hardening;
using Edge.Hardening;

namespace Edge.Tests.Device.Hardening;

/// <summary>A folder that looks like a machine: sysfs, procfs and a few files of Debian.</summary>
internal sealed class MachineFolder : IDisposable
{
    public string Root { get; } = Directory.CreateTempSubdirectory("edge-machine-").FullName;

    public LinuxHands Hands => new(default, Path.Combine(Root, "run"), null, Root);

    public void Dispose() => Directory.Delete(Root, recursive: true);

    public MachineFolder With(string path, string text)
    {
        string file = Path.Combine(Root, path.TrimStart('/'));
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text + "\n");
        return this;
    }

    /// <summary>A link in a class or bus folder to a device, both made where they are missing.</summary>
    public MachineFolder WithDevice(string link, string device, string? driver = null)
    {
        string target = Path.Combine(Root, "sys", device.TrimStart('/'));
        Directory.CreateDirectory(target);
        Link(link, target);
        if (driver is not null)
        {
            string module = Path.Combine(Root, "sys/module", driver);
            Directory.CreateDirectory(Path.Combine(Root, "sys/bus/drivers", driver));
            Directory.CreateDirectory(module);
            Link($"/sys/bus/drivers/{driver}/module", module);
            Link($"/sys{device}/driver", Path.Combine(Root, "sys/bus/drivers", driver));
        }
        return this;
    }

    public string Read(string path) => File.ReadAllText(Path.Combine(Root, path.TrimStart('/'))).TrimEnd();

    public Found Find(FoundKind kind, string name) => Hands.Look().All(kind).Single(each =>
        each.Name == name);

    private void Link(string link, string target)
    {
        string path = Path.Combine(Root, link.TrimStart('/'));
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        if (!Path.Exists(path)) { File.CreateSymbolicLink(path, target); }
    }
}
