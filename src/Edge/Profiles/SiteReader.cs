using System.Collections.Immutable;

namespace Edge.Profiles;

/// <summary>Reads a site file and the board profile it names; finds every mistake in one go.</summary>
/// <remarks>What is wrong in one place does not hide what is wrong in another: the rest is read on, and
/// later checks (the conditions of rules) can add their findings. Not checked here: the text of conditions,
/// the files that are named. Hostile text costs bounded memory and time and never an exception.
/// Thread-safe. Source: docs/formats/site-file.md.</remarks>
public static class SiteReader
{
    /// <summary>Reads the text of a site file.</summary>
    /// <param name="fileName">The name that errors are reported under.</param>
    /// <param name="boards">The board profiles there are; only the one the site names is read.</param>
    public static SiteReading Read(string text, string fileName, BoardShelf boards)
    {
        var errors = new ErrorList(fileName);
        MapReader? map = FormatVersion.Open(YamlText.Parse(text, errors), SiteKeys.Table, errors);
        if (map is null) { return new(null, errors.InOrder()); }
        Site site = ReadSite(map, boards, errors);
        return new(site, errors.InOrder());
    }

    private static Site ReadSite(MapReader map, BoardShelf boards, ErrorList errors)
    {
        map.TryGet(SiteKeys.Site, out MapReader? identity);
        BoardProfile? board = ReadBoard(map, boards, errors);
        var draft = new SiteDraft(board, errors) { HasHolidays = map.Has(SiteKeys.Holidays) };
        SensorSection.Read(draft, map.Get(SiteKeys.Sensors, []));
        ChannelSection.RefuseNested(draft);
        ActuatorSection.Read(draft, map.Get(SiteKeys.Actuators, []));
        RuleSection.Read(draft, map.Get(SiteKeys.Rules, []));
        ImmutableArray<InterlockDeclaration> interlocks = GroupSection.ReadInterlocks(draft, map.Get(SiteKeys.Interlocks, []));
        ImmutableArray<SoftStartDeclaration> softStarts = GroupSection.ReadSoftStarts(draft, map.Get(SiteKeys.SoftStarts, []));
        StreamSection.ReadRecipients(draft, map.Get(SiteKeys.Recipients, []));
        StreamSection.Read(draft, map.Get(SiteKeys.Streams, []));
        ImmutableArray<string> kept = ReadInterfaces(map, board, errors);
        draft.RefuseReservedPins(kept);
        return new(
            identity?.Get(SiteKeys.Identity.Id, "") ?? "",
            identity?.Get(SiteKeys.Identity.Purpose, "") ?? "",
            identity?.Get(SiteKeys.Identity.Owner, "") ?? "",
            identity?.Get(SiteKeys.Identity.Contact, "") ?? "",
            ReadPosition(identity),
            board ?? new("", "", BoardKind.Linux, [], [], [], null, null),
            ReadScenario(map, board, errors),
            map.Get(SiteKeys.Guard, GuardMode.Enforce),
            [.. draft.Sensors],
            [.. draft.Channels],
            [.. draft.Actuators],
            [.. draft.Rules],
            [.. draft.Streams],
            [.. draft.Recipients],
            ReadUplink(map),
            ReadOutbox(map),
            kept)
        {
            TimeZone = identity?.Get(SiteKeys.Identity.TimeZone, TimeZoneInfo.Utc) ?? TimeZoneInfo.Utc,
            HolidaysPath = ReadPath(map, SiteKeys.Holidays, errors),
            Modes = ModeSection.Read(map.Get(SiteKeys.Modes, []), errors),
            Interlocks = interlocks,
            SoftStarts = softStarts,
            Hardening = HardeningSection.Read(map, board, errors),
            Resources = ResourceKeys.Read(map.TryGet(SiteKeys.Resources, out MapReader? resources) ? resources : null, errors),
        };
    }

    private static BoardProfile? ReadBoard(MapReader map, BoardShelf boards, ErrorList errors)
    {
        if (!map.TryGet(SiteKeys.Board, out string? name)) { return null; }
        BoardFile? file = boards.Find(name);
        if (file is null)
        {
            string[] known = [.. boards.Names];
            errors.AddUnknown(map.PlaceOf(SiteKeys.Board), "unknown board", name, known,
                known.Length == 0
                    ? $"a board profile; none is in {string.Join(", ", boards.Folders)}; --boards names a folder"
                    : $"one of {string.Join(", ", known)}");
            return null;
        }
        BoardReading reading = BoardReader.Read(file.Text, file.FileName, name);
        errors.AddAll(reading.Errors);
        return reading.IsUsable ? reading.Board : null;
    }

    private static string? ReadScenario(MapReader map, BoardProfile? board, ErrorList errors)
    {
        if (ReadPath(map, SiteKeys.Scenario, errors) is not { } path) { return null; }
        if (board is { Kind: not BoardKind.Simulated })
        {
            errors.Add(map.PlaceOfKey(SiteKeys.Scenario), $"scenario on the real board {board.Name}", path,
                "no scenario, or board: simulated");
        }
        return path;
    }

    /// <summary>A file beside the site file or below its folder.</summary>
    private static string? ReadPath(MapReader map, Key<string> key, ErrorList errors)
    {
        if (!map.TryGet(key, out string? path)) { return null; }
        if (path.StartsWith('/') || path.Split('/').Contains(".."))
        {
            errors.Add(map.PlaceOf(key), "path leaves the folder of the site file", path, "a relative path");
            return null;
        }
        return path;
    }

    private static GeoPosition? ReadPosition(MapReader? identity)
    {
        if (identity is null || !identity.TryGet(SiteKeys.Identity.Position, out MapReader? map)) { return null; }
        bool hasLatitude = map.TryGet(SiteKeys.Geo.Latitude, out double latitude);
        bool hasLongitude = map.TryGet(SiteKeys.Geo.Longitude, out double longitude);
        return hasLatitude && hasLongitude ? new GeoPosition(latitude, longitude) : null;
    }

    private static UplinkDeclaration? ReadUplink(MapReader site)
    {
        if (!site.TryGet(SiteKeys.Uplink, out MapReader? map)) { return null; }
        TimeSpan every = map.Get(SiteKeys.UplinkTo.Every, TimeSpan.FromSeconds(10));
        bool isNamed = map.TryGet(SiteKeys.UplinkTo.Collector, out string? collector);
        return isNamed ? new(collector!, every, map.At) : null;
    }

    private static OutboxDeclaration ReadOutbox(MapReader site)
    {
        const long Usual = 64L << 20;
        bool isGiven = site.TryGet(SiteKeys.Outbox, out MapReader? map);
        return new(isGiven ? map!.Get(SiteKeys.OutboxOf.Budget, Usual) : Usual);
    }

    private static ImmutableArray<string> ReadInterfaces(MapReader site, BoardProfile? board, ErrorList errors)
    {
        if (!site.TryGet(SiteKeys.Interfaces, out MapReader? map)) { return []; }
        var kept = new NameTable("interface", errors);
        var known = new NameTable("interface", errors);
        foreach (BoardInterface each in board?.Interfaces ?? []) { known.Claim(each.Name, default); }
        foreach (Located<string> name in map.Get(SiteKeys.Kept.Keep, []))
        {
            if (board is null || known.Find(name.Value, name.At)) { kept.Claim(name.Value, name.At); }
        }
        return [.. kept.Names];
    }
}
