using System.Text.Json.Nodes;
using Edge.Platform.Updates;
using Edge.Tests.Updates.Tuf;

namespace Edge.Tests.Platform.Updates;

/// <summary>Keys of low trust, and clocks of those who refresh, do not end all updates.</summary>
public sealed class TimePoisonTests
{
    private static readonly DateTimeOffset Poison = TestRepository.Now.AddYears(4);

    [Fact]
    public async Task OneRepositoryAlone_RaisesNoFloor()
    {
        using var machine = new UpdatedMachine { Offline = false };
        machine.Publish("1.0.0");
        Stamp(machine, vendor: TestRepository.Now.AddDays(-1), town: Poison);
        Assert.Null(await machine.UpdateAsync());
        Assert.Equal(TestRepository.Now.AddDays(-1), Floor(machine));
        Stamp(machine, vendor: null, town: Poison);
        machine.Publish("1.1.0");
        Assert.Null(await machine.UpdateAsync());
        Assert.Equal(("1.1.0", TestRepository.Now.AddDays(-1)), (machine.Running.Release!.Release, Floor(machine)));
    }

    [Fact]
    public async Task BothTogether_RaiseNoFloorBeyondWhatPersonsSigned()
    {
        using var machine = new UpdatedMachine { Offline = false };
        machine.Publish("1.0.0");
        Stamp(machine, Poison, Poison);
        Assert.Null(await machine.UpdateAsync());
        Assert.Equal(TestRepository.Later.AddSeconds(-1), Floor(machine));
        machine.Publish("1.1.0");
        Assert.Null(await machine.UpdateAsync());
        Assert.Equal("1.1.0", machine.Running.Release!.Release);
    }

    private static DateTimeOffset Floor(UpdatedMachine machine) => new FloorStore(machine.Disk, machine.Folders.Slots).Load().Time;

    private static void Stamp(UpdatedMachine machine, DateTimeOffset? vendor, DateTimeOffset? town)
    {
        foreach ((TestRepository repository, DateTimeOffset? time) in new[] { (machine.Repositories.Vendor, vendor), (machine.Repositories.Operator, town) })
        {
            JsonObject body = repository.Bodies["timestamp"];
            body.Remove("x-edge-time");
            if (time is { } signed) { body["x-edge-time"] = TestRepository.Time(signed); }
        }
        machine.Repositories.Publish();
    }
}
