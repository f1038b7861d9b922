using System.Text;
using Edge.Device.Buses;
using Edge.Device.Kernel;
using Edge.Device.Systemd;
using Edge.Platform.Files;

namespace Edge.Device.Hardening;

/// <summary>A drop-in that narrows a unit for this boot, and the same told to systemd at once.</summary>
/// <remarks>Read back is what systemd holds, and whether the kernel stands at the door of the unit's control
/// group: the drop-in alone proves nothing. Systemd keeps what it was told in files of its own, beside the
/// drop-in; they go with it. A class of devices that the unit did not have before reaches it with its next
/// start.</remarks>
/// <param name="programs">How many programs the kernel has at a control group; null: it cannot be
/// asked.</param>
internal sealed class UnitRightsSetting(MachineRoot root, UnitList units, Func<string, GroupHook, int?>? programs = null) : ISetting
{
    private const string Groups = "/sys/fs/cgroup/system.slice";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(50);

    private readonly Func<string, GroupHook, int?> _programs = programs ?? GroupPrograms.Count;

    public string? Read(string target)
    {
        if (root.Read(OwnFiles.DropIn(target)) is not { } lines) { return ""; }
        string text = lines + "\n";
        if (!units.HasSystemd) { return text; }
        string held = units.RightsOf(target);
        if (held != UnitRights.Wanted(text)) { return $"systemd holds: {held}"; }
        return Missing(target, text) is { } what ? $"systemd holds it, and the kernel has nothing that decides about {what} of its control group" : text;
    }

    public void Write(string target, string value)
    {
        string path = root.PathOf(OwnFiles.DropIn(target));
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        if (value.Length > 0)
        {
            DurableFile.Replace(path, Encoding.UTF8.GetBytes(value), DurableFile.WorldReadable);
            if (!units.HasSystemd) { return; }
            units.SetRights(target, value);
            // It puts its programs there a moment after it answered.
            for (TimeSpan waited = default; waited < Patience && Missing(target, value) is not null; waited += Pace) { Pauses.Real(Pace); }
            return;
        }

        File.Delete(path);
        foreach (string file in OwnFiles.Kept(target).Select(root.PathOf).Where(File.Exists)) { File.Delete(file); }
        if (units.HasSystemd) { units.Reload(); }
    }

    /// <summary>What the kernel lets through unasked although it should not; null: nothing, or it cannot be
    /// asked, or the unit does not run.</summary>
    private string? Missing(string unit, string text)
    {
        string group = root.PathOf($"{Groups}/{unit}");
        if (_programs(group, GroupHook.Device) == 0) { return "devices"; }
        return UnitProperties.ValuesOf(text, "IPAddressDeny").Length > 0 && _programs(group, GroupHook.Egress) == 0 ? "addresses" : null;
    }
}
