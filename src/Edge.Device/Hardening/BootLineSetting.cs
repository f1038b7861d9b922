using Edge.Platform.Files;

namespace Edge.Device.Hardening;

/// <summary>Lines of config.txt and words of cmdline.txt in the boot files of the slot that does not run:
/// what is tried there falls
/// back with the slot.</summary>
/// <param name="folder">Where those files are; null: this machine has no such slot, and nothing can be
/// read.</param>
internal sealed class BootLineSetting(string? folder) : ISetting
{
    public string? Read(string target) => PathOf(target) is { } path && File.Exists(path)
        ? Has(File.ReadAllText(path), target) ? "present" : "absent" : null;

    public void Write(string target, string value)
    {
        string path = PathOf(target) ?? throw new IOException("this machine has no boot files of a slot that does not run");
        string text = File.ReadAllText(path);
        if (Has(text, target) == (value == "present")) { return; }
        string line = LineOf(target);
        string changed = IsWord(target)
            ? value == "present" ? $"{text.TrimEnd()} {line}\n"
                : string.Join(' ', text.TrimEnd().Split(' ').Where(word => word != line)) + "\n"
            : value == "present" ? $"{text.TrimEnd('\n')}\n{line}\n"
                : string.Join('\n', text.Split('\n').Where(each => each.Trim() != line));
        DurableFile.Replace(path, System.Text.Encoding.UTF8.GetBytes(changed), DurableFile.WorldReadable);
    }

    private static bool IsWord(string target) => target.StartsWith("cmdline:", StringComparison.Ordinal);

    private static bool Has(string text, string target) => IsWord(target)
        ? text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Contains(LineOf(target))
        : text.Split('\n').Any(line => line.Trim() == LineOf(target));

    // Source: the Raspberry Pi documentation, config.txt: dtoverlay=, dtparam=.
    private static string LineOf(string target)
    {
        int colon = target.IndexOf(':', StringComparison.Ordinal);
        string argument = target[(colon + 1)..];
        return target[..colon] is "dtoverlay" or "dtparam" ? $"{target[..colon]}={argument}" : argument;
    }

    private string? PathOf(string target) => folder is null ? null
        : Path.Combine(folder, IsWord(target) ? "cmdline.txt" : "config.txt");
}
