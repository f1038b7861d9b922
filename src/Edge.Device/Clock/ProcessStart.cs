using System.Globalization;

namespace Edge.Device.Clock;

/// <summary>When the kernel started this process, on the clock of <see cref="MachineClock"/>; to 10 ms.</summary>
/// <remarks>Process.StartTime will not do: it counts from a boot time of whole seconds, on a wall clock that may
/// jump. Source: proc_pid_stat(5), field 22.</remarks>
public static class ProcessStart
{
    private const int FirstFieldBehindTheName = 3;
    private const int StartTime = 22;

    /// <summary>USER_HZ is 100 wherever this runs. Source: asm-generic/param.h.</summary>
    private const int TickMilliseconds = 10;

    /// <summary>Milliseconds since the kernel started.</summary>
    /// <param name="root">The folder in place of <c>/</c>, for tests.</param>
    public static long Monotonic(string root = "/")
    {
        string stat = File.ReadAllText(Path.Combine(root, "proc/self/stat"));
        // The name stands in brackets and may hold brackets and blanks itself.
        string[] fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        return long.Parse(fields[StartTime - FirstFieldBehindTheName], CultureInfo.InvariantCulture) * TickMilliseconds;
    }
}
