using System.Diagnostics;
using System.Globalization;

namespace Edge.SystemTests;

/// <summary>What goes over the gateway's uplink, seen at the other end of its cable.</summary>
internal sealed class Tap : IAsyncDisposable
{
    private readonly Process _capture;
    private readonly string _file;

    private Tap(Process capture, string file) => (_capture, _file) = (capture, file);

    public static async Task<Tap> ListenAsync(Lab lab)
    {
        string file = Path.Combine(lab.Folder, "tap.txt");
        File.Delete(file);
        const string Script = ". scripts/vm/parts/common.sh; start_in_lab \"$vm_parts/capture\" \"$1\"";
        var start = new ProcessStartInfo("bash", ["-c", Script, "tap", file]) { WorkingDirectory = Repository.Root };
        foreach ((string name, string value) in lab.Environment) { start.Environment[name] = value; }
        var tap = new Tap(Process.Start(start)!, file);
        await lab.UntilAsync(() => Task.FromResult(File.Exists(file) && tap.Lines().Length > 0), "a tap on the cable", TimeSpan.FromSeconds(20));
        return tap;
    }

    /// <summary>When the gateway sent something to the platform, in seconds since 1970, oldest first.</summary>
    public double[] ToPlatform() =>
    [
        .. Lines().Select(line => line.Split(' ')).Where(words => words is [_, "out", "tcp", _, "10.90.0.1:8443"])
            .Select(words => double.Parse(words[0], CultureInfo.InvariantCulture)),
    ];

    /// <summary>Anything at all that the gateway sent.</summary>
    public int Sent() => Lines().Count(line => line.Split(' ') is [_, "out", ..]);

    public async ValueTask DisposeAsync()
    {
        _capture.Kill(entireProcessTree: true);
        await _capture.WaitForExitAsync();
        _capture.Dispose();
    }

    private string[] Lines()
    {
        using var stream = new FileStream(_file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var reader = new StreamReader(stream);
        string text = reader.ReadToEnd();
        return text[..(text.LastIndexOf('\n') + 1)].Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
