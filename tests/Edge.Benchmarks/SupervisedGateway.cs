using System.Diagnostics;
using Edge.Access;
using Edge.Device.Control;
using Edge.Keys;

namespace Edge.Benchmarks;

/// <summary>A gateway that is started anew whenever it ends, as its unit does it: each start counted, then
/// launched.</summary>
internal sealed class SupervisedGateway : IDisposable
{
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(10);

    private readonly string _folder = Demo.NewFolder();
    private readonly string _edge;
    private readonly string _slots;
    private readonly CancellationTokenSource _end = new();
    private readonly List<(TimeSpan At, StatusReport Report)> _seen = [];
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private readonly Task[] _work;
    private int _starts;

    public SupervisedGateway(string edge, string slots)
    {
        (_edge, _slots) = (edge, slots);
        string trust = Directory.CreateDirectory(Path.Combine(_folder, "trust")).FullName;
        using var recipient = RecipientSecretKey.Create();
        File.WriteAllText(
            Path.Combine(trust, "platform.collector.json"),
            new CollectorDescriptor("platform", new Uri("https://127.0.0.1:9"), new byte[32], new byte[32], recipient.PublicKey).ToJson());
        _work = [Task.Run(SuperviseAsync), Task.Run(WatchAsync)];
    }

    public string Socket => Path.Combine(_folder, "socket");

    /// <summary>From the last answer of one release to the first one of another that has taken readings;
    /// null: not both were seen.</summary>
    public TimeSpan? Gap(string from, string to)
    {
        lock (_seen)
        {
            TimeSpan[] old = [.. _seen.Where(each => each.Report.Manifest == from).Select(each => each.At)];
            TimeSpan[] next = [.. _seen.Where(each => each.Report.Manifest == to && each.Report.Counters.Readings > 0).Select(each => each.At)];
            return old.Length == 0 || next.Length == 0 ? null : next[0] - old[^1];
        }
    }

    /// <summary>The manifest of what runs, once it has taken readings; null: the installed
    /// executable.</summary>
    public string? Running()
    {
        lock (_seen) { return _seen.Count == 0 ? null : _seen[^1].Report.Manifest; }
    }

    public void WaitForReadings()
    {
        var watch = Stopwatch.StartNew();
        while (watch.Elapsed < TimeSpan.FromSeconds(60))
        {
            lock (_seen)
            {
                if (_seen.Count > 0 && _seen[^1].Report.Counters.Readings > 0) { return; }
            }
            Gateway.Wait(Pace);
        }
        throw new InvalidOperationException("the gateway took no readings within a minute");
    }

    public void Dispose()
    {
        _end.Cancel();
        Task.WaitAll(_work);
        _end.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task SuperviseAsync()
    {
        while (!_end.IsCancellationRequested)
        {
            string start = $"start-{++_starts}";
            using (Process begin = Start(start, "slot", "begin", "--slots", _slots))
            {
                await begin.WaitForExitAsync();
            }
            string boards = Path.Combine(Demo.Root, "hardware-profiles"), state = Path.Combine(_folder, "state"), trust = Path.Combine(_folder, "trust");
            using Process gateway = Start(
                start, "launch", "--slots", _slots, "--begun", "run", "--site", Demo.SitePath, "--boards", boards, "--state", state,
                "--trust", trust, "--socket", Socket, "--quiet");
            try
            {
                await gateway.WaitForExitAsync(_end.Token);
            }
            catch (OperationCanceledException)
            {
                gateway.Kill();
                await gateway.WaitForExitAsync();
            }
        }
    }

    private async Task WatchAsync()
    {
        while (!_end.IsCancellationRequested)
        {
            var answer = await ControlClient.AskAsync(Socket, ControlCommand.Status, CancellationToken.None);
            if (answer.TryGet(out StatusReport report, out _))
            {
                lock (_seen) { _seen.Add((_clock.Elapsed, report)); }
            }
            await Task.Delay(Pace);
        }
    }

    private Process Start(string start, params string[] arguments)
    {
        var how =
            new ProcessStartInfo(_edge, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        how.Environment["INVOCATION_ID"] = start;
        Process process = Process.Start(how)!;
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }
}
