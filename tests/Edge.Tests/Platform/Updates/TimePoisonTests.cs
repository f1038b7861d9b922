using System.Text.Json.Nodes;
using Edge.Platform.Updates;
using Edge.Tests.Updates.Tuf;
using Edge.Updates;

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

    // A board whose clock lost its time forwards, and has no network time: what has expired by that clock alone is judged by the floor.
    [Theory]
    [InlineData(2)]
    [InlineData(4)]
    public async Task AClockYearsAhead_ThatNothingKeepsRight_KeepsNobodyFromUpdates(int years)
    {
        using UpdatedMachine machine = await StampedAsync();
        machine.Time.SetUtcNow(TestRepository.Now.AddYears(years));
        machine.IsUnsynchronised = () => true;
        machine.Publish("1.1.0");
        Assert.Equal(ClockVerdict.Ahead, (await machine.FetchAsync()).Value.Clock);
        Assert.Null(await machine.UpdateAsync());
        Assert.Equal(("1.1.0", TestRepository.Now.AddDays(-1)), (machine.Running.Release!.Release, Floor(machine)));

        // Where something keeps it right, it has expired.
        machine.Publish("1.2.0");
        machine.IsUnsynchronised = () => false;
        UpdateReason refused = (await machine.FetchAsync()).Reason;
        Assert.StartsWith("vendor: Expired", refused.Detail, StringComparison.Ordinal);
        Assert.DoesNotContain("clock", refused.Detail, StringComparison.Ordinal);
    }

    // Nobody can hold back what is new for long by keeping a gateway from network time.
    [Fact]
    public async Task AClockAYearAhead_IsBelieved_AndNamed()
    {
        using UpdatedMachine machine = await StampedAsync();
        machine.Time.SetUtcNow(TestRepository.Now.AddDays(360));
        machine.IsUnsynchronised = () => true;
        UpdateReason refused = (await machine.FetchAsync()).Reason;
        Assert.StartsWith("vendor: Expired", refused.Detail, StringComparison.Ordinal);
        Assert.Contains("Nothing keeps the clock of this machine right, and it says 2030-12-27", refused.Detail, StringComparison.Ordinal);
        Assert.Contains("Nothing keeps the clock", (await machine.WriteAsync())!.Detail, StringComparison.Ordinal);
    }

    // 1.0.0 is committed, and both have signed that yesterday has passed.
    private static async Task<UpdatedMachine> StampedAsync()
    {
        var machine = new UpdatedMachine { Offline = false };
        machine.Publish("1.0.0");
        Stamp(machine, TestRepository.Now.AddDays(-1), TestRepository.Now.AddDays(-1));
        Assert.Null(await machine.UpdateAsync());
        return machine;
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
