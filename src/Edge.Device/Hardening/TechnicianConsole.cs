using Edge.Device.Systemd;

namespace Edge.Device.Hardening;

/// <summary>The unit that asks for a token on a terminal.</summary>
public static class TechnicianConsole
{
    /// <summary>Throws <see cref="IOException"/>.</summary>
    /// <param name="terminal">Without <c>/dev/</c>, such as <c>tty1</c>.</param>
    public static void Start(string terminal)
    {
        using var bus = SystemdBus.Connect();
        bus.Start($"edge-technician@{terminal}.service");
    }
}
