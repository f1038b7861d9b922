using System.Collections.Immutable;
using Edge.Profiles;

namespace Edge.Host;

/// <summary>Streams of the gateway's own reports, beside those that the site declares.</summary>
internal static class OwnStreams
{
    public const string Updates = "edge-updates";

    public const string Audit = "edge-audit";

    private const int MostRecipients = 16;

    /// <summary>The site with the stream; as it was where nobody could open it or the site has one of that
    /// name.</summary>
    public static Site AddTo(Site site, string name)
    {
        ImmutableArray<string> recipients = [.. site.Recipients.Select(recipient => recipient.Name).Take(MostRecipients)];
        if (recipients.IsEmpty || site.Streams.Any(stream => stream.Name == name)) { return site; }
        return site with
        {
            Streams = site.Streams.Add(new StreamDeclaration(
                site.Streams.Length, name, [], Events: false, TimeSpan.FromSeconds(1), MaxReadings: 1_000,
                Priority: 5,
                ProtectionNeed.Normal, ProtectionNeed.High, ProtectionNeed.Normal, Personal: false,
                recipients, default)),
        };
    }

    public static StreamDeclaration? Of(Site site, string name) =>
        site.Streams.FirstOrDefault(stream => stream.Name == name && stream.Channels.IsEmpty);
}
