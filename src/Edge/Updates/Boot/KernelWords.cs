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

    /// <summary>Device numbers of what is mounted on the root folder, such as 179:5; null: none is
    /// told.</summary>
    /// <param name="mounts">Of <c>/proc/self/mountinfo</c>. Source: proc(5).</param>
    public static string? RootDevice(string mounts) =>
        mounts.Split('\n').Select(line => line.Split(' ')).Where(fields => fields is [_, _, _, _, "/", ..])
            .Select(fields => fields[2]).LastOrDefault();
}
