using System.Diagnostics;
using System.Globalization;

namespace Edge.Benchmarks;

/// <summary>Runs other programs and says what they cost: with everything that they started and waited for.</summary>
internal static class ImageTools
{
    private const double Mebibyte = 1024 * 1024;

    /// <summary>So many clock ticks make a second in /proc; fixed on x86-64 and arm64.</summary>
    private const double TicksPerSecond = 100;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(20);

    /// <summary>The programs of the list that are not installed.</summary>
    public static string[] Missing(params string[] programs) =>
        [.. programs.Where(program => !Paths().Any(folder => File.Exists(Path.Combine(folder, program))))];

    /// <summary>What it wrote to its output. Throws where it fails, or takes longer than 20 minutes.</summary>
    public static string Run(string folder, string file, params string[] arguments)
    {
        var start = new ProcessStartInfo(file, arguments)
        {
            RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true, WorkingDirectory = folder,
        };
        using Process process = Process.Start(start)!;
        process.StandardInput.Close();
        Task<string> output = process.StandardOutput.ReadToEndAsync(), errors = process.StandardError.ReadToEndAsync();
        if (!process.WaitForExit(Patience))
        {
            process.Kill(entireProcessTree: true);
            throw new InvalidOperationException($"{file} {string.Join(' ', arguments)}: takes longer than {Patience}");
        }
        return process.ExitCode == 0
            ? output.Result
            : throw new InvalidOperationException($"{file} {string.Join(' ', arguments)} ended with {process.ExitCode}: {errors.Result}{output.Result}");
    }

    /// <summary>Runs an action that starts programs; the kernel charges what they cost to this process when it waits for them.</summary>
    /// <param name="received">What the device of the slot was given so far, in bytes.</param>
    public static Cost Take(Action action, Func<double> received)
    {
        (double processor, double charged) = Used();
        double before = received();
        var watch = Stopwatch.StartNew();
        action();
        double wall = watch.Elapsed.TotalSeconds;
        (double processorAfter, double chargedAfter) = Used();
        return new Cost(wall, processorAfter - processor, (received() - before) / Mebibyte, (chargedAfter - charged) / Mebibyte);
    }

    /// <summary>Runs a program; its highest proportional set size in MiB, seen every 2 ms.</summary>
    public static double Memory(string folder, string file, params string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(file, arguments) { RedirectStandardOutput = true, WorkingDirectory = folder })!;
        double most = 0;
        while (!process.WaitForExit(TimeSpan.FromMilliseconds(2))) { most = Math.Max(most, PssOf(process.Id)); }
        return process.ExitCode == 0 ? most : throw new InvalidOperationException($"{file} ended with {process.ExitCode}");
    }

    private static double PssOf(int process)
    {
        try
        {
            string? line = File.ReadLines($"/proc/{process}/smaps_rollup").FirstOrDefault(l => l.StartsWith("Pss:", StringComparison.Ordinal));
            return line is null ? 0 : Number(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1]) * 1024 / Mebibyte;
        }
        catch (IOException)
        {
            return 0; // it has just ended
        }
    }

    // Source: proc(5): cutime and cstime; write_bytes, both with children that were waited for.
    private static (double ProcessorSeconds, double WrittenBytes) Used()
    {
        string stat = File.ReadAllText("/proc/self/stat");
        string[] fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        string written = File.ReadLines("/proc/self/io").First(line => line.StartsWith("write_bytes:", StringComparison.Ordinal));
        return ((Number(fields[13]) + Number(fields[14])) / TicksPerSecond, Number(written.Split(' ')[1]));
    }

    private static double Number(string word) => double.Parse(word, CultureInfo.InvariantCulture);

    private static string[] Paths() => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':');
}

/// <param name="Wall">In seconds.</param>
/// <param name="Processor">In seconds, user and system.</param>
/// <param name="Written">What the device of the slot was given, in MiB.</param>
/// <param name="Charged">What the kernel charges to the programs for all devices, in MiB: a page that is
/// changed again after it was sent
/// counts again, with all that the kernel keeps together with it.</param>
internal sealed record Cost(double Wall, double Processor, double Written, double Charged);
