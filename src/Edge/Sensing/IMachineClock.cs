namespace Edge.Sensing;

/// <summary>The time of this machine and the boot it counts from. Thread-safe.</summary>
public interface IMachineClock
{
    /// <summary>The boot that monotonic time counts from; the same as long as the process lives.</summary>
    BootId Boot { get; }

    /// <summary>Now.</summary>
    ReadingTime Now();
}
