using System.Globalization;
using Edge.Device.Buses;
using Edge.Device.Pins;
using Edge.Profiles;
using Edge.Sensing;

namespace Edge.Device.Sensors;

/// <summary>A rain gauge: counts the falling edges of a reed contact to ground, from the start of the
/// process.</summary>
/// <remarks>A reed bounces when it closes: an edge sooner after the last counted one than the debounce time is the same
/// tip. Edges that come while nobody reads, or while the process is stopped, are counted all the same.</remarks>
internal sealed class TippingBucket : ISensor
{
    private readonly Board _board;
    private readonly SensorDeclaration _sensor;
    private readonly Lock _lock = new();
    private readonly double _millimetresPerTip;
    private readonly TimeSpan _debounce;
    private IEdgeListener? _listener;
    private TimeSpan? _lastTip;
    private long _tips;

    public TippingBucket(Board board, SensorDeclaration sensor)
    {
        (_board, _sensor) = (board, sensor);
        _millimetresPerTip = double.Parse(sensor.Options["millimetres-per-tip"], CultureInfo.InvariantCulture);
        _debounce = TimeSpan.FromMilliseconds(
            double.Parse(sensor.Options["debounce-ms"], CultureInfo.InvariantCulture));
        // Listens at once: rain before the first reading counts too.
        TryListen();
    }

    public void Read(Span<RawValue> values)
    {
        RawValue.CheckLength(values, _sensor.Driver.Quantities.Length);
        if (_listener is not { IsAlive: true } && !TryListen())
        {
            RawValue.AllBad(values, QualityReason.NoAnswer);
            return;
        }
        long tips = Interlocked.Read(ref _tips);
        values[0] = RawValue.Of(tips * _millimetresPerTip, _board.Usable);
        values[1] = RawValue.Of(tips, _board.Usable);
    }

    public void Dispose() => _listener?.Dispose();

    private bool TryListen()
    {
        try
        {
            _listener?.Dispose();
            _listener = null;
            _listener = _board.ListenToEdges(_sensor.Pin!, Tip);
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    private void Tip(TimeSpan at)
    {
        lock (_lock)
        {
            if (_lastTip is { } last && at - last < _debounce) { return; }
            _lastTip = at;
            Interlocked.Increment(ref _tips);
        }
    }
}
