using System.Runtime.InteropServices;
using System.Text;
using Edge.Device.Kernel;
using Edge.Hardening;
using Edge.Platform.Files;

namespace Edge.Device.Hardening;

/// <summary>Units of systemd, masked until the next boot.</summary>
internal sealed class UnitSetting(UnitList units) : ISetting
{
    public string? Read(string target) => units.StateOf(target);

    public void Write(string target, string value)
    {
        if (value == "masked") { units.Mask(target); } else { units.Unmask(target, starts: value == "active"); }
    }
}

/// <summary>The table of the packet filter.</summary>
/// <remarks>What was read is what is there as long as the kernel counts no change.</remarks>
internal sealed class FirewallSetting : ISetting
{
    private (string Target, uint Generation, string Text)? _read;

    public string? Read(string target)
    {
        uint? generation = PacketFilter.Generation();
        if (_read is { } read && read.Target == target && read.Generation == generation) { return read.Text; }
        string rules = PacketFilter.HasTable(target) == false ? "" : List(target);
        _read = generation is { } known ? (target, known, rules) : null;
        return rules;
    }

    private static string List(string target)
    {
        (int code, string text, _) = Tool.Run("nft", ["-n", "-s", "list", "table", .. target.Split(' ')]);
        return code == 0 ? FirewallText.Normalise(text) : "";
    }

    public void Write(string target, string value)
    {
        _read = null;
        Tool.Must("nft", ["-f", "-"], $"table {target}\ndelete table {target}\n{value}");
    }
}

/// <summary>A mounted file system; its unit of systemd does the unmounting, in the system's own name
/// space.</summary>
internal sealed class MountSetting(MachineRoot root) : ISetting
{
    public string? Read(string target) => new MountScan(root).Of(target) ?? "absent";

    public void Write(string target, string value)
    {
        if (value == "absent") { Tool.Must("systemd-umount", ["--", target]); return; }
        string[] words = value.Split(' ', 3);
        if (!root.Exists(words[0])) { throw new NothingThereException($"{words[0]} was taken out meanwhile"); }
        Tool.Must("systemd-mount", ["--fsck=no", $"--type={words[1]}",
            $"--options={words[2]},nodev,nosuid,noexec", "--", words[0], target]);
    }
}

/// <summary>A user's password, in the shadow file or wherever its field is that counts: an exclamation mark before it locks it, and
/// taking that away gives it back.</summary>
internal sealed partial class AccountSetting(MachineRoot root) : ISetting
{
    private readonly AccountScan _accounts = new(root);

    public string? Read(string target) => _accounts.FieldOf(target) is { } found ? AccountScan.IsLocked(found.Field) ? "locked" : "open" : null;

    public void Write(string target, string value)
    {
        bool isHeld = root.IsReal && LockPasswords() == 0;
        if (root.IsReal && !isHeld) { throw new IOException("another program is changing the passwords"); }
        try
        {
            Change(target, value == "locked");
        }
        finally
        {
            if (isHeld) { _ = UnlockPasswords(); }
        }
    }

    private void Change(string name, bool locked)
    {
        (string file, _) = _accounts.FieldOf(name) ?? throw new IOException($"there is no user {name}");
        string path = root.PathOf(file);
        // Byte for byte: other lines may hold names in any encoding.
        string[] lines = Encoding.Latin1.GetString(File.ReadAllBytes(path)).Split('\n');
        string start = Encoding.Latin1.GetString(Encoding.UTF8.GetBytes($"{name}:"));
        int at = Array.FindIndex(lines, line => line.TrimStart().StartsWith(start, StringComparison.Ordinal));
        if (at < 0) { throw new IOException($"there is no user {name}"); }
        string[] fields = lines[at].Split(':');
        fields[1] = locked ? $"!{fields[1]}" : fields[1].TrimStart('!');
        lines[at] = string.Join(':', fields);
        DurableFile.Replace(path, Encoding.Latin1.GetBytes(string.Join('\n', lines)),
            File.GetUnixFileMode(path), FileOwner.Of(path));
    }

    // Source: lckpwdf(3).
    [LibraryImport("libc", EntryPoint = "lckpwdf")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int LockPasswords();

    [LibraryImport("libc", EntryPoint = "ulckpwdf")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int UnlockPasswords();
}

/// <summary>A kernel module: taken away, and barred from being loaded by name until the next boot.</summary>
/// <remarks>The bar is a file of modprobe.d in /run; one of the same name in /etc takes its place, and then nothing is barred. A
/// program that hands the kernel a file itself is stopped by kernel.modules_disabled, which comes last. Source: delete_module(2),
/// modprobe.d(5), CONFIGURATION FORMAT.</remarks>
internal sealed partial class ModuleSetting(MachineRoot root) : ISetting
{
    private const string Bars = "/run/modprobe.d/edge-guard.conf";
    private const string Before = "/etc/modprobe.d/edge-guard.conf";
    private const int NonBlocking = 0x800;
    private const int TryAgain = 11;
    private const int MostAttempts = 10;
    private const int BetweenMilliseconds = 100;

    public string? Read(string target)
    {
        if (root.Lines("/proc/modules").Any(line => line.StartsWith($"{target} ",
            StringComparison.Ordinal))) { return "loaded"; }
        return Barred().Contains(target) && !IsOverruled ? "barred" : "loadable";
    }

    public void Write(string target, string value)
    {
        HashSet<string> barred = Barred();
        bool isChanged = value == "barred" ? barred.Add(target) : barred.Remove(target);
        if (isChanged)
        {
            string path = root.PathOf(Bars);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            string text = string.Concat(barred.Order(StringComparer.Ordinal).Select(name =>
                $"install {name} /bin/false\n"));
            DurableFile.Replace(path, Encoding.UTF8.GetBytes(text), DurableFile.WorldReadable);
        }
        if (value == "barred" && IsOverruled) { throw new IOException($"{Before} takes the place of what bars modules here: remove it"); }
        if (value == "loaded") { Tool.Must("modprobe", ["--", target]); }
        else if (root.IsReal && Read(target) == "loaded" && !TryDelete(target))
        {
            throw new IOException($"the kernel keeps the module {target}: {Marshal.GetLastPInvokeErrorMessage()}");
        }
    }

    /// <summary>A device that just lost its driver lets go of the module a moment later.</summary>
    private static bool TryDelete(string name)
    {
        for (int attempt = 1; ; attempt++)
        {
            if (DeleteModule(name, NonBlocking) == 0) { return true; }
            bool isBusy = Marshal.GetLastPInvokeError() == TryAgain;
            if (!isBusy || attempt == MostAttempts) { return false; }
            _ = Poll(0, 0, BetweenMilliseconds);
        }
    }

    private bool IsOverruled => root.Exists(Before) || KernelLink.TargetOf(root.PathOf(Before)) is not null;

    private HashSet<string> Barred() => [.. root.Lines(Bars).Select(line => line.Split(' ')).Where(words =>
        words is ["install", _, "/bin/false"]).Select(words => words[1])];

    [LibraryImport("libc", EntryPoint = "poll")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Poll(nint none, nuint count, int milliseconds);

    [LibraryImport("libc", EntryPoint = "delete_module", SetLastError = true,
        StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int DeleteModule(string name, int flags);
}
