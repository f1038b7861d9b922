using Edge.Profiles;

namespace Edge.Tests.Profiles;

public sealed class SiteCalendarTests
{
    [Fact]
    public void Reads_ZoneAndModes()
    {
        Site plain = Shipped.Read(SmallSite.Text).Site!;
        Assert.Equal((TimeZoneInfo.Utc, 0), (plain.TimeZone, plain.Modes.Length));
        Assert.Null(plain.HolidaysPath);

        SiteReading reading = SmallSite.ReadWith("contact: Duty}",
            "contact: Duty, time-zone: Europe/Berlin}\nmodes:\n  - {name: town, values: [normal, event, maintenance]}");
        Assert.Empty(reading.Errors);
        Assert.Equal("Europe/Berlin", reading.Site!.TimeZone.Id);
        ModeDeclaration mode = Assert.Single(reading.Site.Modes);
        Assert.Equal("town normal event maintenance", $"{mode.Name} {string.Join(' ', mode.Values)}");
    }

    [Theory]
    [InlineData("Europe/Berlni", "unknown time zone", "Europe/Berlin")]
    [InlineData("../../etc/passwd", "not a time zone", null)]
    [InlineData("/etc/localtime", "not a time zone", null)]
    [InlineData("Europe", "unknown time zone", null)]
    [InlineData("localtime", "a name that is another zone on another machine", null)]
    [InlineData("posixrules", "a name that is another zone on another machine", null)]
    [InlineData("Factory", "a name that is another zone on another machine", null)]
    [InlineData("right/Europe/Berlin", "a zone that counts leap seconds", null)]
    [InlineData("posix/Europe/Berlin", "a copy of a zone that other machines may not have", null)]
    public void Refuses_WhatIsNoZone(string zone, string problem, string? nearest)
    {
        SiteReading reading = SmallSite.ReadWith("contact: Duty}", $"contact: Duty, time-zone: {zone}}}");
        SiteError error = Assert.Single(reading.Errors);
        Assert.Equal((problem, zone), (error.Problem, error.Text));
        if (nearest is not null) { Assert.Equal(nearest, error.Nearest); }
    }

    [Theory]
    [InlineData("{name: town, values: [normal]}", "too few")]
    [InlineData("{name: town, values: [normal, normal]}", "value given twice")]
    [InlineData("{name: Town, values: [a, b]}", "not a name of a mode")]
    [InlineData("{name: while, values: [a, b]}", "'while' has a meaning of its own")]
    [InlineData("{name: t, values: [a, b]}, {name: t, values: [a, b]}", "mode given twice")]
    [InlineData("{name: t, values: [a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q]}", "too many")]
    public void Refuses_WhatIsNoMode(string modes, string problem) => Assert.Equal(
        problem, Assert.Single(SmallSite.ReadWith("board: simulated", $"board: simulated\nmodes: [{modes}]").Errors).Problem);

    [Theory]
    [InlineData("sun.total")]
    [InlineData("local")]
    [InlineData("mode.town")]
    [InlineData("now")]
    public void Refuses_AChannelOfAReservedName(string name) => Assert.Contains(
        SmallSite.ReadWith("[{name: rain.total,", $"[{{name: {name},").Errors,
        error => error.Problem == $"'{name.Split('.')[0]}' has a meaning of its own");
}
