using System.Diagnostics;
using System.Globalization;
using Edge.Access;
using Edge.Device.Control;
using Edge.Keys;

namespace Edge.Benchmarks;

/// <summary>A shipped <c>edge run</c> with a state folder of its own and a collector that is away.</summary>
internal sealed class Gateway : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly string _folder = Demo.NewFolder();
    private readonly Process _process;

    public Gateway(string executable, string sitePath)
    {
        string trust = Directory.CreateDirectory(Path.Combine(_folder, "trust")).FullName;
        using var recipient = RecipientSecretKey.Create();
        var away = new CollectorDescriptor(
            "platform", new Uri("https://127.0.0.1:9"), new byte[32], new byte[32], recipient.PublicKey);
        File.WriteAllText(Path.Combine(trust, "platform.collector.json"), away.ToJson());
        string[] arguments =
        [
            "run", "--site", sitePath, "--boards", Path.Combine(Demo.Root, "hardware-profiles"),
            "--state", Path.Combine(_folder, "state"), "--trust", trust, "--socket", Socket,
            "--quiet",
        ];
        _process = Process.Start(new ProcessStartInfo(executable, arguments) { RedirectStandardOutput = true })!;
        _process.OutputDataReceived += (_, _) => { };
        _process.BeginOutputReadLine();
    }

    private string Socket => Path.Combine(_folder, "socket");

    /// <summary>The first status that satisfies the condition; throws when the gateway ends or stays silent.</summary>
    public StatusReport WaitFor(Func<StatusReport, bool> condition)
    {
        var watch = Stopwatch.StartNew();
        while (watch.Elapsed < Patience)
        {
            if (_process.HasExited) { throw new InvalidOperationException($"edge run ended with {_process.ExitCode}"); }
            if (Ask() is { IsOk: true } answer && condition(answer.Value)) { return answer.Value; }
            Wait(TimeSpan.FromMilliseconds(50));
        }
        throw new InvalidOperationException($"edge run did not get there within {Patience.TotalSeconds} s");
    }

    public static void Wait(TimeSpan time) => Task.Delay(time).Wait();

    /// <summary>Memory that would be free without this process, shared pages divided among those who share (PSS).</summary>
    public double PssMebibytes()
    {
        string line = File.ReadLines($"/proc/{_process.Id}/smaps_rollup").First(l => l.StartsWith("Pss:", StringComparison.Ordinal));
        return double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / 1024;
    }

    public void Dispose()
    {
        if (!_process.HasExited) { _process.Kill(); }
        _process.WaitForExit();
        _process.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private Result<StatusReport, string> Ask() =>
        ControlClient.AskAsync(Socket, ControlCommand.Status, CancellationToken.None).GetAwaiter().GetResult();
}
