using Edge.Profiles;

namespace Edge.Tests.Profiles;

public class ProfileSchemasTests
{
    [Fact]
    public void Keeps_SiteSchemaEqualToTheReader() =>
        GoldenFile.Matches(ProfileSchemas.Site(), "hardware-profiles", "schema", "site.schema.json");

    [Fact]
    public void Keeps_BoardSchemaEqualToTheReader() =>
        GoldenFile.Matches(ProfileSchemas.Board(), "hardware-profiles", "schema", "board.schema.json");

    [Fact]
    public void Keeps_ScenarioSchemaEqualToTheReader() =>
        GoldenFile.Matches(ProfileSchemas.Scenario(), "hardware-profiles", "schema", "scenario.schema.json");

    [Fact]
    public void Keeps_HolidaysSchemaEqualToTheReader() =>
        GoldenFile.Matches(ProfileSchemas.Holidays(), "hardware-profiles", "schema", "holidays.schema.json");
}
