namespace Edge.Host.Guard;

/// <summary>What systemd hears of a guard that works: that it is alive, and, until the first report is there,
/// that its start takes longer. A slow board is not killed in its first round, and one that hangs is.</summary>
/// <remarks>Source: sd_notify(3).</remarks>
internal sealed class StartNotices(Action<string> notify)
{
    public const string Alive = "WATCHDOG=1";

    /// <summary>Microseconds from now, longer than any one step: its tools have 20 s each.</summary>
    public const string Longer = "EXTEND_TIMEOUT_USEC=180000000";

    private bool _isReady;

    /// <summary>In each pass of the loop and before each step.</summary>
    public void StillAlive()
    {
        notify(Alive);
        if (!_isReady) { notify(Longer); }
    }

    public void Ready()
    {
        _isReady = true;
        notify("READY=1");
    }
}
