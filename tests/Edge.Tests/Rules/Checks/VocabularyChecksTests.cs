using System.Collections.Immutable;
using Edge.Profiles;
using Edge.Rules;
using Edge.Rules.Checks;
using static Edge.Tests.Rules.RuleWorld;

namespace Edge.Tests.Rules.Checks;

/// <summary>What <c>edge check</c> knows of time, sun, modes, qualities and windows.</summary>
public sealed class VocabularyChecksTests
{
    [Theory]
    [InlineData("local.weekday == 0", "a comparison that never holds: 'local.weekday == 0'; expected local.weekday from 1 to 7")]
    [InlineData("local.hour == 25", "a comparison that never holds: 'local.hour == 25'; expected local.hour from 0 to 23")]
    [InlineData("c1 > 1.0 || local.hour > 23", "a comparison that never holds: 'local.hour > 23'; expected local.hour from 0 to 23")]
    [InlineData("local.weekday in [6, 7, 8]", "a comparison that never holds: 'local.weekday in [6, 7, 8]'")]
    [InlineData("local.month != 13", "a comparison that always holds: 'local.month != 13'; expected local.month from 1 to 12")]
    [InlineData("local.minute == 7.5", "a comparison that never holds")]
    [InlineData("sun.elevation > 91", "a comparison that never holds: 'sun.elevation > 91'; expected sun.elevation from -62 to 62")]
    [InlineData("70.0 <= sun.elevation", "a comparison that never holds: '70.0 <= sun.elevation'")]
    [InlineData("count(c1, duration('1m')) < 0", "a comparison that never holds")]
    [InlineData("age(c1) < duration('-1s')", "a comparison that never holds")]
    [InlineData("local.isHoliday", "the site has no holidays: 'local.isHoliday'; expected holidays: FILE in the site file")]
    [InlineData("c1 > 1.0 || !local.isHoliday", "the site has no holidays")]
    // Conjunctions.
    [InlineData("local.hour > 6 && local.hour < 6", "rule r can never fire")]
    [InlineData("local.hour > 5 && local.hour < 7 && local.between('08:00', '09:00')", "rule r can never fire")]
    [InlineData("local.weekday == 6 && local.weekday == 7", "rule r can never fire")]
    [InlineData("local.hour * 60 > 1500", "rule r can never fire")]
    [InlineData("local.hour * 60 + local.minute >= 1320 && local.hour < 22", "rule r can never fire")]
    [InlineData("(local.hour + 2) % 24 < 4 && local.between('06:00', '20:00')", "rule r can never fire")]
    [InlineData("local.month == 2 && local.day == 30", "rule r can never fire")]
    [InlineData("local.month in [4, 6, 9, 11] && local.day > 30", "rule r can never fire")]
    [InlineData("local.month * 100 + local.day == 1131", "rule r can never fire")]
    [InlineData("local.between('08:00', '09:00') && local.between('09:00', '10:00')", "rule r can never fire")]
    [InlineData("mode.town == 'event' && mode.town == 'normal'", "rule r can never fire")]
    [InlineData("mode.town in ['event', 'closed'] && mode.town == 'normal'", "rule r can never fire")]
    [InlineData("mode.town != 'event' && mode.town != 'normal' && mode.town != 'closed'", "rule r can never fire")]
    [InlineData("quality(c1) == 'bad' && c1 > 5.0", "rule r can never fire")]
    [InlineData("quality(c1) == 'uncertain' && isGood(c1)", "rule r can never fire")]
    [InlineData("age(c1) > duration('1h') && c1 > 5.0", "rule r can never fire")]
    [InlineData("mean(c0, duration('10m')) > 200.0", "rule r can never fire: 'mean(c0, duration('10m')) > 200.0'; expected a value from 0 to 100")]
    [InlineData("mean(c0, duration('10m')) > 9.0 && mean(c0, duration('600s')) < 8.0", "rule r can never fire")]
    [InlineData("delta(c0, duration('1h')) < -100.0", "rule r can never fire")]
    public void Finds_WhatTheVocabularyNeverIs(string condition, string words)
    {
        string found = Assert.Single(Found([Rule(condition)]));
        Assert.Contains(words, found, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("local.weekday == 1 && local.hour == 23 && local.minute in [0, 30]")]
    [InlineData("local.hour >= 22 || local.hour < 24")]
    [InlineData("local.hour * 60 + local.minute == 1439")]
    [InlineData("local.hour * 9007199254740993 == 9007199254740992.0 || c1 > 1.0")]
    [InlineData("local.month == 2 && local.day == 29")]
    [InlineData("local.month == 12 && local.day == 31 && local.hour == 23")]
    [InlineData("local.month + local.day + local.hour == 66")]
    [InlineData("60 / local.hour > 59")]
    [InlineData("sun.elevation > 60.0 && local.hour == 12")]
    [InlineData("mode.town != 'event' && mode.town != 'normal'")]
    [InlineData("quality(c1) == 'uncertain' && c1 > 5.0")]
    [InlineData("!isGood(c1) && c1 > 5.0")]
    [InlineData("age(c1) > duration('1h') && isGood(c0)")]
    [InlineData("age(c1) > duration('5s') && c1 > 5.0")]
    [InlineData("mean(c0, duration('10m')) > 9.0 && mean(c0, duration('5m')) < 8.0")]
    [InlineData("delta(c0, duration('1h')) < -99.0")]
    [InlineData("mean(c0, duration('10m')) > 100.0 && c1 > 1.0 || c1 > 2.0")]
    [InlineData("local.date >= '2026-06' && local.date < '2026-07'")]
    // In the night in which clocks go back three o'clock comes twice, and a span that is skipped is moved.
    [InlineData("local.between('02:00', '02:30') && local.hour == 3")]
    [InlineData("local.between('02:30', '03:00') && local.minute == 15")]
    [InlineData("local.between('02:00', '02:30') && local.between('02:30', '03:30')")]
    public void Takes_WhatMayHold(string condition) => Assert.Empty(Found([Rule(condition)]));

    [Theory]
    [InlineData("mode.town == 'evnt'", "the mode is never that: ''evnt''; expected one of normal, event, closed; did you mean 'event'?")]
    [InlineData("mode.town in ['event', 'clsed']", "the mode is never that: ''clsed''; expected one of normal, event, closed; did you mean 'closed'?")]
    [InlineData("quality(c0) == 'god'", "no quality has that name: ''god''")]
    [InlineData("'god' != quality(c0)", "did you mean 'good'?")]
    [InlineData("quality(c0) in ['bad', 'uncertian']", "did you mean 'uncertain'?")]
    [InlineData("local.date == '2026-02-30'", "the date is never that")]
    public void Refuses_WordsThatAreNone(string condition, string words)
    {
        (RuleBook? book, ImmutableArray<SiteError> errors) = RuleBook.Compile(SiteWith([Rule(condition)]), "site.yaml");
        Assert.Null(book);
        Assert.Contains(words, Assert.Single(errors).ToString(), StringComparison.Ordinal);
    }

    // Pairs that exclude each other, and such that only seem to.
    [Theory]
    [InlineData("mode.town == 'event'", "mode.town != 'event'", false)]
    [InlineData("mode.town in ['event', 'closed']", "mode.town == 'normal'", false)]
    [InlineData("isGood(c1)", "!isGood(c1)", false)]
    [InlineData("isGood(c1)", "isGood(c1) == false", false)]
    [InlineData("isGood(c1)", "!isGood(c0)", true)]
    [InlineData("local.isHoliday", "!local.isHoliday", false)]
    [InlineData("local.between('08:00', '09:00')", "!local.between('08:00', '09:00')", false)]
    [InlineData("local.between('08:00', '09:00')", "local.between('09:00', '10:00')", false)]
    [InlineData("local.between('02:00', '02:30')", "local.between('02:30', '03:30')", true)]
    [InlineData("local.between('02:00', '03:00')", "local.between('03:00', '04:00')", true)]
    [InlineData("local.hour * 60 + local.minute < 720", "local.hour >= 12", false)]
    [InlineData("local.hour * 60 + local.minute < 721", "local.hour >= 12", true)]
    [InlineData("local.month in [6, 7, 8]", "local.month * 100 + local.day > 831", false)]
    [InlineData("local.month in [6, 7, 8]", "local.month * 100 + local.day > 830", true)]
    [InlineData("c1 == 1.0", "c1 != 1.0", false)]
    [InlineData("quality(c1) == 'good'", "quality(c1) == 'bad'", false)]
    [InlineData("quality(c1) == 'good'", "quality(c1) == 'simulated'", false)]
    [InlineData("quality(c1) == 'bad'", "c1 > 3.0", false)]
    [InlineData("quality(c1) == 'good'", "!isGood(c1)", true)]
    [InlineData("mean(c1, duration('10m')) > 10.0", "mean(c1, duration('10m')) < 9.0", false)]
    [InlineData("mean(c1, duration('10m')) > 10.0", "mean(c1, duration('1m')) < 9.0", true)]
    [InlineData("c1 > c0 + 1.0", "c1 <= c0 + 1.0", false)]
    [InlineData("local.date == '2026-12-24'", "local.date != '2026-12-24'", false)]
    [InlineData("sun.elevation < -4.0", "sun.elevation >= -4.0", false)]
    [InlineData("[c0, c1].exists(x, x > 3.0)", "![c0, c1].exists(x, x > 3.0)", false)]
    [InlineData("'a b'.size() > 2 && c1 > 1.0", "'ab'.size() > 2 && c1 > 1.0", false)]
    public void Finds_FightsOnlyWhereBothMayHold(string on, string off, bool isFight)
    {
        string[] found = [.. Found([Rule(on, "open"), Rule(off, "shut", on: false)], hasHolidays: true)
            .Where(each => !each.Contains("never fire", StringComparison.Ordinal))];
        Assert.Equal(isFight, found.Length == 1 && found[0].Contains("fight over", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("06:00", "12:00", "local.hour >= 14", true)]
    [InlineData("06:00", "12:00", "local.between('12:00', '13:00')", true)]
    [InlineData("06:00", "12:00", "local.hour >= 11", false)]
    [InlineData("22:00", "02:30", "local.hour == 3", false)]
    [InlineData("22:00", "01:30", "local.hour == 3", true)]
    public void Finds_ASchedulePastTheCondition(string from, string until, string condition, bool isRefused)
    {
        Assert.True(LocalTimes.TryParse(from, out TimeOnly begin) & LocalTimes.TryParse(until, out TimeOnly end));
        RuleDeclaration rule = Rule(condition) with { Schedule = new([new(begin, end, ScheduleDays.All, HolidayRule.Same)], default) };
        string[] found = Found([rule]);
        Assert.Equal(isRefused, found.Length == 1 && found[0].Contains("can never fire", StringComparison.Ordinal));
    }

    // A door is open or not; half open is a slip of the pen.
    [Theory]
    [InlineData("door.open == 2.0", true)]
    [InlineData("door.open > 0.2 && door.open < 0.8", true)]
    [InlineData("door.open == 1.0", false)]
    [InlineData("door.open > 0.5", false)]
    public void Knows_WhatASwitchIs(string condition, bool isRefused)
    {
        const string Door = """
              - name: door
                driver: digital-input
                pin: GPIO25
                every: 1s
                channels: [{name: door.open, quantity: state}]
            actuators:
            """;
        Site site = Profiles.SmallSite.ReadWith("actuators:", Door.ReplaceLineEndings("\n")).Site! with { Rules = [Rule(condition, actuator: "fan")] };
        (RuleBook? book, ImmutableArray<SiteError> errors) = RuleBook.Compile(site, "site.yaml");
        Assert.Empty(errors);
        Assert.Equal(isRefused, RuleChecks.Find(book!, "site.yaml").Length == 1);
    }

    private static string[] Found(ImmutableArray<RuleDeclaration> rules, bool hasHolidays = false)
    {
        Site site = SiteWith(rules) with { HolidaysPath = hasHolidays ? "holidays.yaml" : null };
        (RuleBook? book, ImmutableArray<SiteError> errors) = RuleBook.Compile(site, "site.yaml");
        Assert.Empty(errors);
        return [.. RuleChecks.Find(book!, "site.yaml").Select(error => $"{error}")];
    }

    private static Site SiteWith(ImmutableArray<RuleDeclaration> rules)
    {
        Site site = SiteOf([Actuator(maxInputAge: 60)], rules, 2);
        return site with
        {
            Channels = [site.Channels[0] with { Conditioning = Conditioning.None with { Range = new(0, 100) } }, site.Channels[1]],
            TimeZone = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin"),
            Position = new GeoPosition(52.5, 13.4),
            Modes = [new ModeDeclaration(0, "town", ["normal", "event", "closed"], default)],
        };
    }
}
