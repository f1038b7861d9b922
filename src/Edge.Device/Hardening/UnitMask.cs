using Edge.Device.Kernel;

namespace Edge.Device.Hardening;

/// <summary>The mask of a unit whose own file goes before the place where systemd masks for one
/// boot.</summary>
/// <remarks>systemd takes the first file of a name on its search path. Masks for a boot lie in
/// <c>/run/systemd/system</c>, behind <c>/etc/systemd/system</c>, where administrators and intruders put
/// units; <c>/run/systemd/system.control</c> lies before it and ends with the boot as well. Only
/// <c>/etc/systemd/system.control</c> comes before that. Source: systemd.unit(5), "System Unit Search
/// Path".</remarks>
internal sealed class UnitMask(MachineRoot root)
{
    private const string Before = "/etc/systemd/system.control";
    private const string Control = "/run/systemd/system.control";
    private const string Nothing = "/dev/null";

    private static readonly string[] Between =
    [
        "/run/systemd/transient", "/run/systemd/generator.early", "/etc/systemd/system", "/etc/systemd/system.attached", "/run/systemd/system",
    ];

    /// <summary>Whether the usual mask has no effect on this unit, or no place.</summary>
    public bool IsNeeded(string unit) => Between.Append(Before).Any(folder => HasFile(folder, unit));

    /// <summary>Puts the link; systemd knows after it read its files anew. Throws <see cref="IOException"/>,
    /// <see cref="UnauthorizedAccessException"/>.</summary>
    public void Put(string unit)
    {
        if (HasFile(Before, unit))
        {
            throw new IOException($"{Before}/{unit} goes before every mask that ends with the boot: remove that file, and reload systemd");
        }

        string link = root.PathOf($"{Control}/{unit}");
        Directory.CreateDirectory(Path.GetDirectoryName(link)!);
        if (KernelLink.TargetOf(link) == Nothing) { return; }
        File.Delete(link);
        File.CreateSymbolicLink(link, Nothing);
    }

    /// <summary>Takes the link away; what is no such link stays.</summary>
    public void Take(string unit)
    {
        string link = root.PathOf($"{Control}/{unit}");
        if (KernelLink.TargetOf(link) == Nothing) { File.Delete(link); }
    }

    /// <summary>A file or a link; a mask is none.</summary>
    private bool HasFile(string folder, string unit)
    {
        string path = root.PathOf($"{folder}/{unit}");
        return KernelLink.TargetOf(path) is { } target ? target != Nothing : File.Exists(path);
    }
}
