using Edge.Updates;
using Edge.Updates.Releases;
using Edge.Updates.Slots;

namespace Edge.Platform.Updates;

/// <summary>Looks at the gateway again and again until there is a verdict about what is on trial.</summary>
public sealed class HealthWatch(IUpdatedService service, TimeProvider time)
{
    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(1);

    /// <summary>A look that takes longer has seen nobody: the deadline is looked at all the same.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <param name="isOpen">Asked before each look; false ends the watch.</param>
    /// <returns>Healthy or unhealthy; null: the watch was ended. The deadline counts from the call.</returns>
    public async Task<HealthVerdict?> RunAsync(ReleaseManifest manifest, Candidate candidate, Func<bool> isOpen, CancellationToken cancellation)
    {
        long start = time.GetTimestamp();
        long? wellSince = null;
        while (isOpen())
        {
            HealthSight? sight = await LookAsync(manifest.Health, candidate.Release, cancellation);
            TimeSpan wellFor = wellSince is long since ? time.GetElapsedTime(since) : TimeSpan.Zero;
            bool isWell = HealthVerdict.IsWell(manifest.Health, sight, candidate.UsableChannels);
            wellSince = isWell ? wellSince ?? time.GetTimestamp() : null;
            HealthVerdict verdict = HealthVerdict.Of(
                manifest.Health, sight, candidate.UsableChannels, time.GetElapsedTime(start), isWell ? wellFor : TimeSpan.Zero);
            if (verdict.Health != Health.Open) { return verdict; }
            await Task.Delay(Pace, time, cancellation);
        }
        return null;
    }

    /// <summary>Null: nobody answers, or not in time.</summary>
    public async Task<HealthSight?> LookAsync(HealthRules rules, SlotRelease release, CancellationToken cancellation)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        try
        {
            return await service.LookAsync(rules, release, ending.Token).WaitAsync(Patience, time, cancellation);
        }
        catch (TimeoutException)
        {
            await ending.CancelAsync();
            return null;
        }
    }
}
