using Edge.Device.Clock;
using Edge.Device.HostSensors;
using Edge.Outbox;
using Edge.Profiles;
using Edge.Sensing;

namespace Edge.Device.Resources;

/// <summary>Measures what a gateway can run short of. One thread.</summary>
public sealed class ResourceProbe
{
    /// <summary>An older record says that the clock was wrong when it was sealed: 1 January 2025.</summary>
    private const long FirstPlausible = 1_735_689_600_000;

    private readonly MachineGauges _gauges;
    private readonly HostMemory _memory;
    private readonly HostDisk _disk;
    private readonly string _state;
    private readonly long _started;
    private long _synchronised;

    /// <param name="state">The state folder: its file system and the flash below it are meant.</param>
    /// <param name="started">Monotonic milliseconds.</param>
    /// <param name="root">The folder in place of <c>/</c>, for tests.</param>
    public ResourceProbe(string state, long started, string root = "/")
    {
        var files = new HostFiles(root);
        string full = Path.GetFullPath(state);
        (_gauges, _memory, _disk, _state) = (new(files), new(files), new(files, full, "auto"), files.PathOf(full));
        (_started, _synchronised) = (started, started);
    }

    /// <summary>The outbox as it is; null: there is none.</summary>
    public Func<OutboxState?> Outbox { get; init; } = () => null;

    /// <summary>Percent of the watchdog's patience; NaN: nobody watches.</summary>
    public Func<double> KeepAlive { get; init; } = () => double.NaN;

    /// <summary>What the kernel says of the wall clock; null: nothing.</summary>
    internal Func<ClockState?> Clock { get; init; } = KernelClock.Read;

    /// <summary>Room and files of the file system of a folder, in percent.</summary>
    internal Func<string, (double Room, double Files)> Room { get; init; } = FileSystemRoom.UsedPercent;

    /// <summary>Whether a watchdog of the hardware started the machine this time.</summary>
    public bool WasResetByWatchdog() => _gauges.WasResetByWatchdog();

    /// <summary>A value for each resource, in the order of the catalogue; NaN: not told here.</summary>
    public double[] Measure(ReadingTime now)
    {
        (double room, double files) = Room(_state);
        (double offset, double unsynchronised) = ClockValues(now);
        (double fill, double age) = OutboxValues(now);
        Span<double> memory = [double.NaN, double.NaN];
        _memory.Probe(memory);
        Span<double> disk = [double.NaN, double.NaN, double.NaN, double.NaN];
        _disk.Probe(disk);
        var values = new double[ResourceCatalogue.All.Length];
        values.AsSpan().Fill(double.NaN);
        void Set(ResourceKind kind, double value) => values[(int)kind - 1] = value;
        Set(ResourceKind.Disk, room);
        Set(ResourceKind.Inodes, files);
        Set(ResourceKind.FlashWear, disk[3]);
        Set(ResourceKind.Memory, memory[1]);
        Set(ResourceKind.OwnMemory, _gauges.OwnMemory());
        Set(ResourceKind.MemoryPressure, _gauges.MemoryPressure());
        Set(ResourceKind.Temperature, _gauges.Temperature());
        Set(ResourceKind.Throttling, _gauges.Throttling());
        Set(ResourceKind.SupplyVoltage, _gauges.SupplyVoltage());
        Set(ResourceKind.ClockOffset, offset);
        Set(ResourceKind.ClockUnsynchronised, unsynchronised);
        Set(ResourceKind.Outbox, fill);
        Set(ResourceKind.OutboxAge, age);
        Set(ResourceKind.KeepAlive, KeepAlive());
        return values;
    }

    private (double Offset, double Unsynchronised) ClockValues(ReadingTime now)
    {
        if (Clock() is not { } state) { return (double.NaN, double.NaN); }
        if (state.IsSynchronised) { _synchronised = now.MonotonicMilliseconds; }
        return (Math.Abs(state.OffsetMilliseconds), now.MonotonicMilliseconds - _synchronised);
    }

    /// <summary>A record that was sealed while the clock was wrong is as old as this run.</summary>
    private (double Fill, double Age) OutboxValues(ReadingTime now)
    {
        if (Outbox() is not { } outbox) { return (double.NaN, double.NaN); }
        double fill = 100.0 * outbox.Bytes / outbox.BudgetBytes;
        if (outbox.OldestUnixMilliseconds is not { } oldest) { return (fill, 0); }
        long age = oldest >= FirstPlausible && now.UnixMilliseconds >= FirstPlausible
            ? now.UnixMilliseconds - oldest
            : now.MonotonicMilliseconds - _started;
        return (fill, Math.Max(0, age));
    }
}
