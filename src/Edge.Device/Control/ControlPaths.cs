namespace Edge.Device.Control;

/// <summary>Where the control socket stands and what may travel over it.</summary>
/// <remarks>One request is one line of JSON, <c>{"command":"status"}</c>; one answer is one line of JSON; then the
/// gateway closes. Documented in docs/formats/control.md.</remarks>
public static class ControlPaths
{
    /// <summary>Made by systemd (RuntimeDirectory=edge).</summary>
    public const string DefaultSocket = "/run/edge/control.sock";

    /// <summary>A longer request is refused.</summary>
    public const int MaxRequestBytes = 4096;

    /// <summary>A longer answer is a broken gateway.</summary>
    public const int MaxAnswerBytes = 4 * 1024 * 1024;

    /// <summary>The longest path a Unix socket can have on Linux (sun_path, NUL included: unix(7)).</summary>
    public const int MaxPathBytes = 107;
}
