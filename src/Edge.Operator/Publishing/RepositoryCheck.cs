using System.Text.Json;
using Edge.Operator.Releases;
using Edge.Updates;
using Edge.Updates.Trust;
using Edge.Updates.Tuf;

namespace Edge.Operator.Publishing;

/// <summary>Looks at a repository as the machines do, with their client; and further, as an auditor does.</summary>
internal sealed class RepositoryCheck(RepositoryFolder folder, Func<string, bool> mustLook)
{
    /// <summary>For publishing: the contents that are new.</summary>
    public static RepositoryCheck OfNew(RepositoryFolder folder) => new(folder, name => !folder.IsPublished(name));

    /// <summary>For an auditor: all contents, packed and patched.</summary>
    public static RepositoryCheck OfEverything(RepositoryFolder folder) => new(folder, _ => true);

    /// <summary>Why a root that machines were given is none of this repository's, although its holders may be
    /// the same; null: it is.</summary>
    /// <param name="path">Where it lies, for people.</param>
    public static string? OtherRoot(RepositoryFolder folder, byte[] root, string path)
    {
        Result<MetadataDocument, string> given = MetadataDocument.Read(TufNames.Root, root, path);
        if (!given.IsOk) { return given.Reason; }
        string name = TufNames.FileOf(TufNames.Root, given.Value.Version);
        return folder.PublicMetadata(name) is { } own && own.AsSpan().SequenceEqual(root)
            ? null
            : $"{path} is not the {name} that is published here: it is another repository's";
    }

    /// <summary>Every document, the two persons of every role, the contents; null when all of it holds.</summary>
    /// <param name="known">What the client begins with, a root at least; it learns what is new.</param>
    /// <param name="files">Metadata that are not in the folder yet, by their names.</param>
    public async Task<string?> RunAsync(
        ScratchStore known, IReadOnlyDictionary<string, byte[]> files, DateTimeOffset now, CancellationToken cancellation)
    {
        var refreshed = await new TufClient(new OverlaySource(folder, files), known).RefreshAsync(now, cancellation);
        if (!refreshed.TryGet(out TufSession session, out TufReason reason))
        {
            return $"{reason.Refusal}: {reason.Detail}";
        }
        if (SignedPolicy.CheckRoot(session.Trusted, folder.Path) is { } withheld) { return withheld.Detail; }
        TufDelegations? delegations = session.Trusted.TargetsOf(TufNames.Targets)!.Value.Metadata.Delegations;
        foreach (DelegatedRole role in delegations?.Roles ?? [])
        {
            if (await CheckRoleAsync(session, delegations!.Keys, role, cancellation) is { } wrong) { return $"{role.Name}: {wrong}"; }
        }
        return null;
    }

    private async Task<string?> CheckRoleAsync(TufSession session, TufKeyring keys, DelegatedRole role, CancellationToken cancellation)
    {
        if (role.Paths.Count == 0) { return "no paths"; }
        // Nobody has this target; the search passes the role and stops at whatever is wrong with it.
        var probe = TargetPath.From(role.Paths[0].Replace("*", "none", StringComparison.Ordinal));
        if (!probe.IsOk) { return probe.Reason.Detail; }
        var passed = await session.FindAsync(probe.Value, cancellation);
        if (!passed.IsOk && passed.Reason.Refusal != TufRefusal.TargetNotFound) { return passed.Reason.Detail; }
        if (session.Trusted.TargetsOf(role.Name) is not { } document) { return "the snapshot does not name it"; }
        if (role.Name != Roles.Halt && CheckPersons(session, document.Document, keys, role) is { } wrong) { return wrong; }
        foreach (string name in document.Metadata.Files.Keys)
        {
            if (await CheckTargetAsync(session, name, role.Name, document.Metadata, cancellation) is { } badTarget) { return badTarget; }
        }
        return null;
    }

    // Machines ask for two persons where they use a target; a role that names none can take targets away, too.
    private static string? CheckPersons(TufSession session, TufEnvelope document, TufKeyring keys, DelegatedRole role)
    {
        JsonElement entry = session.Trusted.TargetsOf(TufNames.Targets)!.Value.Document.Body.GetProperty("delegations").GetProperty("roles")
            .EnumerateArray().First(item => item.GetProperty("name").GetString() == role.Name);
        return TwoPersons.Check(document, entry, keys, role.Role, role.Name)?.Detail;
    }

    private async Task<string?> CheckTargetAsync(
        TufSession session, string name, string role, TargetsMetadata metadata, CancellationToken cancellation)
    {
        var path = TargetPath.From(name);
        if (!path.IsOk) { return path.Reason.Detail; }
        var found = await session.FindAsync(path.Value, cancellation);
        if (!found.TryGet(out FoundTarget target, out TufReason reason)) { return $"{name}: {reason.Detail}"; }
        if (target.Role != role) { return $"{name}: {target.Role} names it first"; }
        if (!target.File.Hashes.ByAlgorithm.TryGetValue("sha256", out string? hash)) { return $"{name}: no sha256"; }
        string file = $"targets/{target.RepositoryPath}";
        if (!mustLook(file)) { return null; }
        if (folder.Content(file) is not { } content) { return $"{file} is missing"; }
        if (ContentHash.Of(content).ToString() != hash || content.Length != target.File.Length) { return $"{file} has other bytes than were signed"; }
        return role is Roles.Releases or Roles.Sites && name.EndsWith("/manifest.json", StringComparison.Ordinal)
            ? new ReleaseCheck(folder, metadata).Run(name, content)
            : null;
    }
}
