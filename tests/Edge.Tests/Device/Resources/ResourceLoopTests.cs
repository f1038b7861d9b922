using Edge.Audit;
using Edge.Device.Clock;
using Edge.Device.Resources;
using Edge.Outbox;
using Edge.Profiles;
using Edge.Resources;
using Edge.Sensing;
using Edge.Tests.Audit;
using Edge.Tests.Host;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace Edge.Tests.Device.Resources;

/// <summary>Each shortage provoked once, and its end, on folders that look like the /proc and /sys of a gateway.</summary>
public sealed class ResourceLoopTests : IDisposable
{
    private const string Firmware = "sys/devices/platform/soc/soc:firmware/get_throttled";
    private const string Group = "sys/fs/cgroup/system.slice/edge.service";
    private const string LifeTime = "sys/devices/mmc/block/mmcblk0/device/life_time";

    private readonly string _root = Directory.CreateTempSubdirectory("edge-resources-").FullName;
    private readonly FakeTimeProvider _time = new(DateTimeOffset.FromUnixTimeMilliseconds(StoppedClock.Noon));
    private readonly RecordedTrail _trail = new();
    private readonly RecordedLog _log = new();
    private readonly MovedClock _clock = new();
    private (double Room, double Files) _room = (10, 10);
    private ClockState? _kernel = new(true, 0, 1);
    private OutboxState? _outbox = new(0, 0, 1_000, 0);
    private readonly KeepAlive _keepAlive;
    private readonly ResourceLoop _loop;

    public ResourceLoopTests()
    {
        _keepAlive = new KeepAlive(TimeSpan.FromSeconds(10), _time);
        var probe = new ResourceProbe(Path.Combine(_root, "var/lib/edge"), 0, _root)
        {
            Outbox = () => _outbox, KeepAlive = _keepAlive.Look, Clock = () => _kernel, Room = _ => _room,
        };
        _loop = new ResourceLoop(
            probe, ResourceCatalogue.Usual, new BootMark(Path.Combine(_root, "mark")), _clock, _trail, _time, _log.CreateLogger<ResourceLoop>());
        Put("proc/self/mountinfo", "22 1 179:2 / / rw - ext4 /dev/root rw\n");
        Directory.CreateDirectory(Path.Combine(_root, "sys/devices/mmc/block/mmcblk0/mmcblk0p2"));
        Directory.CreateDirectory(Path.Combine(_root, "sys/dev/block"));
        Directory.CreateSymbolicLink(Path.Combine(_root, "sys/dev/block/179:2"), "../../devices/mmc/block/mmcblk0/mmcblk0p2");
        Put("proc/self/cgroup", "0::/system.slice/edge.service\n");
    }

    public void Dispose() => Directory.Delete(_root, recursive: true);

    public static TheoryData<string, string, string, string> Files => new()
    {
        { "memory", "proc/meminfo", "MemTotal: 1000 kB\nMemAvailable: 50 kB\n", "MemTotal: 1000 kB\nMemAvailable: 300 kB\n" },
        { "memory-pressure", "proc/pressure/memory", "some avg10=9.00 avg60=33.50 avg300=1.00 total=1\nfull avg10=0.00 avg60=0.00 avg300=0.00 total=0\n",
            "some avg10=0.00 avg60=4.00 avg300=9.00 total=1\n" },
        { "temperature", "sys/class/thermal/thermal_zone1/temp", "83500\n", "61000\n" },
        { "throttling", Firmware, "4\n", "40000\n" },
        { "supply-voltage", Firmware, "0x50001\n", "0x50000\n" },
        { "throttling", "sys/class/thermal/cooling_device0/cur_state", "2\n", "0\n" },
        { "supply-voltage", "sys/class/hwmon/hwmon1/in0_lcrit_alarm", "1\n", "0\n" },
        { "own-memory", $"{Group}/memory.current", "95000\n", "60000\n" },
        { "flash-wear", LifeTime, "0x08 0x02\n", "0x03 0x02\n" },
    };

    [Theory, MemberData(nameof(Files))]
    public void Tells_OfWhatTheMachineLacks_AndOfItsEnd(string resource, string file, string lacking, string plenty)
    {
        Put("sys/class/thermal/cooling_device0/type", "cpufreq-cpu0\n");
        Put("sys/class/thermal/cooling_device0/cur_state", "0\n");
        Put("sys/class/hwmon/hwmon1/name", "rpi_volt\n");
        Put($"{Group}/memory.max", "100000\n");
        Put($"{Group}/memory.stat", "anon 1\ninactive_file 5000\n");
        Provoke(resource, () => Put(file, lacking), () => Put(file, plenty));
    }

    [Fact]
    public void Tells_OfAFullDisk() => Provoke("disk", () => _room = (93, 10), () => _room = (50, 10));

    [Fact]
    public void Tells_OfTooManyFiles() => Provoke("inodes", () => _room = (10, 99), () => _room = (10, 50));

    [Fact]
    public void Tells_OfAClockThatIsFarOff() =>
        Provoke("clock-offset", () => _kernel = new ClockState(true, -1_500, 1), () => _kernel = new ClockState(true, 20, 1));

    [Fact]
    public void Tells_OfAClockThatNobodySets() => Provoke(
        "clock-unsynchronised",
        () =>
        {
            _kernel = new ClockState(false, 0, 1);
            _loop.Step();
            _clock.Pass(TimeSpan.FromHours(6));
        },
        () => _kernel = new ClockState(true, 0, 1));

    [Fact]
    public void Tells_OfAnOutboxThatFills() =>
        Provoke("outbox", () => _outbox = new OutboxState(9, 850, 1_000, 0), () => _outbox = new OutboxState(1, 100, 1_000, 0));

    [Fact]
    public void Tells_OfARecordThatWaitsTooLong() => Provoke(
        "outbox-age",
        () => _outbox = new OutboxState(1, 1, 1_000, 0) { OldestUnixMilliseconds = _clock.Now().UnixMilliseconds - 86_400_000 },
        () => _outbox = new OutboxState(0, 0, 1_000, 0));

    [Fact]
    public void Takes_ARecordOfAWrongClockForAsOldAsTheRun()
    {
        _outbox = new OutboxState(1, 1, 1_000, 0) { OldestUnixMilliseconds = 5_000 };
        _loop.Step();
        Assert.Empty(_trail.Entries);
        _clock.Pass(TimeSpan.FromDays(1));
        _loop.Step();
        Assert.Equal("outbox-age", Assert.Single(_trail.Entries).Subject);
    }

    [Fact]
    public void Tells_OfScansThatNearlyLetTheWatchdogBite() => Provoke(
        "keep-alive",
        () =>
        {
            _keepAlive.Note();
            _time.Advance(TimeSpan.FromSeconds(6));
        },
        () =>
        {
            _keepAlive.Note();
            _ = _keepAlive.Look();
            _time.Advance(TimeSpan.FromSeconds(1));
        });

    [Fact]
    public void Tells_OfAJumpOfTheClock()
    {
        _loop.Step();
        _clock.Jump(TimeSpan.FromHours(2));
        _loop.Step();
        _clock.Jump(TimeSpan.FromHours(-2));
        _loop.Step();
        Assert.Equal(
            [(AuditEvent.ClockSet, AuditActor.Machine, "clock", "forward by 2h"), (AuditEvent.ClockSet, AuditActor.Machine, "clock", "back by 2h")],
            _trail.Entries);
        Assert.True(_log.Has(1103));
    }

    [Fact]
    public void Tells_OnceInABootThatAWatchdogStartedTheMachine()
    {
        Put("sys/class/watchdog/watchdog0/bootstatus", "0\n");
        _loop.TellOfReset();
        Assert.Empty(_trail.Entries);
        Put("sys/class/watchdog/watchdog0/bootstatus", "32\n");
        _loop.TellOfReset();
        _loop.TellOfReset();
        Assert.Equal((AuditEvent.WatchdogReset, "watchdog"), (Assert.Single(_trail.Entries).Event, _trail.Entries[0].Subject));
        _clock.Reboot();
        _loop.TellOfReset();
        Assert.Equal(2, _trail.Entries.Length);
    }

    [Fact]
    public void Leaves_UnknownWhatTheMachineDoesNotTell()
    {
        (_kernel, _outbox, _room) = (null, null, (double.NaN, double.NaN));
        _loop.Step();
        Assert.Empty(_trail.Entries);
        Assert.All(_loop.Levels, level => Assert.Equal(ResourceState.Unknown, level.State));
    }

    [Theory]
    [InlineData("proc/pressure/memory", "some avg60")]
    [InlineData("proc/pressure/memory", "\nsome avg60=x\n")]
    [InlineData("proc/self/cgroup", "0::/../../etc")]
    [InlineData("proc/self/cgroup", "")]
    [InlineData(Firmware, "0xzz")]
    [InlineData(Firmware, "")]
    [InlineData("sys/class/thermal/thermal_zone0/temp", "hot")]
    [InlineData("sys/class/watchdog/watchdog0/bootstatus", "99999999999999999999")]
    [InlineData(LifeTime, "0x")]
    public void Takes_NonsenseForNothing(string file, string text)
    {
        Put(file, text);
        _loop.Step();
        _loop.TellOfReset();
        Assert.Empty(_trail.Entries);
    }

    [Fact]
    public void Counts_TheFilesystemAsTheKernelDoes()
    {
        (double room, double files) = FileSystemRoom.UsedPercent(_root);
        var drive = new DriveInfo(_root);
        double used = drive.TotalSize - drive.TotalFreeSpace;
        Assert.Equal(100 * used / (used + drive.AvailableFreeSpace), room, tolerance: 2.0);
        Assert.True(double.IsNaN(files) || files is >= 0 and <= 100);
        Assert.True(double.IsNaN(FileSystemRoom.UsedPercent(Path.Combine(_root, "missing")).Room));
    }

    [Theory]
    [InlineData(0, 0, 0, double.NaN)]
    [InlineData(100, 101, 0, double.NaN)]
    [InlineData(100, 0, 0, 100)]
    [InlineData(100, 15, 10, 100.0 * 85 / 95)]
    public void Counts_WhatIsReservedForRootAsNobodys(ulong all, ulong free, ulong available, double percent) =>
        Assert.Equal(percent, FileSystemRoom.Percent(all, free, available));

    [Theory]
    [InlineData(null, null)]
    [InlineData("", null)]
    [InlineData("0", null)]
    [InlineData("ten", null)]
    [InlineData("10000000", 10.0)]
    public void Reads_ThePatienceOfTheWatchdog(string? text, double? seconds) =>
        Assert.Equal(seconds, KeepAlive.Patience(text)?.TotalSeconds);

    private void Provoke(string resource, Action lack, Action recover)
    {
        recover();
        _loop.Step();
        Assert.Empty(_trail.Entries);
        lack();
        _loop.Step();
        _loop.Step();
        var told = Assert.Single(_trail.Entries);
        Assert.Equal((AuditEvent.ResourceShort, resource), (told.Event, told.Subject));
        Assert.Contains("; short from ", told.Detail, StringComparison.Ordinal);
        Assert.True(_log.Has(1101));
        Assert.Equal(ResourceState.Scarce, _loop.Levels.Single(level => level.Threshold.Resource.Name == resource).State);
        recover();
        _loop.Step();
        Assert.Equal((AuditEvent.ResourceRecovered, resource), (_trail.Entries[^1].Event, _trail.Entries[^1].Subject));
        Assert.Equal(2, _trail.Entries.Length);
        Assert.True(_log.Has(1102));
    }

    private void Put(string path, string text)
    {
        string full = Path.Combine(_root, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.WriteAllText(full, text);
    }

    private sealed class MovedClock : IMachineClock
    {
        private long _monotonic = 1_000;
        private long _offset = StoppedClock.Noon;

        public BootId Boot { get; private set; } = new(Guid.NewGuid());

        public void Pass(TimeSpan time) => _monotonic += (long)time.TotalMilliseconds;

        public void Jump(TimeSpan by) => _offset += (long)by.TotalMilliseconds;

        public void Reboot() => Boot = new(Guid.NewGuid());

        public ReadingTime Now() => new(_monotonic, _offset + _monotonic, TimeQuality.Holdover);

        public void Wait(int milliseconds, CancellationToken cancellationToken) => throw new NotSupportedException();
    }
}
