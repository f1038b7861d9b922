using Edge.Device.Kernel;
using Edge.Device.Systemd;
using Edge.Hardening;

namespace Edge.Device.Hardening;

/// <summary>The resident guard: applies, reports, and looks again whenever the kernel or systemd tells of
/// something new and every two seconds otherwise. What drifted is undone, or at least recorded, within one
/// round.</summary>
/// <remarks>A look that finds everything as it was costs some forty small reads; only what differs costs
/// processes.</remarks>
/// <param name="alive">Called in each pass of the loop: a guard that hangs does not.</param>
public sealed class GuardLoop(
    GuardCycle cycle, GuardRounds rounds, GuardSigner signer, ChangeSigns signs, FileWatch files,
        IGuardTrail trail, TimeProvider time,
    Action? atFullLook = null, Action? alive = null)
{
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    /// <summary>Between two looks at everything, for what neither the kernel nor systemd tells of: it costs a quarter of a second of
    /// a small processor.</summary>
    private static readonly TimeSpan Full = TimeSpan.FromMinutes(2);

    /// <summary>Between two questions for units: a machine that starts up tells of hundreds.</summary>
    private static readonly TimeSpan BetweenUnits = TimeSpan.FromSeconds(1);

    /// <summary>Between two looks at the machine: whoever may touch a device node has it told as often as he likes.</summary>
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(2);

    /// <summary>Until the token ends it.</summary>
    /// <param name="ready">Called after the first report.</param>
    /// <param name="lookForTechnician">Called in each round after it, until it is true.</param>
    public Task RunAsync(Action ready, Func<GuardPolicy, bool> lookForTechnician, CancellationToken cancellationToken) =>
        OwnThread.RunAsync("guard", () => Run(ready, lookForTechnician, cancellationToken),
            cancellationToken);

    private void Run(Action ready, Func<GuardPolicy, bool> lookForTechnician, CancellationToken cancellationToken)
    {
        bool hasSystemd = Environment.IsPrivilegedProcess && Directory.Exists("/run/systemd/system");
        using var news = new KernelNews(jobs: hasSystemd ? new JobSignals(SystemdBus.Connect) : null);
        (IReadOnlyList<GuardEvent> before, bool isWatching) = LookAtFiles(news);
        foreach (GuardEvent each in before) { trail.Record(each); }
        rounds.First();
        signs.Remember();
        ready();
        long lastFull = time.GetTimestamp(), lastUnits = lastFull;
        long lastLook = lastFull - (long)(BetweenLooks.TotalSeconds * time.TimestampFrequency);
        bool isDone = false;
        News owed = News.None;
        while (!cancellationToken.IsCancellationRequested)
        {
            News told = news.Wait(owed == News.None ? Interval : BetweenUnits);
            if (cancellationToken.IsCancellationRequested) { return; }
            alive?.Invoke();
            owed |= told & (News.Units | News.Machine);
            bool asksUnits = owed.HasFlag(News.Units) && time.GetElapsedTime(lastUnits) >= BetweenUnits;
            bool asksMachine = owed.HasFlag(News.Machine) && time.GetElapsedTime(lastLook) >= BetweenLooks;
            if (told != News.None && !told.HasFlag(News.Files) && !asksUnits && !asksMachine) { continue; }
            if (asksUnits) { (owed, lastUnits) = (owed & ~News.Units, time.GetTimestamp()); }
            isDone = isDone || rounds.Policy is { } known && lookForTechnician(known);
            bool isDue = time.GetElapsedTime(lastFull) >= Full;
            if (isDue) { atFullLook?.Invoke(); }
            if (cycle.OwesReport) { _ = cycle.Publish(signer); }
            bool looks = told.HasFlag(News.Files) || isDue || !isWatching;
            IReadOnlyList<GuardEvent> changed = looks ? LookAtFiles(news).Changed : [];
            foreach (GuardEvent each in changed) { trail.Record(each); }
            bool isWorthIt = isDue || changed.Count > 0 || (looks && files.IsTouched)
                || asksMachine || rounds.AsksForAnother || signs.HaveChanged(asksUnits);
            if (!isWorthIt) { continue; }
            rounds.Next();
            (owed, lastLook) = (owed & ~News.Machine, time.GetTimestamp());
            signs.Remember();
            if (isDue) { lastFull = time.GetTimestamp(); }
        }
    }

    /// <summary>A folder that is new is watched, and looked at again: something may have come into it
    /// meanwhile.</summary>
    private (IReadOnlyList<GuardEvent> Changed, bool IsWatching) LookAtFiles(KernelNews news)
    {
        IReadOnlyList<string> known = files.Folders;
        IReadOnlyList<GuardEvent> changed = files.Changes();
        bool isWatching = news.Watch(files.Folders, files.Above);
        if (known.SequenceEqual(files.Folders)) { return (changed, isWatching); }
        return ([.. changed, .. files.Changes()], isWatching);
    }
}
