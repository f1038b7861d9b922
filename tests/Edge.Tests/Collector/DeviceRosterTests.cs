using Edge.Collector.Enrolment;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Edge.Tests.Collector;

// Goal: whose descriptor lies in the folder may deliver, whatever a person called the file.
public sealed class DeviceRosterTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("edge-roster-").FullName;
    private readonly FakeTimeProvider _time = new();
    private readonly Gateway _gateway = new();

    [Theory]
    [InlineData("weir.device.json", "weir")]
    [InlineData("weir.json", "weir")]
    [InlineData("north.weir.json", "north.weir")]
    public void Enrols_AnyJsonFile_UnderItsName(string file, string name)
    {
        File.WriteAllText(Path.Combine(_folder, file), _gateway.Descriptor.ToJson());
        Assert.Equal(name, Roster().Find(_gateway.Descriptor.Device)?.Name);
    }

    [Fact]
    public void Enrols_NobodyByAFileThatDoesNotRead_AndKeepsTheOthers()
    {
        File.WriteAllText(Path.Combine(_folder, "a.json"), "{");
        File.WriteAllText(Path.Combine(_folder, "b.json"), _gateway.Descriptor.ToJson());
        Assert.Equal("b", Roster().Find(_gateway.Descriptor.Device)?.Name);
    }

    [Fact]
    public void Forgets_WhoseFileIsGone_AfterASecond()
    {
        string path = Path.Combine(_folder, "weir.json");
        File.WriteAllText(path, _gateway.Descriptor.ToJson());
        DeviceRoster roster = Roster();
        Assert.NotNull(roster.Find(_gateway.Descriptor.Device));
        File.Delete(path);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Null(roster.Find(_gateway.Descriptor.Device));
    }

    public void Dispose()
    {
        _gateway.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private DeviceRoster Roster() => new(_folder, _time, NullLogger<DeviceRoster>.Instance);
}
