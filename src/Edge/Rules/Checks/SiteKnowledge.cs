using System.Globalization;
using Edge.Profiles;
using Edge.Rules.Cel;

namespace Edge.Rules.Checks;

/// <summary>What the things that rules of one actuator name can be, as site and vocabulary have it.</summary>
/// <remarks>One an actuator: what is too old for it is unknown to it. Things have keys: two parts of
/// conditions with one key have one value in a scan.</remarks>
internal sealed class SiteKnowledge
{
    /// <summary>Names of the values of <c>quality(x)</c> count before those that conditions bring
    /// along.</summary>
    private const string OfQuality = "text quality";

    private static readonly string[] UsableQualities = ["good", "uncertain", "simulated", "substituted"];

    private readonly Site _site;
    private readonly double _maxAge;
    private readonly Dictionary<string, KnownChannel> _channels;
    private readonly Dictionary<string, Domain> _domains = new(StringComparer.Ordinal);
    private readonly Dictionary<string, double> _texts = new(StringComparer.Ordinal);

    /// <param name="channels">As <see cref="ChannelsOf"/> gives them.</param>
    /// <param name="maxInputAge">Of the actuator whose rules are judged.</param>
    public SiteKnowledge(Site site, Dictionary<string, KnownChannel> channels, TimeSpan maxInputAge, Weeks weeks)
    {
        (_site, _channels, Weeks) = (site, channels, weeks);
        _maxAge = maxInputAge.TotalMilliseconds * 1_000_000;
        (_domains[Weeks.Shown], _domains[Weeks.Declared], _domains[Dates.Shown]) = (Weeks.Minutes, Weeks.Minutes, Dates.Days);
        foreach (ModeDeclaration mode in site.Modes)
        {
            Region values = Region.OfPoints(mode.Values.Select(NumberOf));
            _domains[$"text mode.{mode.Name}"] = new(values, false, $"one of {string.Join(", ", mode.Values)}");
        }

        AddVocabulary();
    }

    public Weeks Weeks { get; }

    /// <summary>By their names. A site with other mistakes may have a name twice: the first counts.</summary>
    public static Dictionary<string, KnownChannel> ChannelsOf(Site site)
    {
        HashSet<string> switches = [.. site.Sensors.Where(each => each.Driver.Name == "digital-input").Select(each => each.Name)];
        var channels = new Dictionary<string, KnownChannel>(StringComparer.Ordinal);
        foreach (ChannelDeclaration channel in site.Channels)
        {
            bool isSwitch = switches.Contains(channel.Sensor) && channel.Conditioning is { Scale: 1, Offset: 0, Clamp: null };
            channels.TryAdd(channel.Name, new(channel, isSwitch));
        }

        return channels;
    }

    public Domain DomainOf(string key)
    {
        if (_domains.TryGetValue(key, out Domain? known)) { return known; }
        return _channels.TryGetValue(key, out KnownChannel? channel) ? _domains[key] = OfChannel(channel) : Domain.Anything;
    }

    /// <summary>The number that stands for a text.</summary>
    public double NumberOf(string text)
    {
        if (!_texts.TryGetValue(text, out double number)) { _texts[text] = number = _texts.Count; }
        return number;
    }

    /// <summary>The channel that a part is; null: it is something else.</summary>
    public ChannelDeclaration? Channel(CelNode node) =>
        node.DottedName() is { } name ? _channels.GetValueOrDefault(name)?.Declared : null;

    /// <summary>The key of <c>isGood(x)</c>, <c>quality(x)</c> or <c>age(x)</c>.</summary>
    /// <param name="kind">What it is compared with.</param>
    public string AboutChannel(string kind, string function, ChannelDeclaration channel)
    {
        string key = $"{kind}{function} {channel.Name}";
        if (_domains.ContainsKey(key)) { return key; }
        _domains[key] = function switch
        {
            "quality" => new(Region.OfPoints(SiteFunctions.Qualities.Select(NumberOf)), false, $"one of {string.Join(", ", SiteFunctions.Qualities)}"),
            "age" => new(Region.Between(0, double.PositiveInfinity), false, "a duration that is not negative") { IsFixed = true },
            _ => new(Region.OfPoints([0, 1]), false, null)
            {
                ImpliedBy = Region.OfPoints([1]),
                Implied =
                [
                    ($"{OfQuality} {channel.Name}", Region.OfPoints([NumberOf("good"), NumberOf("simulated")])),
                    ($"time age {channel.Name}", Region.Between(0, _maxAge)),
                ],
            },
        };
        return key;
    }

    /// <summary>The key of a window over a channel.</summary>
    /// <param name="length">In nanoseconds.</param>
    public string Window(string function, ChannelDeclaration channel, long length)
    {
        string key = $"{function}({channel.Name}; {length})";
        if (_domains.ContainsKey(key)) { return key; }
        (double low, double high) = function == "delta" ? DeltaOf(channel) : LimitsOf(channel);
        // A mean is rounded, so it may pass the values that it is of.
        double slack = function == "mean" ? Math.Max(Math.Abs(low), Math.Abs(high)) * 1e-9 : 0;
        _domains[key] = function == "count"
            ? new(Region.Between(0, double.PositiveInfinity), true, "0 or more") { IsFixed = true }
            : new(Region.Between(low - slack, high + slack).OrUnknown(), false, Words(low, high));
        return key;
    }

    public void LearnTruth(string key) =>
        _domains.TryAdd(key, new(Region.OfPoints([0, 1]).OrUnknown(), false, null));

    /// <summary>The order of a thing and itself.</summary>
    public void LearnSame(string key) =>
        _domains.TryAdd(key, new(Region.OfPoints([0]).OrOther().OrUnknown(), false, null));

    private void AddVocabulary()
    {
        Add("local.hour", 0, 23);
        Add("local.minute", 0, 59);
        Add("local.weekday", 1, 7);
        Add("local.day", 1, 31);
        Add("local.month", 1, 12);
        Add("local.year", 1, 9999);
        _domains["truth local.isHoliday"] = new(
            Region.OfPoints(_site.HolidaysPath is null && _site.Holidays.Rules.IsEmpty ? [0] : [0, 1]), false, null) { IsFixed = true };
        // The obliquity of the ecliptic stays below 24.6 degrees. Source: Meeus, "Astronomical Algorithms",
        // chapter 22.
        double highest = _site.Position is { } position ? Math.Min(90, 90 - Math.Abs(position.Latitude) + 24.6) : 90;
        _domains["sun.elevation"] = new(Region.Between(-highest, highest), false, Words(-Math.Round(highest), Math.Round(highest))) { IsFixed = true };
    }

    private void Add(string name, double low, double high) =>
        _domains[name] = new(Region.Between(low, high), true, Words(low, high)) { IsFixed = true };

    private Domain OfChannel(KnownChannel known)
    {
        (ChannelDeclaration channel, bool isSwitch) = known;
        (double low, double high) = LimitsOf(channel);
        Region values = isSwitch ? Region.OfPoints([0, 1]) : Region.Between(low, high);
        return new(values.OrUnknown(), false, isSwitch ? "0.0 or 1.0" : Words(low, high))
        {
            ImpliedBy = Region.Known,
            Implied =
            [
                ($"{OfQuality} {channel.Name}", Region.OfPoints(UsableQualities.Select(NumberOf))),
                ($"time age {channel.Name}", Region.Between(0, _maxAge)),
            ],
        };
    }

    private static (double Low, double High) LimitsOf(ChannelDeclaration channel) =>
        (channel.Conditioning.Clamp ?? channel.Conditioning.Range) is { } range
            ? (range.Minimum, range.Maximum)
            : (double.NegativeInfinity, double.PositiveInfinity);

    private static (double Low, double High) DeltaOf(ChannelDeclaration channel)
    {
        (double low, double high) = LimitsOf(channel);
        return double.IsFinite(low) && double.IsFinite(high) ? (low - high, high - low) : (double.NegativeInfinity, double.PositiveInfinity);
    }

    private static string? Words(double low, double high) => double.IsInfinity(low) && double.IsInfinity(high)
        ? null
        : string.Create(CultureInfo.InvariantCulture, $"from {low} to {high}");
}

/// <param name="IsSwitch">Its values are 0.0 and 1.0.</param>
internal sealed record KnownChannel(ChannelDeclaration Declared, bool IsSwitch);
