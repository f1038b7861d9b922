using System.Collections.Immutable;
using System.Globalization;

namespace Edge.Profiles;

/// <summary>Reads <c>recipients</c> and <c>streams</c>.</summary>
internal static class StreamSection
{
    public static void ReadRecipients(SiteDraft draft, ImmutableArray<MapReader> recipients)
    {
        foreach (MapReader map in recipients)
        {
            string? fingerprint = map.Get(SiteKeys.Recipient.Fingerprint!, null);
            if (map.TryGet(SiteKeys.Recipient.Name, out string? name)
                && draft.RecipientNames.Claim(name, map.PlaceOf(SiteKeys.Recipient.Name)))
            {
                draft.Recipients.Add(new(name, fingerprint, map.At));
            }
        }
    }

    public static void Read(SiteDraft draft, ImmutableArray<MapReader> streams)
    {
        foreach (MapReader map in streams)
        {
            StreamDeclaration stream = ReadOne(draft, map);
            if (stream.Name.Length > 0 && draft.StreamNames.Claim(stream.Name, map.PlaceOf(StreamKeys.Name)))
            {
                draft.Streams.Add(stream);
            }
        }
    }

    private static StreamDeclaration ReadOne(SiteDraft draft, MapReader map)
    {
        map.TryGet(StreamKeys.Protection, out MapReader? needs);
        ProtectionNeed confidentiality = NeedOf(needs, StreamKeys.Needs.Confidentiality);
        bool isPersonal = map.Get(StreamKeys.Personal, false);
        if (isPersonal && confidentiality == ProtectionNeed.Normal)
        {
            draft.Errors.Add(map.PlaceOf(StreamKeys.Personal), "personal readings of normal confidentiality",
                "true", "protection: {confidentiality: high} or very-high");
        }
        bool hasEvents = map.Get(StreamKeys.Events, false);
        ImmutableArray<int> channels = ReadChannels(draft, map, hasEvents);
        return new(
            draft.Streams.Count,
            map.Get(StreamKeys.Name, ""),
            channels,
            hasEvents,
            map.Get(StreamKeys.SealEvery, TimeSpan.FromMinutes(1)),
            map.Get(StreamKeys.MaxReadings, 1000),
            map.Get(StreamKeys.Priority, 5),
            confidentiality,
            NeedOf(needs, StreamKeys.Needs.Integrity),
            NeedOf(needs, StreamKeys.Needs.Availability),
            isPersonal,
            ReadRecipientNames(draft, map),
            map.At);
    }

    private static ProtectionNeed NeedOf(MapReader? needs, Key<ProtectionNeed> key) =>
        needs?.Get(key, ProtectionNeed.Normal) ?? ProtectionNeed.Normal;

    private static ImmutableArray<string> ReadRecipientNames(SiteDraft draft, MapReader map)
    {
        var taken = new NameTable("recipient of the stream", draft.Errors);
        ImmutableArray<Located<string>> names = map.Get(StreamKeys.Recipients, []);
        return
        [
            .. names.Where(name => draft.RecipientNames.Find(name.Value, name.At))
                .Where(name => taken.Claim(name.Value, name.At)).Select(name => name.Value),
        ];
    }

    private static ImmutableArray<int> ReadChannels(SiteDraft draft, MapReader map, bool hasEvents)
    {
        int errorsBefore = draft.Errors.Count;
        ImmutableArray<Located<string>> names = map.Get(StreamKeys.Channels, []);
        bool isEmpty = names.IsEmpty && !hasEvents && draft.Errors.Count == errorsBefore;
        if (isEmpty && !map.WasMeant(StreamKeys.Channels) && !map.WasMeant(StreamKeys.Events))
        {
            draft.Errors.Add(map.PlaceOf(StreamKeys.Channels), "empty stream", map.Get(StreamKeys.Name, ""),
                "channels, or events: true");
        }
        return Resolve(draft, names);
    }

    /// <summary>The channels that names and groups stand for, in their order.</summary>
    private static ImmutableArray<int> Resolve(SiteDraft draft, ImmutableArray<Located<string>> names)
    {
        var indices = new List<int>();
        foreach (Located<string> name in names)
        {
            IEnumerable<ChannelDeclaration> found = draft.Channels.Where(each => IsMeant(each.Name, name.Value));
            int[] meant = [.. found.Select(each => each.Index)];
            bool isTwice = !IsGroup(name.Value) && meant.Any(indices.Contains);
            if (isTwice) { draft.Errors.Add(name.At, "channel twice in a stream", name.Value, "it once"); }
            if (meant.Length == 0) { ReportNothing(draft, name); }
            indices.AddRange(meant.Where(index => !indices.Contains(index)));
            if (indices.Count <= SiteLimits.MaxChannelsPerStream) { continue; }
            draft.Errors.Add(name.At, "too many channels in a stream",
                indices.Count.ToString(CultureInfo.InvariantCulture),
                $"at most {SiteLimits.MaxChannelsPerStream}");
            break;
        }
        return [.. indices];
    }

    private static bool IsGroup(string name) =>
        name == StreamKeys.AllChannels || name.EndsWith(".*", StringComparison.Ordinal);

    private static bool IsMeant(string channel, string pattern) => pattern == StreamKeys.AllChannels
        || channel == pattern
        || (pattern.EndsWith(".*", StringComparison.Ordinal)
            && channel.AsSpan().StartsWith(pattern.AsSpan(0, pattern.Length - 1), StringComparison.Ordinal));

    private static void ReportNothing(SiteDraft draft, Located<string> name)
    {
        if (!IsGroup(name.Value))
        {
            draft.ChannelNames.Find(name.Value, name.At);
            return;
        }
        IEnumerable<string> groups = draft.Channels.Where(channel => channel.Name.Contains('.'))
            .Select(channel => channel.Name[..channel.Name.LastIndexOf('.')] + ".*").Distinct();
        draft.Errors.AddUnknown(name.At, "group without a channel", name.Value, groups, "channels that begin so");
    }
}
