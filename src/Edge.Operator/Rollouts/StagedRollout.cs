using Edge.Operator.Publishing;
using Edge.Operator.Releases;
using Edge.Updates;
using Edge.Updates.Rollouts;

namespace Edge.Operator.Rollouts;

/// <summary>The rollout of a component in an operator's repository: what is staged, or else what is published.</summary>
internal static class StagedRollout
{
    private const int Days = 365;

    public static Result<Rollout, string> Current(RepositoryFolder folder, string component)
    {
        string path = Rollout.PathOf(component);
        if (folder.Current(Roles.Rollout) is not { } document) { return $"{folder.Path} is no operator's repository."; }
        if (!document.IsOk) { return document.Reason; }
        if (document.Value.HashOf(path) is not { } hash) { return $"{folder.Path} rolls out nothing for {component}; edge-operator rollout start does."; }
        return PublishedRelease.Content(folder, path, hash) is { } bytes ? Read(bytes, path) : $"The bytes of {path} are missing or damaged.";
    }

    /// <summary>What gateways see now; null: nothing.</summary>
    public static Rollout? Published(RepositoryFolder folder, string component) =>
        PublishedRelease.Bytes(folder, Rollout.PathOf(component), Roles.Rollout) is { IsOk: true } bytes
        && Read(bytes.Value, component) is { IsOk: true } rollout
            ? rollout.Value
            : null;

    public static Result<Rollout, string> Read(ReadOnlySpan<byte> bytes, string path) =>
        RolloutFile.Read(bytes).TryGet(out Rollout rollout, out UpdateReason reason) ? rollout : $"{path}: {reason.Detail}";

    /// <summary>Null when it is staged, for an author and an approver to sign; otherwise why not.</summary>
    public static string? Stage(RepositoryFolder folder, Rollout rollout, DateTimeOffset now)
    {
        byte[] bytes = RolloutWriter.Write(rollout);
        // Options can be put together to what no gateway takes.
        Result<Rollout, string> asRead = Read(bytes, "rollout");
        if (!asRead.IsOk) { return asRead.Reason; }
        Result<StagedChange, string> change = StagedChange.Of(folder, Roles.Rollout);
        if (!change.IsOk) { return change.Reason; }
        if (change.Value.Add(Rollout.PathOf(rollout.Component), bytes) is { } wrong) { return wrong; }
        change.Value.Save(now, Days);
        return null;
    }
}
