using Edge.Platform.Updates;
using Edge.Updates.Tuf;

namespace Edge.Tests.Platform.Updates;

/// <summary>A rollout's bytes in each second.</summary>
public sealed class ThrottledSourceTests
{
    [Theory]
    [InlineData(20_000, 0)]     // one second's worth stands in the bucket
    [InlineData(100_000, 4)]
    [InlineData(1_000_000, 49)]
    public async Task Takes_NoMoreThanTheBytesOfEachSecond(int length, int seconds)
    {
        var time = new SkippedTime();
        var source = new ThrottledSource(new Chunks(length), 20_000, time);
        long received = 0;
        Result<long, TufSourceFault> copied = await source.CopyAsync(
            "x", 0, length,
            (bytes, _) =>
            {
                received += bytes.Length;
                Assert.InRange(received, 0, ((time.Passed.TotalSeconds + 1) * 20_000) + 10_000);
                return ValueTask.CompletedTask;
            },
            CancellationToken.None);
        Assert.Equal((length, length), (copied.Value, received));
        Assert.InRange(time.Passed.TotalSeconds, seconds - 0.001, seconds + 0.001);
    }

    /// <summary>Whoever waits has waited already; how long is added up.</summary>
    private sealed class SkippedTime : TimeProvider
    {
        public TimeSpan Passed { get; private set; }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Passed.Ticks;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            Passed += dueTime;
            return System.CreateTimer(callback, state, TimeSpan.Zero, period);
        }
    }

    private sealed class Chunks(int length) : IRepositorySource
    {
        public async Task<Result<long, TufSourceFault>> CopyAsync(
            string path, long from, long maxBytes, Func<ReadOnlyMemory<byte>, CancellationToken, ValueTask> sink, CancellationToken cancellation)
        {
            for (int left = length; left > 0; left -= 10_000)
            {
                await sink(new byte[Math.Min(left, 10_000)], cancellation);
            }
            return length;
        }

        public async Task<TufSourceFault?> CopyRangeAsync(
            string path, ByteRange range, Func<ReadOnlyMemory<byte>, CancellationToken, ValueTask> sink, CancellationToken cancellation)
        {
            await sink(new byte[range.Length], cancellation);
            return null;
        }
    }
}
