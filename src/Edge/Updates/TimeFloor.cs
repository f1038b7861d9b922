namespace Edge.Updates;

public enum ClockVerdict : byte
{
    Believed = 1,
    /// <summary>Before the floor: it lost its time, or was set back.</summary>
    Behind = 2,
    /// <summary>So far ahead that it is more likely wrong than right.</summary>
    Ahead = 3,
}

/// <summary>What counts as now for every expiry, and what the clock was worth.</summary>
public readonly record struct ReferenceTime(DateTimeOffset Time, ClockVerdict Clock);

/// <summary>The latest time that is certain to have passed. It only rises, and only by signed times.</summary>
/// <remarks>A clock alone never raises it: one that was set to a wrong year once would refuse every update until then.
/// </remarks>
public static class TimeFloor
{
    /// <summary>No version of this software is older.</summary>
    public static readonly DateTimeOffset Earliest = new(2026, 11, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>How long a machine may have been switched off and its clock still be believed.</summary>
    public static readonly TimeSpan Ceiling = TimeSpan.FromDays(5 * 366);

    /// <summary>The reference time.</summary>
    /// <param name="allowance">How old metadata may be that came without a network; zero otherwise.</param>
    public static ReferenceTime Read(DateTimeOffset floor, DateTimeOffset clock, TimeSpan allowance)
    {
        DateTimeOffset least = floor > Earliest ? floor : Earliest;
        if (clock < least) { return new ReferenceTime(least, ClockVerdict.Behind); }
        if (clock - least > Ceiling) { return new ReferenceTime(least, ClockVerdict.Ahead); }
        DateTimeOffset time = clock - allowance;
        return new ReferenceTime(time > least ? time : least, ClockVerdict.Believed);
    }

    /// <summary>The floor after a verified document told when it was signed.</summary>
    /// <remarks>A time beyond the ceiling is a mistake of the signer, and is not taken.</remarks>
    public static DateTimeOffset Raise(DateTimeOffset floor, DateTimeOffset signedAt)
    {
        DateTimeOffset least = floor > Earliest ? floor : Earliest;
        return signedAt > least && signedAt - least <= Ceiling ? signedAt : least;
    }
}
