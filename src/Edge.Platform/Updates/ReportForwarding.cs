using System.Text;
using Edge.Platform.Files;
using Edge.Sealing;
using Edge.Sensing;
using Edge.Updates;
using Microsoft.Extensions.Logging;

namespace Edge.Platform.Updates;

/// <summary>Puts reports of closed updates into a stream of their own, each until it is durably in the
/// outbox.</summary>
/// <remarks>Which were stored stands in a file of the state folder. Where it is lost, reports are sent
/// again: a report is known by its bytes, so twice is once. The reports themselves belong to the slot
/// writer and are only read.</remarks>
/// <param name="folder">Of the reports; missing: none yet.</param>
/// <param name="mark">The file that remembers.</param>
/// <param name="stored">How many events of the stream have been stored since the start.</param>
public sealed class ReportForwarding(
    IUpdateDisk disk, string folder, string mark, StreamBuffer buffer, Func<long> stored, IMachineClock clock,
    TimeProvider time,
    ILogger<ReportForwarding> logger)
{
    private const int MaxMarkBytes = 16_384;
    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(5);

    private readonly Queue<ContentHash> _underWay = new();
    private HashSet<ContentHash>? _done;
    private long _acknowledged;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await Task.Yield();
        while (true)
        {
            try
            {
                Step();
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                Log.ReportsNotForwarded(logger, exception.Message);
            }
            await Task.Delay(Pace, time, cancellationToken);
        }
    }

    /// <summary>Once: marks what was stored, adds what is new.</summary>
    public void Step()
    {
        _done ??= ReadMark();
        Acknowledge(_done);
        var present = new HashSet<ContentHash>();
        foreach (DiskEntry entry in disk.List(folder).Where(entry => !entry.IsFolder
            && entry.Name[0] != '.').OrderBy(entry => entry.Name, StringComparer.Ordinal))
        {
            if (disk.ReadAll(Path.Combine(folder, entry.Name), DeviceReport.MaxContentBytes) is not { Length: > 0 } bytes)
            {
                continue;
            }
            ContentHash hash = ContentHash.Of(bytes);
            present.Add(hash);
            if (_done.Contains(hash) || _underWay.Contains(hash)) { continue; }
            if (!buffer.Add(new DeviceReport(DeviceReport.Update, clock.Now(), bytes))) { return; }
            _underWay.Enqueue(hash);
            Log.ReportForwarded(logger, entry.Name);
        }
        _done.IntersectWith(present);
    }

    private void Acknowledge(HashSet<ContentHash> done)
    {
        long count = stored();
        bool more = false;
        for (; _acknowledged < count && _underWay.TryDequeue(out ContentHash hash); _acknowledged++)
        {
            more |= done.Add(hash);
        }
        if (!more) { return; }
        disk.Replace(mark, Encoding.ASCII.GetBytes(string.Join('\n', done)), DurableFile.OwnerOnly);
    }

    private HashSet<ContentHash> ReadMark() =>
        disk.ReadAll(mark, MaxMarkBytes) is byte[] bytes
            ? [.. Encoding.ASCII.GetString(bytes).Split('\n').Select(ContentHash.TryParse).OfType<ContentHash>()]
            : [];
}
