using System.Runtime.InteropServices;
using Edge.Sensing;

namespace Edge.Device.Clock;

/// <summary>The kernel's clocks: time since boot, the wall clock beside it, and whether that is
/// disciplined.</summary>
/// <remarks>Thread-safe. The wall clock is monotonic time plus an offset that is taken over only when it has moved by
/// more than <see cref="OffsetToleranceMilliseconds"/>: columns of times then compress, and a slow correction of the
/// clock shows as a few small steps.</remarks>
public sealed partial class MachineClock : IMachineClock
{
    /// <summary>How far wall clock and monotonic time may drift apart before the offset follows.</summary>
    public const int OffsetToleranceMilliseconds = 5;

    // Source: linux/time.h.
    private const int Realtime = 0;
    private const int Boottime = 7;

    private readonly Lock _lock = new();
    private readonly string _root;
    private long? _offset;
    private bool _wasSynchronised;

    /// <param name="root">The folder in place of <c>/</c>, for tests.</param>
    /// <exception cref="IOException">The kernel does not name its boot.</exception>
    public MachineClock(string root = "/")
    {
        _root = root;
        string text = File.ReadAllText(Path.Combine(root, "proc/sys/kernel/random/boot_id")).Trim();
        Boot = Guid.TryParse(text, out Guid boot) ? new(boot) : throw new IOException($"Not a boot id: '{text}'.");
    }

    public BootId Boot { get; }

    /// <summary>True where nothing keeps the wall clock of this machine right.</summary>
    public static bool IsUnsynchronised() => !KernelClock.IsSynchronised("/");

    public ReadingTime Now()
    {
        long monotonic = Milliseconds(Boottime);
        long unix = Milliseconds(Realtime);
        bool isSynchronised = KernelClock.IsSynchronised(_root);
        lock (_lock)
        {
            _wasSynchronised |= isSynchronised;
            _offset = Follow(_offset, unix - monotonic);
            return new(monotonic, monotonic + _offset.Value, QualityOf(isSynchronised, _wasSynchronised));
        }
    }

    public void Wait(int milliseconds, CancellationToken cancellationToken) => cancellationToken.WaitHandle.WaitOne(milliseconds);

    internal static long Follow(long? kept, long measured) =>
        kept is { } offset && Math.Abs(measured - offset) <= OffsetToleranceMilliseconds ? offset : measured;

    internal static TimeQuality QualityOf(bool isSynchronised, bool wasSynchronised) =>
        isSynchronised ? TimeQuality.Synchronised : wasSynchronised ? TimeQuality.Holdover : TimeQuality.FreeRunning;

    private static long Milliseconds(int clock)
    {
        int answer = ClockGetTime(clock, out Timespec time);
        return answer == 0
            ? (time.Seconds * 1000) + (time.Nanoseconds / 1_000_000)
            : throw new IOException($"The kernel has no clock {clock}.");
    }

    [LibraryImport("libc", EntryPoint = "clock_gettime")]
    private static partial int ClockGetTime(int clock, out Timespec time);

    // struct timespec on 64-bit Linux, the only one supported.
    private struct Timespec
    {
        public long Seconds;
        public long Nanoseconds;
    }
}
