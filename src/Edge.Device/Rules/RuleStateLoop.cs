using Edge.Platform.Rules;
using Edge.Rules;
using Microsoft.Extensions.Logging;

namespace Edge.Device.Rules;

/// <summary>Saves the rule state when something in it changed, and from time to time while a timer
/// runs.</summary>
/// <remarks>Flash is spared: at most one file in <see cref="LeastGap"/>, 2,880 a day; what changes
/// meanwhile goes into the next. A power cut costs what is younger. A running timer is saved ten times in
/// its length, at most once a minute and at least once an hour, so that a cut costs it that much and no
/// more.</remarks>
public sealed class RuleStateLoop(ScanLoop scan, RuleStateStore store, TimeProvider time, ILogger<RuleStateLoop> logger)
{
    public static readonly TimeSpan LeastGap = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan ShortestRefresh = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LongestRefresh = TimeSpan.FromHours(1);

    private readonly Lock _gate = new();
    private long _saved;
    private bool _isBroken;

    /// <summary>Files written since the start.</summary>
    public long Saved => Volatile.Read(ref _saved);

    /// <summary>How long after a save a timer that runs is saved again; null: none runs.</summary>
    public static TimeSpan? RefreshAfter(EngineMemory memory)
    {
        if (memory.ShortestRunning is not { } shortest) { return null; }
        TimeSpan tenth = shortest / 10;
        return tenth < ShortestRefresh ? ShortestRefresh : tenth > LongestRefresh ? LongestRefresh : tenth;
    }

    /// <summary>What an earlier run left, or null.</summary>
    public EngineMemory? Load()
    {
        try
        {
            (EngineMemory? memory, string? problem) = store.Load();
            if (problem is not null) { Log.StateUnusable(logger, problem); }
            return memory;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            Log.StateUnusable(logger, exception.Message);
            return null;
        }
    }

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        Task news = scan.MemoryChangedAsync(cancellationToken);
        TimeSpan? refresh = null;
        while (true)
        {
            if (refresh is { } wait)
            {
                Task due = Task.Delay(wait, time, cancellationToken);
                await await Task.WhenAny(news, due);
            }
            else
            {
                await news;
            }

            if (news.IsCompleted) { news = scan.MemoryChangedAsync(cancellationToken); }
            refresh = Save(scan.CaptureMemory());
            await Task.Delay(LeastGap, time, cancellationToken);
        }
    }

    /// <summary>At once; for the orderly end and for what a person did.</summary>
    /// <returns>When it should be saved again.</returns>
    public TimeSpan? Save(EngineMemory memory)
    {
        try
        {
            lock (_gate) { store.Save(memory); }
            Interlocked.Increment(ref _saved);
            if (_isBroken) { Log.StateSavedAgain(logger, store.FilePath); }
            _isBroken = false;
            return RefreshAfter(memory);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            if (!_isBroken) { Log.StateNotSaved(logger, store.FilePath, exception.Message); }
            _isBroken = true;
            return ShortestRefresh;
        }
    }
}
