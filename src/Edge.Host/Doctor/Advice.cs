namespace Edge.Host.Doctor;

/// <summary>What a technician does next about a sensor.</summary>
internal static class Advice
{
    /// <param name="reason">A quality reason in words, as the status prints it.</param>
    public static string For(string reason) => reason switch
    {
        "no answer" => "Check plug, supply and address; see what is on the bus with: edge scan",
        "wrong device" => "Another part answers at this address; compare the type on the sensor with the site file",
        "checksum mismatch" => "Check the length and screening of the cable; many of them mean interference",
        "bus stuck" => "A device holds the bus: unplug one sensor after the other until the others answer",
        "out of range" => "The value is outside what the site file allows: check the sensor's place and the range",
        "not available" => "This machine does not offer it; take the channel out of the site file",
        "never read" => "The gateway has only just started; look again in a moment",
        "not ready" => "The sensor answers but has no new value; lengthen its interval",
        _ => "Look at the log: journalctl -u edge",
    };
}
