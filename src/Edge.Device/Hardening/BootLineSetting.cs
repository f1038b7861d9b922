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
            : value == "present" ? $"{text.TrimEnd('\n')}\n{(EndsInASection(text) ? "[all]\n" : "")}{line}\n"
                : string.Join('\n', Lines(text).Where(each => !each.IsForAll || each.Text.Trim() != line).Select(each => each.Text));
        DurableFile.Replace(path, System.Text.Encoding.UTF8.GetBytes(changed), DurableFile.WorldReadable);
    }

    private static bool IsWord(string target) => target.StartsWith("cmdline:", StringComparison.Ordinal);

    /// <summary>A line counts where every board takes it, and, where the same setting comes again, as the
    /// last one.</summary>
    private static bool Has(string text, string target)
    {
        string wanted = LineOf(target);
        if (IsWord(target)) { return text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Contains(wanted); }
        string setting = wanted[..(wanted.IndexOf('=', StringComparison.Ordinal) + 1)];
        bool comesOften = setting is "dtoverlay=" or "dtparam=" or "";
        (string Text, bool IsForAll)[] lines = [.. Lines(text).Select(each => (each.Text.Trim(), each.IsForAll))];
        return comesOften ? lines.Contains((wanted, true))
            : lines.LastOrDefault(each => each.Text.StartsWith(setting, StringComparison.Ordinal)) == (wanted, true);
    }

    private static bool EndsInASection(string text) => Lines(text + "\n-").Last() is { IsForAll: false };

    // Source: the Raspberry Pi documentation, config.txt, conditional filters: [all] ends those before it.
    private static IEnumerable<(string Text, bool IsForAll)> Lines(string text)
    {
        bool isForAll = true;
        foreach (string line in text.Split('\n'))
        {
            string section = line.Trim();
            if (section.StartsWith('[')) { isForAll = section == "[all]"; }
            yield return (line, isForAll);
        }
    }

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
