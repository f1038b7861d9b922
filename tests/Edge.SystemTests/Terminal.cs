using System.Diagnostics;
using System.Text;

namespace Edge.SystemTests;

/// <summary>The technician's end of the gateway's tty2.</summary>
internal sealed class Terminal : IAsyncDisposable
{
    private readonly Process _process;
    private readonly StringBuilder _said = new();
    private int _from;

    private Terminal(Process process, string name) => (_process, Name) = (process, name);

    /// <summary>The device that the gateway's terminal is to be.</summary>
    public string Name { get; }

    /// <summary>Everything that was shown.</summary>
    public string Said
    {
        get { lock (_said) { return _said.ToString(); } }
    }

    public async Task TypeAsync(string line)
    {
        _from = Said.Length;
        await _process.StandardInput.WriteAsync(line + "\n");
        await _process.StandardInput.FlushAsync();
    }

    /// <summary>Until it is shown behind what was typed last.</summary>
    public Task SaysAsync(Lab lab, string text) =>
        lab.UntilAsync(() => Task.FromResult(Said[_from..].Contains(text, StringComparison.Ordinal)), $"'{text}' on the terminal");

    public static async Task<Terminal> OpenAsync()
    {
        Process process = Process.Start(new ProcessStartInfo(Repository.PathOf("scripts", "vm", "parts", "terminal"))
        {
            RedirectStandardInput = true, RedirectStandardOutput = true,
        })!;
        var terminal = new Terminal(process, (await process.StandardOutput.ReadLineAsync())!);
        _ = Task.Run(terminal.ReadAsync);
        return terminal;
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private async Task ReadAsync()
    {
        var buffer = new char[1024];
        for (int read; (read = await _process.StandardOutput.ReadAsync(buffer)) > 0;)
        {
            lock (_said) { _said.Append(buffer, 0, read); }
        }
    }
}
