namespace Edge.Device.Updates;

/// <summary>Who starts the gateway anew after it was stopped.</summary>
public enum RestartBy : byte
{
    /// <summary>systemd, asked to.</summary>
    Systemctl = 1,
    /// <summary>The gateway is told to stop over its control socket; whoever watches it starts it.</summary>
    Stop = 2,
    /// <summary>A person, or a test.</summary>
    Nobody = 3,
}
