using System.Collections.Immutable;
using Edge.Device.Sensors;
using Edge.Profiles;
using Edge.Sensing;

namespace Edge.Device.Sensing;

/// <summary>A sensor with its channels, its conditioning and the time of its next turn. One thread.</summary>
internal sealed class SampledSensor : IDisposable
{
    private readonly ISensor _sensor;
    private readonly RawValue[] _raw;
    private readonly ImmutableArray<(int Quantity, ChannelConditioner Conditioner)> _channels;
    private readonly ConditionedReading[] _readings;
    private readonly long _every;

    public SampledSensor(SensorDeclaration declaration, ISensor sensor, long firstTurn)
    {
        _sensor = sensor;
        _every = (long)declaration.Every.TotalMilliseconds;
        NextTurn = firstTurn;
        ImmutableArray<QuantityDescription> quantities = declaration.Driver.Quantities;
        _raw = new RawValue[quantities.Length];
        _channels = [.. declaration.Channels.Select(channel => (
            quantities.IndexOf(quantities.First(quantity => quantity.Name == channel.Quantity)), new ChannelConditioner(channel)))];
        _readings = new ConditionedReading[_channels.Length];
    }

    /// <summary>Monotonic milliseconds.</summary>
    public long NextTurn { get; private set; }

    /// <summary>Measures once. A turn that was missed is not made up for: the next one is the next whole
    /// interval.</summary>
    public ReadOnlySpan<ConditionedReading> Sample(IMachineClock clock)
    {
        ReadingTime time = clock.Now();
        _sensor.Read(_raw);
        for (int i = 0; i < _channels.Length; i++)
        {
            RawValue raw = _raw[_channels[i].Quantity];
            _readings[i] = _channels[i].Conditioner.Condition(raw.Value, raw.Quality, raw.Reason, time);
        }

        long behind = Math.Max(0, clock.Now().MonotonicMilliseconds - NextTurn);
        NextTurn += _every * ((behind / _every) + 1);
        return _readings;
    }

    public void Dispose() => _sensor.Dispose();
}
