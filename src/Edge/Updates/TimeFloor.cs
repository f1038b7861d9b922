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

/// <summary>What one repository says about time.</summary>
/// <param name="SignedAt">Of its timestamp; null: it does not say.</param>
/// <param name="Expires">The earliest of what its root and its targets say: those are signed by persons.</param>
public readonly record struct RepositoryTime(DateTimeOffset? SignedAt, DateTimeOffset Expires);

/// <summary>The latest time that is certain to have passed. It only rises, and only by signed times.</summary>
/// <remarks>A clock alone never raises it: one that was set to a wrong year once would refuse every update until then.
/// </remarks>
public static class TimeFloor
{
    /// <summary>No version of this software is older.</summary>
    public static readonly DateTimeOffset Earliest = new(2026, 11, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>How long a machine may have been switched off and its clock still be believed.</summary>
    public static readonly TimeSpan Ceiling = TimeSpan.FromDays(5 * 366);

    /// <summary>How far ahead of the floor a clock may be that nothing keeps right, and what has expired by it alone is still refused.</summary>
    public static readonly TimeSpan Doubt = TimeSpan.FromDays(366);

    /// <summary>Whether a clock is so far ahead that it may be wrong, where nothing keeps it right: what has expired only by it is judged by the
    /// floor then.</summary>
    public static bool IsDoubtful(DateTimeOffset floor, DateTimeOffset clock) => clock - (floor > Earliest ? floor : Earliest) > Doubt;

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

    /// <summary>The time that all repositories agree has passed: the lowest that one of them has signed, and never one from which
    /// on a root or targets of any of them would have expired. Null where one does not say.</summary>
    /// <remarks>One online key alone raises nothing: with it, every update could be refused until a year far ahead.</remarks>
    public static DateTimeOffset? Agreed(IReadOnlyCollection<RepositoryTime> repositories)
    {
        if (repositories.Count == 0 || repositories.Any(repository => repository.SignedAt is null)) { return null; }
        DateTimeOffset signed = repositories.Min(repository => repository.SignedAt!.Value);
        DateTimeOffset last = repositories.Min(repository => repository.Expires).AddSeconds(-1);
        return signed < last ? signed : last;
    }

    /// <summary>The floor after a verified document told when it was signed.</summary>
    /// <remarks>A time beyond the ceiling is a mistake of the signer, and is not taken.</remarks>
    public static DateTimeOffset Raise(DateTimeOffset floor, DateTimeOffset signedAt)
    {
        DateTimeOffset least = floor > Earliest ? floor : Earliest;
        return signedAt > least && signedAt - least <= Ceiling ? signedAt : least;
    }
}
