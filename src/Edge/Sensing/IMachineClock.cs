namespace Edge.Sensing;

/// <summary>The time of this machine and the boot it counts from. Thread-safe.</summary>
public interface IMachineClock
{
    /// <summary>The boot that monotonic time counts from; the same as long as the process lives.</summary>
    BootId Boot { get; }

    /// <summary>Now.</summary>
    ReadingTime Now();

    /// <summary>Blocks the calling thread for so many milliseconds, or until cancelled; does not throw when it is.</summary>
    /// <remarks>For loops with a thread of their own, which must not depend on a free thread of the pool.</remarks>
    void Wait(int milliseconds, CancellationToken cancellationToken);
}
