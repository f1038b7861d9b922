using Edge.Sensing;

namespace Edge.Rules.Replay;

/// <summary>A reading as it was recorded, and in which boot.</summary>
/// <param name="Boot">Position in the order of boots, from 0.</param>
public readonly record struct RecordedReading(int Boot, Reading Reading)
{
    internal static int InOrder(RecordedReading one, RecordedReading other)
    {
        int boots = one.Boot.CompareTo(other.Boot);
        return boots != 0
            ? boots
            : one.Reading.Time.MonotonicMilliseconds.CompareTo(other.Reading.Time.MonotonicMilliseconds);
    }
}

/// <summary>Why a recording cannot be read.</summary>
/// <param name="Line">From 1; 0 where the recording as a whole is meant.</param>
public sealed record RecordingRefusal(string File, long Line, string Problem, string Expected)
{
    public override string ToString() =>
        Line > 0 ? $"{File}:{Line}: {Problem}; expected {Expected}" : $"{File}: {Problem}; expected {Expected}";
}
