using System.Diagnostics;

namespace Edge.Device.Hardening;

/// <summary>Programs of the system that the guard asks: nft, modprobe, systemd-mount. Each is one process with a
/// limit in time.</summary>
internal static class Tool
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    /// <summary>Runs to the end. Throws <see cref="IOException"/> where it cannot be run or does not
    /// end.</summary>
    /// <param name="input">Goes to its standard input.</param>
    public static (int ExitCode, string Text, string Error) Run(string program, string[] arguments,
        string input = "")
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true,
        };
        start.Environment["LC_ALL"] = "C";
        start.Environment["PATH"] = "/usr/sbin:/usr/bin:/sbin:/bin";
        try
        {
            using Process process = Process.Start(start) ?? throw new IOException($"{program} could not be started");
            process.StandardInput.Write(input);
            process.StandardInput.Close();
            Task<string> error = process.StandardError.ReadToEndAsync();
            string text = process.StandardOutput.ReadToEnd();
            if (!process.WaitForExit(Patience))
            {
                process.Kill(entireProcessTree: true);
                throw new IOException($"{program} {string.Join(' ', arguments)} did not end after {Patience.TotalSeconds} s");
            }
            error.Wait();
            return (process.ExitCode, text, error.Result.Trim());
        }
        catch (System.ComponentModel.Win32Exception exception)
        {
            throw new IOException($"{program}: {exception.Message}", exception);
        }
    }

    /// <summary>Runs and throws <see cref="IOException"/> with the program's own words where it
    /// fails.</summary>
    public static void Must(string program, string[] arguments, string input = "")
    {
        (int code, _, string error) = Run(program, arguments, input);
        if (code != 0) { throw new IOException($"{program} {string.Join(' ', arguments)}: {(error.Length > 0 ? error : $"exit code {code}")}"); }
    }
}
