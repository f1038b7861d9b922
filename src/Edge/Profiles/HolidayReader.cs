using System.Collections.Immutable;

namespace Edge.Profiles;

/// <summary>What came of reading a file of holidays.</summary>
public sealed record HolidayReading(Holidays? Holidays, ImmutableArray<SiteError> Errors);

/// <summary>Reads a file of public holidays; finds every mistake in one go. Source:
/// docs/formats/holidays-file.md.</summary>
/// <remarks>Hostile text costs bounded memory and time and never an exception.</remarks>
public static class HolidayReader
{
    /// <param name="fileName">The name that errors are reported under.</param>
    public static HolidayReading Read(string text, string fileName)
    {
        var errors = new ErrorList(fileName);
        YamlNode? root = YamlText.Parse(text, errors);
        MapReader? map = root is null ? null : MapReader.Open(root, HolidayKeys.Table, errors);
        if (map is null || (!map.TryGet(HolidayKeys.Edge, out _) && map.Has(HolidayKeys.Edge)))
        {
            return new(null, errors.InOrder());
        }

        ImmutableArray<Holiday> rules =
            [.. map.Get(HolidayKeys.Holidays, []).Select(each => ReadOne(each, errors)).OfType<Holiday>()];
        return new(errors.Count == 0 ? new Holidays(rules) : null, errors.InOrder());
    }

    private static Holiday? ReadOne(MapReader map, ErrorList errors)
    {
        string name = map.Get(HolidayKeys.One.Name, "");
        int given = (map.Has(HolidayKeys.One.Date) ? 1 : 0) + (map.Has(HolidayKeys.One.Every) ? 1 : 0)
            + (map.Has(HolidayKeys.One.Easter) ? 1 : 0);
        if (given != 1)
        {
            if (given == 0 && WasMeant(map)) { return null; }
            string problem = given == 0 ? "holiday without a day" : "holiday with several days";
            errors.Add(map.At, problem, name, "date, every or easter");
            return null;
        }

        if (map.TryGet(HolidayKeys.One.Date, out DateOnly date)) { return new Holiday.Once(name, date); }
        if (map.TryGet(HolidayKeys.One.Every, out DateOnly every))
        {
            return new Holiday.EveryYear(name, every.Month, every.Day);
        }

        return map.TryGet(HolidayKeys.One.Easter, out int days) ? new Holiday.ByEaster(name, days) : null;
    }

    /// <summary>True where an unknown key stands that is most like one of the three.</summary>
    private static bool WasMeant(MapReader map) => map.WasMeant(HolidayKeys.One.Date)
        || map.WasMeant(HolidayKeys.One.Every) || map.WasMeant(HolidayKeys.One.Easter);
}
