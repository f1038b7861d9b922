using Edge.Updates;

namespace Edge.Host.Updates;

/// <summary>Refusals for people: what happened, and what to do.</summary>
internal static class UpdateWords
{
    public static string Of(ClockVerdict clock) => clock == ClockVerdict.Behind ? "behind" : "years ahead";

    public static string Of(UpdateReason reason)
    {
        string? advice = reason.Refusal switch
        {
            UpdateRefusal.NotSetUp => "Put map.json and NAME.root.json of each repository into /etc/edge/updates.",
            UpdateRefusal.NotReachable => "Nothing has changed; it will be tried again.",
            UpdateRefusal.RepositoriesDisagree => "Vendor and operator must both publish this release.",
            UpdateRefusal.RootWithheld => "Somebody between here and the repository holds a newer root back; nothing is installed.",
            UpdateRefusal.NeedsAnother => "Nothing is wrong; it waits until that one is wanted here, too.",
            UpdateRefusal.SlotInUse or UpdateRefusal.BootedSlotUnclear => "See: edge boot status",
            UpdateRefusal.Busy => "See: edge update status",
            UpdateRefusal.FailedBefore => "To try it all the same: edge update install --again",
            UpdateRefusal.ContentRefused => "The operator corrects it and publishes it under another name.",
            UpdateRefusal.NothingWanted => "The operator has started no rollout for this machine; nothing is wrong here.",
            UpdateRefusal.FileMissing => "Fetch again: edge update install",
            UpdateRefusal.DiskFull => "Make room; what is written stays and is not fetched again.",
            UpdateRefusal.NotMyTurn or UpdateRefusal.OutsideWindow or UpdateRefusal.NotChosen =>
                "Nothing is wrong; it comes by itself. Without waiting: edge update install --now",
            UpdateRefusal.RolloutPaused or UpdateRefusal.RolloutStopped => "The operator goes on with it, or publishes another release.",
            UpdateRefusal.EpochTooLow => "A version with known holes; the operator can only publish one of a higher epoch.",
            _ => null,
        };
        return $"{PlainWords.Of(reason.Refusal.ToString())} ({(ushort)reason.Refusal}): {reason.Detail}{(advice is null ? "" : $"\n{advice}")}";
    }
}
