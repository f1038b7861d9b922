namespace Edge.Hardening;

/// <summary>Steps that were taken while a channel worked, until the channel has been seen to work after them:
/// then the plan is confirmed.
/// A channel that has lost its address since, while its carrier is there, was broken by software, and these
/// steps alone can have done it.</summary>
/// <remarks>No effect, no clock. A carrier that is gone, or was in between, is a cable, an access point or a
/// mast, and says nothing: the
/// wait goes on and nothing is taken back any more. Nothing outside this machine is asked. What is lost later
/// than
/// <see cref="Window"/> after a step was not lost by it.</remarks>
public sealed class Probation
{
    /// <summary>A network that a step has cut off by the way comes back within this.</summary>
    public static readonly TimeSpan Settling = TimeSpan.FromSeconds(50);

    public static readonly TimeSpan Window = TimeSpan.FromMinutes(5);

    private readonly List<(GuardStep Step, Dictionary<string, string> Worked, TimeSpan At)> _open = [];
    private readonly Dictionary<string, TimeSpan> _lacking = new(StringComparer.Ordinal);
    private TimeSpan _since;

    /// <summary>True when the channels of the plan were seen to work after the last step that was
    /// taken.</summary>
    public bool IsConfirmed { get; private set; }

    /// <summary>Steps that wait.</summary>
    public IEnumerable<GuardStep> Steps => _open.Select(each => each.Step);

    /// <summary>Whether a channel works as far as this machine alone can tell: there, with a carrier and an
    /// address.</summary>
    public static bool Works(Survivor channel) => channel.Item.Fact("carrier") == "1"
        && channel.Item.Fact("address") == "1";

    public static IEnumerable<Survivor> Channels(GuardPlan plan) => plan.Survivors.Where(each =>
        each.Item.Kind == FoundKind.NetDevice);

    /// <summary>Steps were taken.</summary>
    /// <param name="plan">With the channels as they were just before.</param>
    public void Begin(GuardPlan plan, IEnumerable<GuardStep> taken, TimeSpan now)
    {
        Dictionary<string, string> worked = Channels(plan).Where(Works).ToDictionary(each => each.Item.Name,
            Carriers, StringComparer.Ordinal);
        GuardStep[] steps = [.. taken];
        if (steps.Length == 0) { return; }
        (_since, IsConfirmed) = (now, false);
        if (worked.Count > 0) { _open.AddRange(steps.Select(step => (step, worked, now))); }
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

        foreach (Survivor channel in channels.Where(each => _lacking.TryGetValue(each.Item.Name,
            out TimeSpan since) && now - since >= Settling))
        {
            TimeSpan lost = _lacking[channel.Item.Name];
            GuardStep[] steps = [.. _open.Where(each =>
                each.Worked.GetValueOrDefault(channel.Item.Name) == Carriers(channel)
                && lost - each.At <= Window && each.Step.CanBreak(channel, isThere: true)).Select(each =>
                    each.Step).Reverse()];
            if (steps.Length > 0) { return (channel, steps); }
        }

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

    /// <summary>How often its carrier has come or gone since the boot.</summary>
    private static string Carriers(Survivor channel) => channel.Item.Fact("carrier-changes") ?? "";

    private void Confirm()
    {
        _open.Clear();
        IsConfirmed = true;
    }
}
