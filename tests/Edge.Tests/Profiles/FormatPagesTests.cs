using System.Globalization;
using System.Text;
using Edge.Profiles;

namespace Edge.Tests.Profiles;

// Goal: the pages of the formats name what the code reads, and the table of drivers is the catalogue.
public class FormatPagesTests
{
    private const string SitePage = "docs/formats/site-file.md";
    private const string BoardPage = "docs/formats/board-profile.md";
    private const string TableHead = "|---|---|---|---|---|---|\n";

    [Fact]
    public void Names_EveryKeyOfASiteFile()
    {
        KeyTable[] tables =
        [
            SiteKeys.Table, SiteKeys.Identity.Table, SiteKeys.Geo.Table, SiteKeys.Mode.Table, SiteKeys.Recipient.Table,
            SiteKeys.UplinkTo.Table, SiteKeys.OutboxOf.Table, SiteKeys.Kept.Table, SensorKeys.Table, ChannelKeys.Table,
            ActuatorKeys.Table, ActuatorKeys.Switching.Table, ActuatorKeys.Confirmation.Table, ActuatorKeys.Grant.Table,
            GroupKeys.Interlock, GroupKeys.SoftStart, RuleKeys.Table, RuleKeys.Threshold.Table, RuleKeys.Bistable.Table,
            StreamKeys.Table, StreamKeys.Needs.Table, ResourceKeys.Table,
        ];
        NamesAll(Repository.Read(SitePage), [.. tables.SelectMany(table => table.Keys).Select(key => key.Name)]);
        NamesAll(Repository.Read(SitePage), [.. UnitWords.All.Select(unit => unit.Word)]);
    }

    [Fact]
    public void Names_EveryKeyOfAFileOfHolidays() => NamesAll(
        Repository.Read("docs/formats/holidays-file.md"),
        [.. HolidayKeys.Table.Keys.Concat(HolidayKeys.One.Table.Keys).Select(key => key.Name)]);

    [Fact]
    public void Names_EveryKeyOfABoardProfile()
    {
        KeyTable[] tables =
        [
            BoardKeys.Table, BoardKeys.Identity.Table, BoardKeys.Bus.Table, BoardKeys.Pin.Table, BoardKeys.Interface.Table,
        ];
        NamesAll(Repository.Read(BoardPage), [.. tables.SelectMany(table => table.Keys).Select(key => key.Name)]);
        NamesAll(Repository.Read(BoardPage), [.. DisableSteps.Mechanisms.Select(mechanism => mechanism.Name)]);
    }

    [Fact]
    public void Names_EveryKeyOfAScenarioAndEveryInputOfAModel()
    {
        string page = Repository.Read("docs/formats/scenario-file.md");
        KeyTable[] tables =
        [
            ScenarioKeys.Table, ScenarioKeys.Identity.Table, ScenarioKeys.Curve.Table, ScenarioKeys.Term.Table,
            ScenarioKeys.Device.Table, ScenarioKeys.Fault.Table,
        ];
        NamesAll(page, [.. tables.SelectMany(table => table.Keys).Select(key => key.Name)]);
        Assert.All(ModelCatalogue.All.SelectMany(model => model.Inputs.Select(input => Row(model, input))),
            row => Assert.Contains(row, page, StringComparison.Ordinal));
    }

    [Fact]
    public void Lists_EveryResourceOfTheCatalogue()
    {
        string page = Repository.Read(SitePage);
        Assert.All(ResourceCatalogue.All, resource => Assert.Contains(
            $"| {(resource.HasKey ? $"`{resource.Name}`" : resource.Name)} | {ResourceKeys.Print(resource, resource.Raise)} "
            + $"| {ResourceKeys.Print(resource, resource.Clear)} | {Range(resource)} | {resource.Measures} |",
            page, StringComparison.Ordinal));
        Assert.All([ResourceKeys.RaiseName, ResourceKeys.ClearName], name => Assert.Contains($"`{name}`", page, StringComparison.Ordinal));
    }

    private static string Range(ResourceDescription resource) => !resource.HasKey ? ""
        : $"{ResourceKeys.Print(resource, resource.Range.Minimum)} to {ResourceKeys.Print(resource, resource.Range.Maximum)}"
            + (resource.Unit == Unit.Millisecond ? "" : $" {resource.Unit.Symbol()}");

    [Fact]
    public void Lists_EveryDriverOfTheCatalogue()
    {
        string page = Repository.Read(SitePage);
        int end = page.IndexOf(TableHead, StringComparison.Ordinal) + TableHead.Length;
        string drivers = string.Concat(DriverCatalogue.All.Select(Row));
        GoldenFile.Matches(page[..end] + drivers, SitePage);
    }

    private static string Row(ModelDescription model, ModelInputDescription input) =>
        $"| `{model.Name}` | `{input.Name}` | {Print(input.Default)} | {input.Meaning.TrimEnd('.')} |";

    private static string Row(DriverDescription driver)
    {
        string on = driver.Bus switch { BusKind.I2c => "I2C bus", BusKind.Pin => "pin", BusKind.Serial => "serial line", _ => "this machine" };
        string addresses = string.Join(", ", driver.Addresses.Select(each => $"`0x{each:x2}`"));
        string quantities = string.Join("; ", driver.Quantities.Select(Describe));
        string options = string.Join(" ",
            driver.Options.Select(each => $"`{each.Name}` ({each.Default}): {each.Meaning}"));
        string fastest = NumberShapes.Print(driver.FastestInterval);
        return $"| `{driver.Name}` | {on} | {addresses} | {fastest} | {quantities} | {options} |\n";
    }

    private static string Describe(QuantityDescription quantity)
    {
        var text = new StringBuilder();
        string unit = quantity.Unit.Symbol();
        text.Append(CultureInfo.InvariantCulture, $"`{quantity.Name}` {Print(quantity.Range.Minimum)} to ");
        text.Append(Print(quantity.Range.Maximum)).Append(unit.Length > 0 ? " " : "").Append(unit);
        return text.Append(CultureInfo.InvariantCulture, $", step {Print(quantity.Resolution)}").ToString();
    }

    private static string Print(double number) =>
        number.ToString(number == Math.Round(number) ? "F0" : "0.######", CultureInfo.InvariantCulture);

    private static void NamesAll(string page, IReadOnlyCollection<string> names)
    {
        Assert.NotEmpty(names);
        var missing = names.Where(name => !System.Text.RegularExpressions.Regex.IsMatch(page, $"`[^`]*\\b{name}\\b[^`]*`"));
        Assert.Empty(missing);
    }
}
