using Edge.Platform.Outbox;
using Polly;
using Polly.Retry;

namespace Edge.Platform.Uplink;

/// <summary>How long an uplink waits between failures: from 1 s doubling to 5 min with jitter, or as the collector asks.</summary>
internal static class UplinkPipeline
{
    public static readonly TimeSpan MaxDelay = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan FirstDelay = TimeSpan.FromSeconds(1);

    public static ResiliencePipeline<Result<SettledRecords, UplinkFailure>> Create(
        TimeProvider time, Action<UplinkFailure, TimeSpan> waits) =>
        new ResiliencePipelineBuilder<Result<SettledRecords, UplinkFailure>> { TimeProvider = time }
            .AddRetry(new RetryStrategyOptions<Result<SettledRecords, UplinkFailure>>
            {
                ShouldHandle = arguments => ValueTask.FromResult(arguments.Outcome.Exception is null && !arguments.Outcome.Result.IsOk),
                MaxRetryAttempts = int.MaxValue,
                BackoffType = DelayBackoffType.Exponential,
                Delay = FirstDelay,
                MaxDelay = MaxDelay,
                UseJitter = true,
                DelayGenerator = arguments => ValueTask.FromResult(arguments.Outcome.Result.Reason.RetryAfter),
                OnRetry = arguments =>
                {
                    waits(arguments.Outcome.Result.Reason, arguments.RetryDelay);
                    return ValueTask.CompletedTask;
                },
            })
            .Build();
}
