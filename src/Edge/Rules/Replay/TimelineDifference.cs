using System.Collections.Immutable;

namespace Edge.Rules.Replay;

/// <summary>A span of time in which an actuator would have been in another state.</summary>
/// <param name="FromUnix">Unix milliseconds.</param>
/// <param name="UntilUnix">Unix milliseconds; the end of the replay where it was still so.</param>
/// <param name="NowOn">Its state by the new site.</param>
/// <param name="OldCause">Why, in words, by the old site.</param>
/// <param name="NewCause">Why, in words, by the new site.</param>
public sealed record TimelineSpan(
    string Actuator, long FromUnix, long UntilUnix, bool NowOn, string OldCause, string NewCause);

/// <summary>What a changed site makes different.</summary>
/// <param name="OnlyOld">Actuators that only the old site has.</param>
/// <param name="OnlyNew">Actuators that only the new site has.</param>
public sealed record TimelineDifference(
    ImmutableArray<TimelineSpan> Spans, ImmutableArray<string> OnlyOld, ImmutableArray<string> OnlyNew)
{
    public bool IsEmpty => Spans.IsEmpty && OnlyOld.IsEmpty && OnlyNew.IsEmpty;

    /// <summary>Of two replays of the same readings. Actuators are the same by their names.</summary>
    public static TimelineDifference Between(Timeline old, Timeline changed)
    {
        string[] oldNames = [.. old.Site.Actuators.Select(each => each.Name)];
        string[] newNames = [.. changed.Site.Actuators.Select(each => each.Name)];
        var spans = ImmutableArray.CreateBuilder<TimelineSpan>();
        foreach (string name in newNames.Where(oldNames.Contains)) { spans.AddRange(Compare(name, old, changed)); }
        return new(
            [.. spans.OrderBy(span => span.FromUnix).ThenBy(span => span.Actuator, StringComparer.Ordinal)],
            [.. oldNames.Except(newNames)],
            [.. newNames.Except(oldNames)]);
    }

    private static IEnumerable<TimelineSpan> Compare(string actuator, Timeline old, Timeline changed)
    {
        State[] before = [.. StatesOf(actuator, old)];
        State[] after = [.. StatesOf(actuator, changed)];
        (int i, int k) = (0, 0);
        TimelineSpan? open = null;
        while (i < before.Length && k < after.Length)
        {
            long from = Math.Max(before[i].From, after[k].From);
            bool isOther = before[i].On != after[k].On;
            if (isOther && open?.NowOn != after[k].On)
            {
                if (open is not null) { yield return open with { UntilUnix = from }; }
                open = new(actuator, from, from, after[k].On, before[i].Cause, after[k].Cause);
            }
            else if (!isOther && open is not null)
            {
                yield return open with { UntilUnix = from };
                open = null;
            }

            long nextBefore = i + 1 < before.Length ? before[i + 1].From : long.MaxValue;
            long nextAfter = k + 1 < after.Length ? after[k + 1].From : long.MaxValue;
            if (nextBefore <= nextAfter) { i++; }
            if (nextAfter <= nextBefore) { k++; }
        }

        if (open is not null) { yield return open with { UntilUnix = changed.Until.UnixMilliseconds }; }
    }

    private static IEnumerable<State> StatesOf(string actuator, Timeline timeline) => timeline.Entries
        .Where(entry => timeline.Site.Actuators[entry.Event.Actuator].Name == actuator)
        .Select(entry => new State(
            entry.Event.Time.UnixMilliseconds, entry.Event.On, TimelineText.Cause(timeline.Site, entry.Event)));

    private readonly record struct State(long From, bool On, string Cause);
}
