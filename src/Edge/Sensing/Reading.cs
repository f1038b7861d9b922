namespace Edge.Sensing;

/// <summary>One value of one channel with everything that says what it is worth. Never a naked number.</summary>
/// <remarks>A reading of quality <see cref="Quality.Bad"/> has no value: <see cref="Value"/> is NaN.
/// A usable reading is finite.</remarks>
/// <param name="Channel">Position of the channel in <see cref="Profiles.Site.Channels"/>; its unit and resolution stand there.</param>
public readonly record struct Reading(int Channel, double Value, Quality Quality, QualityReason Reason, ReadingTime Time)
{
    public static Reading Bad(int channel, QualityReason reason, ReadingTime time) =>
        new(channel, double.NaN, Quality.Bad, reason, time);

    public bool IsUsable => Quality.IsUsable();
}
