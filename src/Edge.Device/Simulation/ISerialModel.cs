using Edge.Device.Serial;

namespace Edge.Device.Simulation;

/// <summary>A device that speaks on a serial line by itself.</summary>
internal interface ISerialModel
{
    /// <summary>Goes on to the given time of the run and says what is due; called every <see cref="SimulatedHardware.Tick"/>
    /// or later.</summary>
    void Advance(TimeSpan elapsed, SerialReceiver send);
}
