using System.Collections.Immutable;

namespace Edge.Hardening;

/// <summary>Steps that were taken while a channel worked, until the channel has been seen to work after them:
/// then the plan is confirmed.
/// A channel that has lost its address since, while its carrier is there, was broken by software, and these
/// steps alone can have done it.</summary>
/// <remarks>No effect, no clock. A carrier that is gone, or was in between, is a cable, an access point or a
/// mast, and says nothing: the
/// wait goes on and nothing is taken back any more. Nothing outside this machine is asked. What is lost later
/// than <see cref="Window"/> after a step was not lost by it, and a step that old waits for nothing.</remarks>
/// <param name="start">On the clock of all moments here, which goes on over restarts of a process in one boot.</param>
public sealed class Probation(TimeSpan start)
{
    /// <summary>A network that a step has cut off by the way comes back within this.</summary>
    public static readonly TimeSpan Settling = TimeSpan.FromSeconds(50);

    public static readonly TimeSpan Window = TimeSpan.FromMinutes(5);

    private readonly List<TriedStep> _open = [];
    private readonly Dictionary<string, TimeSpan> _lacking = new(StringComparer.Ordinal);
    private TimeSpan _since = start;
    private (TimeSpan Since, bool IsConfirmed, int Open)? _before;

    /// <summary>True when the channels of the plan were seen to work after the last step that was
    /// taken.</summary>
    public bool IsConfirmed { get; private set; }

    /// <summary>Steps that wait.</summary>
    public IEnumerable<GuardStep> Steps => _open.Select(each => each.Step);

    /// <summary>What a later process of this boot goes on with: steps that can have cut a channel, and channels that lack an address.</summary>
    public ProbationState State => new(_since, [.. _open.Where(each => each.IsOnTheWay)],
        _lacking.ToImmutableSortedDictionary(StringComparer.Ordinal));

    /// <summary>Whether a channel works as far as this machine alone can tell: there, with a carrier and an
    /// address.</summary>
    public static bool Works(Survivor channel) => channel.Item.Fact("carrier") == "1"
        && channel.Item.Fact("address") == "1";

    public static IEnumerable<Survivor> Channels(GuardPlan plan) => plan.Survivors.Where(each =>
        each.Item.Kind == FoundKind.NetDevice);

    /// <summary>Goes on with what a process before this one left in the same boot.</summary>
    public void Resume(ProbationState state, TimeSpan now)
    {
        if (state.Since > now) { return; }
        _since = state.Since;
        _open.AddRange(state.Steps.Where(each => each.At <= now));
        foreach ((string channel, TimeSpan since) in state.Lacking.Where(each => each.Value <= now)) { _lacking[channel] = since; }
    }

    /// <summary>A step is about to be taken.</summary>
    /// <param name="plan">With the channels as they were just before.</param>
    public void Begin(GuardPlan plan, GuardStep step, TimeSpan now)
    {
        _before ??= (_since, IsConfirmed, _open.Count);
        (_since, IsConfirmed) = (now, false);
        Survivor[] working = [.. Channels(plan).Where(Works)];
        if (working.Length == 0) { return; }
        _open.Add(new(step, working.ToImmutableSortedDictionary(each => each.Item.Name, Carriers, StringComparer.Ordinal), now,
            working.Any(each => step.CanBreak(each, isThere: true))));
    }

    /// <summary>The round is over: steps that had no effect wait for nothing, and the time of the others counts from now.</summary>
    /// <param name="taken">Keys of the steps that were taken in it and had their effect.</param>
    public void End(IReadOnlySet<string> taken, TimeSpan now)
    {
        if (_before is not { } before) { return; }
        _before = null;
        (_since, IsConfirmed) = taken.Count > 0 ? (now, false) : (before.Since, before.IsConfirmed);
        TriedStep[] round = [.. _open.Skip(before.Open).Where(each => taken.Contains(each.Step.Key)).Select(each => each with { At = now })];
        _open.RemoveRange(before.Open, _open.Count - before.Open);
        _open.AddRange(round);
    }

    /// <summary>A look at the channels.</summary>
    /// <returns>The channel that is broken, and the steps that can have broken it, newest first; null: none
    /// is.</returns>
    public (Survivor Channel, IReadOnlyList<GuardStep> Steps)? Look(GuardPlan plan, TimeSpan now)
    {
        Survivor[] channels = [.. Channels(plan)];
        foreach (Survivor channel in channels)
        {
            bool isLacking = channel.Item.Fact("carrier") == "1" && !Works(channel);
            if (!isLacking) { _lacking.Remove(channel.Item.Name); }
            else { _lacking.TryAdd(channel.Item.Name, now); }
        }

        Survivor[] lacking = [.. channels.Where(each => _lacking.ContainsKey(each.Item.Name))];
        foreach (Survivor channel in lacking.Where(each => now - _lacking[each.Item.Name] >= Settling))
        {
            GuardStep[] steps = [.. _open.Where(each => IsSuspect(each, channel)).Select(each => each.Step).Reverse()];
            if (steps.Length > 0) { return (channel, steps); }
        }

        // A channel that just lost its address is waited for; one that is out for years keeps nothing waiting.
        _open.RemoveAll(each => now - each.At > Window + Settling && !lacking.Any(channel => IsSuspect(each, channel)));
        HashSet<string> working = [.. channels.Where(Works).Select(each => each.Item.Name)];
        bool isWell = working.Count > 0 && _open.SelectMany(each => each.Worked.Keys).All(working.Contains);
        if (isWell && now - _since >= Settling) { Confirm(); }
        return null;
    }

    /// <summary>Steps that were judged: taken back, or found not to blame.</summary>
    public void Settle(IEnumerable<GuardStep> judged)
    {
        HashSet<string> keys = [.. judged.Select(step => step.Key)];
        _open.RemoveAll(each => keys.Contains(each.Step.Key));
    }

    private bool IsSuspect(TriedStep each, Survivor channel) =>
        each.Worked.GetValueOrDefault(channel.Item.Name) == Carriers(channel)
        && _lacking[channel.Item.Name] - each.At <= Window && each.Step.CanBreak(channel, isThere: true);

    /// <summary>How often its carrier has come or gone since the boot.</summary>
    private static string Carriers(Survivor channel) => channel.Item.Fact("carrier-changes") ?? "";

    private void Confirm()
    {
        _open.Clear();
        IsConfirmed = true;
    }
}

/// <summary>One step on probation.</summary>
/// <param name="Worked">Channels that worked just before it, with how often the carrier of each had come or gone.</param>
/// <param name="At">When it was taken.</param>
/// <param name="IsOnTheWay">Whether it can have cut one of them.</param>
public sealed record TriedStep(GuardStep Step, ImmutableSortedDictionary<string, string> Worked, TimeSpan At, bool IsOnTheWay);

/// <summary>What outlives a process, and ends with the boot.</summary>
/// <param name="Since">The last step was taken.</param>
/// <param name="Lacking">Channels with a carrier and without an address, with since when.</param>
public sealed record ProbationState(TimeSpan Since, ImmutableArray<TriedStep> Steps, ImmutableSortedDictionary<string, TimeSpan> Lacking);
