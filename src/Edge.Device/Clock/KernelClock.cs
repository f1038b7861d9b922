using System.Runtime.InteropServices;

namespace Edge.Device.Clock;

/// <summary>What the kernel says of its wall clock.</summary>
/// <param name="OffsetMilliseconds">What is still to be corrected.</param>
/// <param name="ErrorMilliseconds">The kernel's bound of the error; grows while nothing disciplines the
/// clock.</param>
internal readonly record struct ClockState(bool IsSynchronised, double OffsetMilliseconds, double ErrorMilliseconds);

/// <summary>Asks the kernel how the wall clock is disciplined; needs no rights, changes nothing.</summary>
/// <remarks>Source: adjtimex(2); linux/timex.h.</remarks>
internal static partial class KernelClock
{
    private const int StatusUnsynchronised = 0x0040;
    private const int StatusNanoseconds = 0x2000;
    private const int TimeError = 5;

    /// <summary>sizeof(struct timex) on 64-bit Linux.</summary>
    private const int TimexLength = 208;

    // Positions of the 64-bit fields of struct timex: modes and its padding, offset, freq, maxerror, esterror, status.
    private const int OffsetField = 1;
    private const int MaxErrorField = 3;
    private const int StatusField = 5;

    /// <summary>Whether the wall clock is disciplined. Where the kernel refuses to tell, what systemd-timesyncd leaves once it has set the clock
    /// since this boot; another service that sets it then counts as none.</summary>
    /// <param name="root">The folder in place of <c>/</c>. Source: systemd-timesyncd.service(8).</param>
    public static bool IsSynchronised(string root) => IsSynchronised(Read(), root);

    internal static bool IsSynchronised(ClockState? told, string root) =>
        told?.IsSynchronised ?? File.Exists(Path.Combine(root, "run/systemd/timesync/synchronized"));

    /// <summary>The state, or null where the kernel refuses to tell (a sandbox).</summary>
    public static ClockState? Read()
    {
        Span<long> timex = stackalloc long[TimexLength / sizeof(long)];
        timex.Clear();
        int answer = Adjtimex(ref MemoryMarshal.GetReference(timex));
        return answer < 0 ? null : Interpret(answer, timex);
    }

    internal static ClockState Interpret(int answer, ReadOnlySpan<long> timex)
    {
        int status = unchecked((int)timex[StatusField]);
        double perMillisecond = (status & StatusNanoseconds) != 0 ? 1e6 : 1e3;
        bool isSynchronised = answer != TimeError && (status & StatusUnsynchronised) == 0;
        return new(isSynchronised, timex[OffsetField] / perMillisecond, timex[MaxErrorField] / 1e3);
    }

    [LibraryImport("libc", EntryPoint = "adjtimex")]
    private static partial int Adjtimex(ref long timex);
}
