using System.Text.Json;
using Edge.Updates.Tuf;

namespace Edge.Updates.Trust;

/// <summary>A target about which every repository that decides says the same, and in each two persons.</summary>
/// <param name="Found">As each repository names it, the first of the map first.</param>
public sealed record AgreedTarget(TargetPath Path, long Length, ContentHash Hash, IReadOnlyList<(string Repository, FoundTarget Target)> Found);

/// <summary>The repositories of a map right after their refresh, asked together.</summary>
public sealed class AgreedTargets(RepositoryMap map, IReadOnlyDictionary<string, TufSession> sessions)
{
    /// <summary>The one target that one person of the operator's may publish: it can only stop.</summary>
    public const string Halt = "halt.json";

    public async Task<Result<AgreedTarget, UpdateReason>> FindAsync(TargetPath path, CancellationToken cancellation)
    {
        if (map.DecidersOf(path) is not { } deciders) { return new UpdateReason(UpdateRefusal.NotInMap, path.Text); }
        var found = new List<(string Repository, FoundTarget Target)>();
        foreach (string repository in deciders)
        {
            var one = await FindAsync(repository, path, cancellation);
            if (!one.TryGet(out FoundTarget target, out UpdateReason reason)) { return reason; }
            found.Add((repository, target));
        }
        return Agree(path, found);
    }

    /// <summary>Null where nobody names the target; a refusal where somebody does and it does not hold.</summary>
    public async Task<Result<AgreedTarget, UpdateReason>?> TryFindAsync(TargetPath path, CancellationToken cancellation)
    {
        if (map.DecidersOf(path) is not { } deciders) { return null; }
        foreach (string repository in deciders)
        {
            var one = await sessions[repository].FindAsync(path, cancellation);
            if (!one.IsOk && one.Reason.Refusal == TufRefusal.TargetNotFound) { return null; }
        }
        return await FindAsync(path, cancellation);
    }

    private async Task<Result<FoundTarget, UpdateReason>> FindAsync(string repository, TargetPath path, CancellationToken cancellation)
    {
        TufSession session = sessions[repository];
        var found = await session.FindAsync(path, cancellation);
        if (!found.TryGet(out FoundTarget target, out TufReason reason))
        {
            return reason.Refusal == TufRefusal.TargetNotFound
                ? new UpdateReason(UpdateRefusal.RepositoriesDisagree, $"{repository} does not name {path}")
                : UpdateReason.Of(reason);
        }
        UpdateReason? persons = path.Text == Halt ? null : CheckPersons(session.Trusted, repository, target.Role);
        return persons is null ? target : persons;
    }

    // Two persons are declared where top-level targets delegate; deeper, or without a delegation, nobody has declared them.
    private static UpdateReason? CheckPersons(TrustedMetadata trusted, string repository, string role)
    {
        string name = $"{repository}: {role}";
        if (trusted.TargetsOf(TufNames.Targets) is not { } top || trusted.TargetsOf(role) is not { } document
            || top.Metadata.Delegations?.Roles.FirstOrDefault(r => r.Name == role) is not { } delegation)
        {
            return new UpdateReason(UpdateRefusal.PersonsNotDeclared, $"{name}: not delegated by targets");
        }
        JsonElement entry = top.Document.Body.GetProperty("delegations").GetProperty("roles").EnumerateArray()
            .First(item => item.GetProperty("name").GetString() == role);
        return TwoPersons.Check(document.Document, entry, top.Metadata.Delegations!.Keys, delegation.Role, name);
    }

    private static Result<AgreedTarget, UpdateReason> Agree(TargetPath path, List<(string Repository, FoundTarget Target)> found)
    {
        TargetFile first = found[0].Target.File;
        if (HashOf(first) is not ContentHash hash)
        {
            return new UpdateReason(UpdateRefusal.RepositoriesDisagree, $"{path}: no sha256");
        }
        foreach ((string repository, FoundTarget target) in found)
        {
            if (target.File.Length != first.Length || HashOf(target.File) != hash)
            {
                return new UpdateReason(
                    UpdateRefusal.RepositoriesDisagree, $"{path}: {repository} names other bytes than {found[0].Repository}");
            }
        }
        return new AgreedTarget(path, first.Length, hash, found);
    }

    private static ContentHash? HashOf(TargetFile file) =>
        file.Hashes.ByAlgorithm.TryGetValue("sha256", out string? digits) ? ContentHash.TryParse(digits) : null;
}
