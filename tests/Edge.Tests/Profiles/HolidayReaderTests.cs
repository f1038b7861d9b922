using System.Globalization;
using CsCheck;
using Edge.Platform.Profiles;
using Edge.Profiles;

namespace Edge.Tests.Profiles;

public sealed class HolidayReaderTests
{
    private const string Town = """
        edge: 1
        holidays:
          - {name: "New Year", every: 01-01}
          - {name: "Good Friday", easter: -2}
          - {name: "Easter Monday", easter: 1}
          - {name: "Whit Monday", easter: 50}
          - {name: "Town jubilee", date: 2026-09-12}
          - {name: "Leap day", every: 02-29}

        """;

    // Source of the dates of Easter: US Census Bureau, "Easter Dates from 1600 to 2099".
    [Theory]
    [InlineData(1961, "1961-04-02")]
    [InlineData(2000, "2000-04-23")]
    [InlineData(2008, "2008-03-23")]
    [InlineData(2024, "2024-03-31")]
    [InlineData(2025, "2025-04-20")]
    [InlineData(2026, "2026-04-05")]
    [InlineData(2038, "2038-04-25")]
    public void Knows_Easter(int year, string date) => Assert.Equal(Date(date), Holiday.EasterOf(year));

    [Theory]
    [InlineData("2026-01-01", true)]
    [InlineData("2031-01-01", true)]
    [InlineData("2026-01-02", false)]
    [InlineData("2026-04-03", true)]
    [InlineData("2026-04-05", false)]
    [InlineData("2026-04-06", true)]
    [InlineData("2026-05-25", true)]
    [InlineData("2026-09-12", true)]
    [InlineData("2027-09-12", false)]
    [InlineData("2028-02-29", true)]
    [InlineData("2027-03-01", false)]
    public void Knows_TheHolidaysOfATown(string date, bool isHoliday)
    {
        HolidayReading reading = HolidayReader.Read(Town, "town.yaml");
        Assert.Empty(reading.Errors);
        Assert.Equal(isHoliday, reading.Holidays!.Contains(Date(date)));
    }

    [Theory]
    [InlineData("{name: x, every: 02-30}", "22: no such day: '02-30'; expected a month and a day such as 10-03")]
    [InlineData("{name: x, date: 2026-13-01}", "21: no such day: '2026-13-01'; expected a date such as 2026-10-03")]
    [InlineData("{name: x, date: 1969-12-31}", "21: year out of range: '1969-12-31'; expected 1970 to 2199")]
    [InlineData("{name: x, date: tomorrow}", "21: not a date: 'tomorrow'; expected a date such as 2026-10-03")]
    [InlineData("{name: x, easter: 201}", "23: out of range: '201'; expected a whole number from -100 to 200")]
    [InlineData("{name: x}", "5: holiday without a day: 'x'; expected date, every or easter")]
    [InlineData("{name: x, every: 01-01, easter: 1}", "5: holiday with several days: 'x'; expected date, every or easter")]
    [InlineData("{name: x, evry: 01-01}", "15: unknown key: 'evry'; expected a key of a holiday: name, date, every, easter; did you mean 'every'?")]
    public void Refuses_WhatIsNoHoliday(string entry, string error) =>
        Assert.Equal($"h.yaml:3:{error}", ReadEntry(entry).Errors[0].ToString());

    [Fact]
    public void Refuses_OneMoreThanTheLimit()
    {
        string entries = string.Concat(Enumerable.Repeat("  - {name: x, every: 01-01}\n", Holidays.Max));
        HolidayReading full = HolidayReader.Read("edge: 1\nholidays:\n" + entries, "h.yaml");
        Assert.Equal(Holidays.Max, full.Holidays!.Rules.Length);
        string more = entries + "  - {name: x, easter: 1}\n";
        HolidayReading over = HolidayReader.Read("edge: 1\nholidays:\n" + more, "h.yaml");
        Assert.Equal("too many", Assert.Single(over.Errors).Problem);
    }

    [Fact]
    public void Survives_AnyText() => Gen.Char[" -~"].Array[0, 60].Sample(
        text => HolidayReader.Read("edge: 1\nholidays:\n  - {name: a, " + new string(text), "h.yaml") is var reading
            && reading.Errors.IsEmpty == (reading.Holidays is not null),
        iter: 2000);

    [Fact]
    public void Belongs_ToTheSiteThatNamesIt()
    {
        string folder = Directory.CreateTempSubdirectory("edge-holidays-").FullName;
        try
        {
            string site = Path.Combine(folder, "site.yaml");
            string named = "board: simulated\nholidays: town.yaml";
            File.WriteAllText(site, SmallSite.Text.Replace("board: simulated", named, StringComparison.Ordinal));
            string[] boards = [Repository.PathOf("hardware-profiles")];
            Assert.Equal("no such file", Assert.Single(SiteFiles.Read(site, boards).Errors).Problem);

            File.WriteAllText(Path.Combine(folder, "town.yaml"), Town);
            Site read = SiteFiles.Read(site, boards).Site!;
            Assert.True(read.Holidays.Contains(Date("2026-09-12")));

            File.WriteAllText(Path.Combine(folder, "town.yaml"), "edge: 2\nholidays: []\n");
            SiteError error = Assert.Single(SiteFiles.Read(site, boards).Errors);
            Assert.Equal("unknown format version", error.Problem);
            Assert.Equal(Path.Combine(folder, "town.yaml"), error.File);
        }
        finally { Directory.Delete(folder, recursive: true); }
    }

    private static HolidayReading ReadEntry(string entry) =>
        HolidayReader.Read($"edge: 1\nholidays:\n  - {entry}\n", "h.yaml");

    private static DateOnly Date(string text) =>
        DateOnly.ParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture);
}
