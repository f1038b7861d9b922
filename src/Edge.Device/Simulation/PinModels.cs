using System.Device.Gpio;

namespace Edge.Device.Simulation;

/// <summary>A device on a line; it is told the time and drives the line.</summary>
internal interface IPinModel
{
    /// <summary>Goes on to the given time of the run; called every <see cref="SimulatedHardware.Tick"/> or
    /// later.</summary>
    void Advance(TimeSpan elapsed);
}

/// <summary>A level that follows its input.</summary>
internal sealed class LevelModel(SimulatedPins pins, int line, Func<string, TimeSpan, double> input) : IPinModel
{
    public void Advance(TimeSpan elapsed) =>
        pins.Drive(line, input("level", elapsed) >= 0.5 ? PinValue.High : PinValue.Low);
}

/// <summary>A rain gauge: rain fills the bucket, each tip closes a contact to ground for one tick.</summary>
/// <remarks>Rain is summed in whole ticks from the start, so the number of tips by a time does not depend on when it was
/// asked. Tips that fall due faster than the contact can move follow one after the other.</remarks>
internal sealed class BucketModel(SimulatedPins pins, int line, double speed, Func<string, TimeSpan, double> input)
    : IPinModel
{
    private long _ticks;
    private double _millimetres;
    private long _owed;
    private bool _isClosed;

    public void Advance(TimeSpan elapsed)
    {
        for (; (_ticks + 1) * SimulatedHardware.Tick <= elapsed; _ticks++)
        {
            double millimetresPerHour = input("rain", _ticks * SimulatedHardware.Tick);
            _millimetres += Math.Max(0, millimetresPerHour) * speed * SimulatedHardware.Tick.TotalHours;
        }
        double perTip = Math.Max(0.01, input("millimetres-per-tip", elapsed));
        long due = (long)(_millimetres / perTip);
        _millimetres -= due * perTip;
        _owed += due;
        _isClosed = !_isClosed && _owed > 0;
        if (_isClosed) { _owed--; }
        pins.Drive(line, _isClosed ? PinValue.Low : PinValue.High);
    }
}

/// <summary>A relay that the gateway switches. It only looks.</summary>
internal sealed class RelayModel(SimulatedPins pins, int line, Func<string, TimeSpan, double> input) : IPinModel
{
    /// <summary>Whether the contact is closed, at a time of the run.</summary>
    public bool IsClosed(TimeSpan elapsed) =>
        pins.LevelOf(line) == PinValue.High == (input("closes-at", elapsed) >= 0.5);

    public void Advance(TimeSpan elapsed)
    {
    }
}
