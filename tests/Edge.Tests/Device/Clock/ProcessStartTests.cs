using Edge.Device.Clock;

namespace Edge.Tests.Device.Clock;

public sealed class ProcessStartTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("edge-proc-").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    // Source: proc_pid_stat(5): field 2 is the name in brackets, field 22 the start in hundredths of a second.
    [Theory]
    [InlineData("edge")]
    [InlineData("a b) R 7 (c")]
    public void Reads_TheFieldWhateverTheNameIs(string name)
    {
        Directory.CreateDirectory(Path.Combine(_root, "proc", "self"));
        File.WriteAllText(
            Path.Combine(_root, "proc", "self", "stat"),
            $"42 ({name}) S 1 42 42 0 -1 4194560 100 0 0 0 7 8 0 0 20 0 9 0 557171 1000000 500 18446744073709551615\n");
        Assert.Equal(5_571_710, ProcessStart.Monotonic(_root));
    }

    [Fact]
    public void Lies_OnTheClockOfTheReadings() =>
        Assert.InRange(ProcessStart.Monotonic(), 1, new MachineClock().Now().MonotonicMilliseconds);
}
