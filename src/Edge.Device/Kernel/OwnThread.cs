namespace Edge.Device.Kernel;

/// <summary>A loop that blocks, or must not wait for others, on a thread of its own.</summary>
/// <remarks>The pool of a board with one processor has one thread, and gets a second one only after half a second in which
/// the first was blocked: a slow bus would hold up the rules.</remarks>
internal static class OwnThread
{
    /// <param name="name">As tools for threads show it; the kernel keeps 15 bytes.</param>
    /// <returns>Ends with the loop: cancelled or failed when it threw.</returns>
    public static Task RunAsync(string name, Action loop, CancellationToken cancellationToken) => Task.Factory.StartNew(
        () =>
        {
            Thread.CurrentThread.Name = name;
            loop();
        },
        cancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default);
}
