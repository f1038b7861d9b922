using System.Collections.Immutable;
using Edge.Profiles;
using Edge.Rules;
using Edge.Rules.Checks;
using static Edge.Tests.Rules.RuleWorld;

namespace Edge.Tests.Rules.Checks;

public sealed class RuleChecksTests
{
    [Theory]
    [InlineData("c0 > 5.0 && c0 < 3.0", true)]
    [InlineData("c0 > 5.0 && !(c0 >= 5.0)", true)]
    [InlineData("c0 >= 5.0 && c0 <= 5.0", false)]
    [InlineData("c0 > 5.0 && c0 <= 5", true)]
    [InlineData("c0 > 5.0 && c1 < 3.0", false)]
    [InlineData("(c0 > 5.0 || c0 < -2.0) && c0 < 3.0 && c0 > -1.0", true)]
    [InlineData("5.0 < c0 && 3.0 > c0", true)]
    [InlineData("c0 == 4.0 && c0 > 4.0", true)]
    [InlineData("c0 != 4.0 && c0 == 4.0", true)]
    [InlineData("false", true)]
    [InlineData("false && c0 > 1.0", true)]
    [InlineData("c1 > 2.0 ? c1 < 1.0 : c0 > 1.0 && c0 < 0.0", true)]
    // Beyond the range of the channel: [0, 100].
    [InlineData("c0 > 100.0", true)]
    [InlineData("c0 >= 100.0", false)]
    [InlineData("c0 < -0.5", true)]
    // What is not understood may hold, but is one thing wherever it is written the same.
    [InlineData("c0 + 1.0 > 500.0", false)]
    [InlineData("c0 > 5.0 && c0 * 2.0 < 3.0", false)]
    [InlineData("c0 * 2.0 > 5.0 && c0  *  2.0 < 3.0", true)]
    [InlineData("c0 > c1 && c1 > c0", true)]
    [InlineData("c0 > c1 && c1 <= c0", false)]
    [InlineData("c0 + 1.0 > c0 + 1.0", true)]
    [InlineData("c0 + 1.0 >= c0 + 1.0", false)]
    [InlineData("c0 / c1 != c0 / c1", false)]
    [InlineData("!(c1 > 1.0) && !(c1 <= 1.0)", true)]
    [InlineData("!(c0 / c1 > 1.0) && !(c0 / c1 <= 1.0)", false)]
    [InlineData("c1 in [1.0, 2.0] && c1 > 2.0", true)]
    [InlineData("c1 in [1, 2] && c1 > 1", false)]
    [InlineData("c1 > 2.0 * 3.0 && c1 < 12.0 / 2.0", true)]
    // Whole numbers that doubles cannot tell apart.
    [InlineData("int(c1) == 9007199254740993 && int(c1) == 9007199254740992", false)]
    [InlineData("[c1, 'a'][0] != 'a' && [c1, 'a'][0] == 5.0", false)]
    public void Finds_RulesThatCanNeverFire(string condition, bool isRefused)
    {
        string[] found = Found([Rule(condition)]);
        if (!isRefused)
        {
            Assert.Empty(found);
            return;
        }

        Assert.Contains("rule r can never fire", Assert.Single(found), StringComparison.Ordinal);
    }

    [Fact]
    public void Finds_AHysteresisAndALatchThatCanNeverHold()
    {
        Assert.Contains("can never fire", Assert.Single(Found([Rule(null, hysteresis: Hysteresis("c0", 101, 50))])), StringComparison.Ordinal);
        Assert.Empty(Found([Rule(null, hysteresis: Hysteresis("c0", 99, 50))]));
        Assert.Contains("can never fire", Assert.Single(Found([Rule("c0 < 40.0", hysteresis: Hysteresis("c0", 60, 50))])), StringComparison.Ordinal);
        Assert.Contains("can never fire", Assert.Single(Found([Latched("c0 > 200.0")])), StringComparison.Ordinal);
        Assert.Empty(Found([Latched("c0 > 20.0")]));
    }

    [Fact]
    public void Finds_WhatNeverEnds()
    {
        string found = Assert.Single(Found([Rule(null, hysteresis: Hysteresis("c0", 50, -1))]));
        Assert.Contains("rule r never ends once it holds: '-1'; expected off within what c0 is, from 0 to 100", found, StringComparison.Ordinal);
        Assert.Contains("never ends", Assert.Single(Found([Rule(null, hysteresis: Hysteresis("c0", 50, 101))])), StringComparison.Ordinal);
        Assert.Empty(Found([Rule(null, hysteresis: Hysteresis("c0", 50, 0))]));
        Assert.Contains("is never reset", Assert.Single(Found([Latched("c0 > 20.0", "c0 > 120.0")])), StringComparison.Ordinal);
    }

    // The side that dominates holds whenever the other one does.
    [Theory]
    [InlineData("c0 > 20.0", "c0 > 10.0", false, "rule r can never fire")]
    [InlineData("c0 > 10.0", "c0 > 20.0", true, "rule r is never reset")]
    [InlineData("c0 > 20.0", "c0 > 10.0", true, null)]
    [InlineData("c0 > 10.0", "c0 > 20.0", false, null)]
    [InlineData("c0 > 20.0", "c1 > 10.0", false, null)]
    public void Finds_ALatchThatNeverTurns(string set, string reset, bool setDominates, string? words)
    {
        RuleDeclaration rule = Rule(null) with { Latch = new(set, default, reset, default, setDominates, default) };
        string[] found = Found([rule]);
        Assert.Equal(words is not null, found.Length == 1 && found[0].Contains(words ?? "", StringComparison.Ordinal));
    }

    // TON begins anew whenever the schedule ends.
    [Theory]
    [InlineData(60, false)]
    [InlineData(61, true)]
    public void Finds_AHoldTimeLongerThanTheSchedule(int minutes, bool isRefused) => Assert.Equal(
        isRefused,
        Found([Scheduled("r", "08:00 09:00 1111111 1") with { HeldFor = TimeSpan.FromMinutes(minutes) }]).Length == 1);

    [Theory]
    [InlineData("c0 > 5.0", "c0 > 9.0", 0, true)]
    [InlineData("c0 > 5.0", "c0 > 9.0", 1, false)]
    [InlineData("c0 > 5.0", "c0 < 5.0", 0, false)]
    [InlineData("c0 >= 5.0", "c0 <= 5.0", 0, true)]
    [InlineData("c0 > 5.0", "c1 < 5.0", 0, true)]
    [InlineData("c0 > 5.0 && c1 > 1.0", "c1 <= 1.0 || c0 < 2.0", 0, false)]
    [InlineData("c0 > 5.0", "c0 * 1.0 < 5.0", 0, true)]
    public void Finds_RulesThatFightAtOnePriority(string on, string off, int priority, bool isRefused)
    {
        string[] found = Found([Rule(on, "open"), Rule(off, "shut", on: false, priority: priority)]);
        Assert.Equal(isRefused, found.Length == 1);
        Assert.True(!isRefused || found[0].Contains("rule shut and rule open fight over actuator a0", StringComparison.Ordinal));
        Assert.Empty(Found([Rule(on, "open"), Rule(off, "shut", "a1", on: false, priority: priority)]));
    }

    [Theory]
    [InlineData("08:00 20:00 1111111 1", "20:00 08:00 1111111 1", false)]
    [InlineData("08:00 20:01 1111111 1", "20:00 08:00 1111111 1", true)]
    [InlineData("08:00 20:00 1111100 1", "08:00 20:00 0000011 1", false)]
    // Sunday's night ends on Monday.
    [InlineData("22:00 06:00 0000001 1", "05:00 07:00 1000000 1", true)]
    [InlineData("22:00 06:00 0000001 1", "06:00 07:00 1000000 1", false)]
    // A holiday may be any day of the week.
    [InlineData("08:00 20:00 1111100 1", "08:00 20:00 0000011 3", true)]
    [InlineData("08:00 20:00 1111100 2", "08:00 20:00 0000011 1", false)]
    public void Finds_SchedulesThatMeet(string on, string off, bool isRefused)
    {
        string[] found = Found([Scheduled("open", on), Scheduled("shut", off) with { SwitchOn = false }]);
        Assert.Equal(isRefused, found.Length == 1);
    }

    [Fact]
    public void Finds_RulesBelowAScheduleOfTheWholeWeek()
    {
        RuleDeclaration always = Scheduled("always", "00:00 24:00 1111111 1") with { Priority = 5 };
        string found = Assert.Single(Found([always, Rule("c0 > 1.0", "low", on: false)]));
        Assert.Contains("rule low can never decide", found, StringComparison.Ordinal);
        Assert.Contains("rule always has that and always holds", found, StringComparison.Ordinal);
        Assert.Empty(Found([Scheduled("most", "00:00 24:00 1111111 2") with { Priority = 5 }, Rule("c0 > 1.0", "low", on: false)]));
        Assert.Empty(Found([Scheduled("most", "00:00 23:59 1111111 1") with { Priority = 5 }, Rule("c0 > 1.0", "low", on: false)]));
    }

    [Fact]
    public void Finds_AFightThatADelayMakes()
    {
        RuleDeclaration open = Rule("c0 > 5.0", "open") with { OffDelay = TimeSpan.FromSeconds(9) };
        Assert.Single(Found([open, Rule("c0 < 5.0", "shut", on: false)]));
    }

    [Fact]
    public void Finds_RulesBelowOneThatAlwaysHolds()
    {
        string found = Assert.Single(Found([Rule("true", "always", priority: 5), Rule("c0 > 1.0", "low", priority: 4, on: false)]));
        Assert.Contains("rule low can never decide", found, StringComparison.Ordinal);
        Assert.Empty(Found([Rule("true", "always", priority: 5), Rule("c0 > 1.0", "high", priority: 6, on: false)]));
        Assert.Empty(Found([Rule("true", "now", priority: 5) with { Pulse = TimeSpan.FromSeconds(1) }, Rule("c0 > 1.0", "low", priority: 4)]));
    }

    [Theory]
    [InlineData("c0 > 5.0", "c0 > 9.0", true)]
    [InlineData("c0 > 9.0", "c0 > 5.0", false)]
    [InlineData("c0 > 5.0 || c1 > 1.0", "c0 > 5.0", true)]
    [InlineData("c0 > 5.0", "c0 > 5.0 && c1 > 1.0", true)]
    [InlineData("c0 > 5.0", "isGood(c0)", false)]
    [InlineData("c0 >= 0.0", "c0 > 5.0", true)]
    // The lower one may hold while nobody knows c0.
    [InlineData("c0 >= 0.0", "c1 > 5.0", false)]
    [InlineData("c0 > 5.0 && c1 > 5.0", "c0 > 6.0", false)]
    public void Finds_RulesThatOneAboveTakesIn(string above, string below, bool isRefused)
    {
        string[] found = Found([Rule(above, "above", priority: 1), Rule(below, "below", on: false)]);
        Assert.Equal(isRefused, found.Length == 1 && found[0].Contains("rule below can never decide", StringComparison.Ordinal));
        Assert.Empty(Found([Rule(above, "above", priority: 1, heldFor: 1), Rule(below, "below", on: false)]));
        Assert.Empty(Found([Rule(above, "above", priority: 1), Rule(below, "below", on: false) with { OffDelay = TimeSpan.FromSeconds(1) }]));
    }

    [Fact]
    public void Finds_ARuleThatTwoAboveTakeIn()
    {
        RuleDeclaration[] above = [Rule("c0 > 5.0", "high", priority: 2), Rule("c0 < 6.0", "middle", priority: 1)];
        string found = Assert.Single(Found([.. above, Rule("c0 > 1.0", "low", on: false)]));
        Assert.Contains("rule middle has that and holds, or one above it does", found, StringComparison.Ordinal);
        Assert.Empty(Found([.. above, Rule("c1 > 1.0", "low", on: false)]));
    }

    [Fact]
    public void Finds_AnInterlockInWhichOneAlwaysHasTheTurn()
    {
        ImmutableArray<InterlockDeclaration> group = [new("gate", [0, 1], TimeSpan.FromSeconds(1), default)];
        string found = Assert.Single(Found([Rule("true", "up"), Rule("c0 > 1.0", "down", "a1")], group));
        Assert.Contains("interlock that cannot be satisfied: 'gate'", found, StringComparison.Ordinal);
        Assert.Empty(Found([Rule("true", "up"), Rule("c0 > 1.0", "down", "a1", priority: 1)], group));
        Assert.Empty(Found([Rule("c1 > 1.0", "up"), Rule("c0 > 1.0", "down", "a1")], group));
        Assert.Empty(Found([Rule("true", "up"), Rule("c1 > 1.0", "stop", on: false, priority: 3), Rule("c0 > 1.0", "down", "a1")], group));
    }

    [Fact]
    public void Tells_WhatAScanCosts()
    {
        ScanCost few = ScanCost.Of(Book([Rule("c0 > 1.0")]));
        ScanCost more = ScanCost.Of(Book([.. Enumerable.Range(0, 500).Select(index => Rule("c0 > 1.0 && c1 < 2.0 || c0 + c1 > 3.0", $"r{index}"))]));
        Assert.InRange(few.Units, 1, 10);
        Assert.True(more.Units > 500 * few.Units);
        Assert.Equal(TimeSpan.FromMilliseconds(1), few.ShortestPeriod);
        Assert.True(more.ShortestPeriod > few.ShortestPeriod);
    }

    private static RuleDeclaration Scheduled(string name, string span)
    {
        string[] words = span.Split(' ');
        Assert.True(LocalTimes.TryParse(words[0], out TimeOnly from) & LocalTimes.TryParse(words[1], out TimeOnly until));
        var days = (ScheduleDays)Enumerable.Range(0, 7).Sum(day => words[2][day] == '1' ? 1 << day : 0);
        return Rule(null, name) with { Schedule = new([new(from, until, days, (HolidayRule)(words[3][0] - '0'))], default) };
    }

    private static RuleDeclaration Latched(string set, string reset = "c1 > 0.0") =>
        Rule(null) with { Latch = new(set, default, reset, default, false, default) };

    private static string[] Found(ImmutableArray<RuleDeclaration> rules, ImmutableArray<InterlockDeclaration> interlocks = default) =>
        [.. RuleChecks.Find(Book(rules, interlocks), "site.yaml").Select(error => $"{error}")];

    private static RuleBook Book(ImmutableArray<RuleDeclaration> rules, ImmutableArray<InterlockDeclaration> interlocks = default)
    {
        Site site = SiteOf([Actuator(), Actuator(1)], rules, 2);
        site = site with
        {
            Channels = [site.Channels[0] with { Conditioning = Conditioning.None with { Range = new(0, 100) } }, site.Channels[1]],
            Interlocks = interlocks.IsDefault ? [] : interlocks,
        };
        (RuleBook? book, ImmutableArray<SiteError> errors) = RuleBook.Compile(site, "site.yaml");
        Assert.Empty(errors);
        return book!;
    }
}
