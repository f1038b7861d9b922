using Edge.Device.Serial;

namespace Edge.Device.Simulation;

/// <summary>A DFRobot A02YYUW: a frame each 100 ms. After a gap in time it goes on with the present, as the
/// device does.</summary>
/// <remarks>Source: DFRobot, SEN0311 A02YYUW, communication protocol: 0xFF 0x07 0xA1 0xA7 is 1953
/// mm.</remarks>
internal sealed class A02yyuwModel(Func<string, double> input) : ISerialModel
{
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(100);

    private long _told = -1;

    public void Advance(TimeSpan elapsed, SerialReceiver send)
    {
        long due = (long)(elapsed / Period);
        if (due <= _told) { return; }
        _told = due;
        ushort millimetres = (ushort)Math.Clamp(Math.Round(input("distance")), 0, ushort.MaxValue);
        (byte high, byte low) = ((byte)(millimetres >> 8), (byte)(millimetres & 0xFF));
        send([0xFF, high, low, (byte)((0xFF + high + low) & 0xFF)]);
    }
}
