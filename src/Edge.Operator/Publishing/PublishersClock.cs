using Edge.Updates.Tuf;

namespace Edge.Operator.Publishing;

/// <summary>Whether the clock of whoever publishes can be right.</summary>
/// <remarks>Gateways keep the time of each timestamp that they verified as the earliest that can be: one signed
/// far ahead makes them refuse what is signed with a right clock.</remarks>
internal static class PublishersClock
{
    /// <summary>As long as a timestamp is usually believed: what follows with a right clock ends behind
    /// it.</summary>
    public static readonly TimeSpan LongestSilence = TimeSpan.FromDays(7);

    /// <summary>Publisher and refresher may be two machines.</summary>
    public static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(10);

    /// <summary>Null: it can be right.</summary>
    public static string? Doubt(RepositoryFolder folder, DateTimeOffset now)
    {
        if (folder.Published(TufNames.Timestamp) is not { IsOk: true } published
            || published.Value.SignedAt is not { } last)
        {
            return null;
        }
        string clock = $"The clock says {MetadataDocument.Write(now)}";
        if (now > last + LongestSilence)
        {
            return $"{clock}, {(int)(now - last).TotalDays} days after the last timestamp ({MetadataDocument.Write(last)}). Gateways would keep that time, and "
                + "refuse what is signed with a right clock. Set the clock; if it is right and nothing was published for so long: --clock-is-right.";
        }
        if (now < last - Tolerance)
        {
            return $"{clock}, and the last timestamp was signed at {MetadataDocument.Write(last)}. Set the clock; if it is right and the one before was "
                + "wrong: --clock-is-right, with --days so many that it ends behind that time, or gateways that kept it go on refusing.";
        }
        return null;
    }
}
