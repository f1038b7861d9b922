namespace Edge.Device.Buses;

/// <summary>Lets a conversion take its time: returns after the duration. Given from outside so that tests do
/// not wait.</summary>
public delegate void Pause(TimeSpan duration);

/// <summary>The pauses there are.</summary>
public static class Pauses
{
    /// <summary>Blocks the calling thread; the kernel adds up to a millisecond.</summary>
    public static Pause Real { get; } = duration => CancellationToken.None.WaitHandle.WaitOne(duration);

    /// <summary>For simulated devices, which convert at once.</summary>
    public static Pause None { get; } = _ => { };
}
