using Edge.Device.Clock;
using Edge.Sensing;

namespace Edge.Tests.Device.Clock;

public class MachineClockTests
{
    [Theory]
    [InlineData(null, 1000, 1000)]
    [InlineData(1000L, 1005, 1000)]
    [InlineData(1000L, 995, 1000)]
    [InlineData(1000L, 1006, 1006)]
    [InlineData(1000L, 994, 994)]
    public void Follows_TheWallClockOnlyBeyondTheTolerance(long? kept, long measured, long offset) =>
        Assert.Equal(offset, MachineClock.Follow(kept, measured));

    [Theory]
    [InlineData(true, true, TimeQuality.Synchronised)]
    [InlineData(false, true, TimeQuality.Holdover)]
    [InlineData(false, false, TimeQuality.FreeRunning)]
    public void Tells_WhatTheWallClockIsWorth(bool isSynchronised, bool wasSynchronised, TimeQuality quality) =>
        Assert.Equal(quality, MachineClock.QualityOf(isSynchronised, wasSynchronised));

    // Source: adjtimex(2): status bits STA_UNSYNC 0x40 and STA_NANO 0x2000, state TIME_ERROR 5.
    [Theory]
    [InlineData(0, 0x0001, true, 1.5)]
    [InlineData(0, 0x2001, true, 0.0015)]
    [InlineData(5, 0x0041, false, 1.5)]
    [InlineData(5, 0x0001, false, 1.5)]
    [InlineData(0, 0x0040, false, 1.5)]
    public void Interprets_TheKernel(int answer, int status, bool isSynchronised, double offset)
    {
        long[] timex = [0, 1500, 0, 16_000_000, 0, status, 0, 0];
        ClockState state = KernelClock.Interpret(answer, timex);
        Assert.Equal((isSynchronised, offset, 16000.0),
            (state.IsSynchronised, state.OffsetMilliseconds, state.ErrorMilliseconds));
    }

    // The units may not ask the kernel: what could set the clock is forbidden to them.
    [Fact]
    public void Believes_TimesyncdWhereTheKernelMayNotBeAsked()
    {
        string root = Directory.CreateTempSubdirectory("edge-clock-").FullName;
        try
        {
            Assert.False(KernelClock.IsSynchronised(null, root));
            string folder = Directory.CreateDirectory(Path.Combine(root, "run", "systemd", "timesync")).FullName;
            File.WriteAllText(Path.Combine(folder, "synchronized"), "");
            Assert.True(KernelClock.IsSynchronised(null, root));
            Assert.False(KernelClock.IsSynchronised(new ClockState(IsSynchronised: false, 0, 0), root));
        }
        finally
        {
            Directory.Delete(root, recursive: true);
        }
    }

    [Fact]
    public void Goes_OnInOneBoot()
    {
        var clock = new MachineClock();
        ReadingTime first = clock.Now();
        ReadingTime second = clock.Now();
        Assert.True(first.MonotonicMilliseconds > 0);
        Assert.True(second.MonotonicMilliseconds >= first.MonotonicMilliseconds);
        Assert.Equal(clock.Boot, new MachineClock().Boot);
        Assert.NotEqual(default, clock.Boot);
    }

    [Fact]
    public void Reads_TheBootOfTheKernel()
    {
        string root = Directory.CreateTempSubdirectory("edge-clock-").FullName;
        string folder = Path.Combine(root, "proc/sys/kernel/random");
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, "boot_id"), "00112233-4455-6677-8899-aabbccddeeff\n");
        Assert.Equal("00112233-4455-6677-8899-aabbccddeeff", new MachineClock(root).Boot.ToString());
        File.WriteAllText(Path.Combine(folder, "boot_id"), "none");
        Assert.Throws<IOException>(() => new MachineClock(root));
        Directory.Delete(root, recursive: true);
    }
}
