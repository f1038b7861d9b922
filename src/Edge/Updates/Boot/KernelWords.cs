namespace Edge.Updates.Boot;

/// <summary>What the kernel says about how it was started.</summary>
public static class KernelWords
{
    /// <summary>The value of an argument of the command line, the last where there are several; null: it is
    /// not there.</summary>
    /// <param name="commandLine">Of <c>/proc/cmdline</c>.</param>
    public static string? Argument(string commandLine, string name) =>
        commandLine.Split([' ', '\n', '\t'], StringSplitOptions.RemoveEmptyEntries)
            .Where(word => word.StartsWith(name + "=", StringComparison.Ordinal))
            .Select(word => word[(name.Length + 1)..]).LastOrDefault();

    /// <summary>What the command line calls the root file system: <c>root=</c>, and under dm-verity the
    /// devices that it is made
    /// of.</summary>
    /// <param name="commandLine">Of <c>/proc/cmdline</c>.</param>
    /// <remarks>Source: systemd-veritysetup-generator(8), <c>systemd.verity_root_data=</c>; kernel
    /// documentation, dm-init,
    /// <c>dm-mod.create="NAME,UUID,MINOR,FLAGS,TABLE"</c>.</remarks>
    public static IReadOnlyList<string> RootNames(string commandLine)
    {
        var names = new List<string>();
        foreach (string name in (string[])["root", "systemd.verity_root_data"])
        {
            if (Argument(commandLine, name) is string device) { names.Add(device); }
        }
        names.AddRange(Created(commandLine).Split([' ', ',', ';'], StringSplitOptions.RemoveEmptyEntries)
            .Where(word => word[0] == '/' || word.StartsWith("PARTUUID=", StringComparison.Ordinal)));
        return names;
    }

    /// <summary>What the kernel itself puts dm-verity upon, without an initramfs: the device of the data and
    /// the root hash that they
    /// are verified with.</summary>
    /// <param name="commandLine">Of <c>/proc/cmdline</c>.</param>
    /// <remarks>Source: kernel documentation, dm-init (devices divided by <c>;</c>, tables by <c>,</c>) and
    /// verity:
    /// <c>START SECTORS verity VERSION DATA TREE BYTES BYTES BLOCKS BLOCK ALGORITHM HASH SALT</c>.</remarks>
    public static IReadOnlyList<(string Data, string RootHash)> VerityTables(string commandLine) =>
        [.. Created(commandLine).Split(';').SelectMany(device => device.Split(',').Skip(4))
            .Select(table => table.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Where(words => words is [_, _, "verity", _, _, _, _, _, _, _, _, _, ..])
            .Select(words => (words[4], words[11]))];

    /// <summary>Device numbers of what is mounted on the root folder, such as 179:5; null: none is
    /// told.</summary>
    /// <param name="mounts">Of <c>/proc/self/mountinfo</c>. Source: proc(5).</param>
    public static string? RootDevice(string mounts) =>
        mounts.Split('\n').Select(line => line.Split(' ')).Where(fields => fields is [_, _, _, _, "/", ..])
            .Select(fields => fields[2]).LastOrDefault();

    private static string Created(string commandLine)
    {
        const string Argument = "dm-mod.create=\"";
        int from = commandLine.IndexOf(Argument, StringComparison.Ordinal) + Argument.Length;
        int to = from < Argument.Length ? -1 : commandLine.IndexOf('"', from);
        return to > from ? commandLine[from..to] : "";
    }
}
