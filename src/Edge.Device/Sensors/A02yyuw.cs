using Edge.Device.Serial;
using Edge.Profiles;
using Edge.Sensing;

namespace Edge.Device.Sensors;

/// <summary>DFRobot A02YYUW and ME007YS: distance to a surface by ultrasound, told ten times a second without
/// being asked.</summary>
/// <remarks>9600 baud, 8N1. It is listened to all the time, so that a reading is never older than <see cref="Fresh"/>, however
/// seldom somebody reads. Source: DFRobot, SEN0311 A02YYUW: specification, communication protocol.</remarks>
internal sealed class A02yyuw : ISensor
{
    public const int Baud = 9600;

    /// <summary>A frame is due each 100 to 300 ms.</summary>
    private static readonly TimeSpan Fresh = TimeSpan.FromMilliseconds(500);

    private readonly Lock _lock = new();
    private readonly RangeFrames _frames = new();
    private readonly DriverDescription _driver;
    private readonly Quality _usable;
    private readonly TimeProvider _time;
    private readonly IDisposable _line;
    private long _at;
    private int? _newest;
    private long _received;

    /// <param name="usable">What a value from this line is worth.</param>
    /// <param name="listen">Begins to listen to the line, at <see cref="Baud"/>, until its result is
    /// disposed.</param>
    public A02yyuw(DriverDescription driver, Quality usable, TimeProvider time, Func<SerialReceiver, IDisposable> listen)
    {
        (_driver, _usable, _time) = (driver, usable, time);
        _line = listen(Receive);
    }

    /// <summary>Bytes so far, for tests.</summary>
    internal long Received => Interlocked.Read(ref _received);

    public void Read(Span<RawValue> values)
    {
        RawValue.CheckLength(values, _driver.Quantities.Length);
        lock (_lock)
        {
            values[0] = _newest switch
            {
                null => RawValue.Bad(QualityReason.NoAnswer),
                _ when _time.GetElapsedTime(_at) > Fresh => RawValue.Bad(QualityReason.NoAnswer),
                < 0 => RawValue.Bad(QualityReason.ChecksumMismatch),
                { } millimetres => RawValue.Within(_driver.Quantities[0], millimetres, _usable),
            };
        }
    }

    public void Dispose() => _line.Dispose();

    private void Receive(ReadOnlySpan<byte> bytes)
    {
        lock (_lock)
        {
            foreach (byte each in bytes)
            {
                if (_frames.Take(each) is { } distance) { (_newest, _at) = (distance, _time.GetTimestamp()); }
            }
        }
        Interlocked.Add(ref _received, bytes.Length);
    }
}
