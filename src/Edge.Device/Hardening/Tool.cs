using System.Diagnostics;

namespace Edge.Device.Hardening;

/// <summary>Programs of the system that the guard asks: nft, modprobe, systemd-mount. Each is one process with a
/// limit in time.</summary>
internal static class Tool
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    /// <summary>Runs to the end. Throws <see cref="IOException"/> where it cannot be run or does not
    /// end: then it is killed, with all that it started.</summary>
    /// <param name="input">Goes to its standard input.</param>
    /// <param name="patience">Null: 20 seconds.</param>
    public static (int ExitCode, string Text, string Error) Run(string program, string[] arguments,
        string input = "", TimeSpan? patience = null)
    {
        TimeSpan longest = patience ?? Patience;
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true,
        };
        start.Environment["LC_ALL"] = "C";
        start.Environment["PATH"] = "/usr/sbin:/usr/bin:/sbin:/bin";
        try
        {
            using Process process = Process.Start(start) ?? throw new IOException($"{program} could not be started");
            string[] said = ["", ""];
            Task talk = TalkAsync(process, input, said);
            if (Task.WaitAny([talk], longest) < 0)
            {
                process.Kill(entireProcessTree: true);
                throw new IOException($"{program} {string.Join(' ', arguments)} did not end after {longest.TotalSeconds} s");
            }
            if (talk.Exception is { } trouble) { throw new IOException($"{program}: {trouble.InnerException?.Message}"); }
            return (process.ExitCode, said[0], said[1].Trim());
        }
        catch (System.ComponentModel.Win32Exception exception)
        {
            throw new IOException($"{program}: {exception.Message}", exception);
        }
    }

    private static async Task TalkAsync(Process process, string input, string[] said)
    {
        Task<string> text = process.StandardOutput.ReadToEndAsync();
        Task<string> error = process.StandardError.ReadToEndAsync();
        try
        {
            await process.StandardInput.WriteAsync(input);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It ended without reading; what it says of that is below.
        }

        await process.WaitForExitAsync();
        (said[0], said[1]) = (await text, await error);
    }

    /// <summary>Runs and throws <see cref="IOException"/> with the program's own words where it
    /// fails.</summary>
    public static void Must(string program, string[] arguments, string input = "")
    {
        (int code, _, string error) = Run(program, arguments, input);
        if (code != 0) { throw new IOException($"{program} {string.Join(' ', arguments)}: {(error.Length > 0 ? error : $"exit code {code}")}"); }
    }
}
