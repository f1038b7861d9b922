using System.Runtime.InteropServices;

namespace Edge.Benchmarks;

/// <summary>Processor time of the calling thread: what a busy machine next door does not change.</summary>
internal static partial class Clock
{
    private const int ThreadCpuTime = 3; // CLOCK_THREAD_CPUTIME_ID, linux/time.h

    /// <summary>Seconds of processor time that this thread has used; resolution 1 ns.</summary>
    public static double ThreadSeconds()
    {
        if (Read(ThreadCpuTime, out TimeSpec time) != 0) { throw new InvalidOperationException("no thread clock"); }
        return time.Seconds + (time.Nanoseconds / 1e9);
    }

    /// <summary>Keeps the calling thread on the first processor it may use, so that all rows share one core's caches.</summary>
    public static void StayOnOneCore()
    {
        Span<ulong> mask = stackalloc ulong[16];
        nint bytes = mask.Length * sizeof(ulong);
        if (GetAffinity(0, bytes, mask) != 0) { return; }
        int word = mask.IndexOfAnyExcept(0UL);
        ulong first = mask[word] & (~mask[word] + 1);
        mask.Clear();
        mask[word] = first;
        // Refused in some sandboxes; then the scheduler decides, and only caches differ.
        _ = SetAffinity(0, bytes, mask);
    }

    [LibraryImport("libc", EntryPoint = "clock_gettime")]
    private static partial int Read(int clock, out TimeSpec time);

    [LibraryImport("libc", EntryPoint = "sched_getaffinity")]
    private static partial int GetAffinity(int process, nint bytes, Span<ulong> mask);

    [LibraryImport("libc", EntryPoint = "sched_setaffinity")]
    private static partial int SetAffinity(int process, nint bytes, ReadOnlySpan<ulong> mask);

    [StructLayout(LayoutKind.Sequential)]
    private struct TimeSpec
    {
        public long Seconds;
        public long Nanoseconds;
    }
}
