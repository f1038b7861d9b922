using Edge.Updates;
using Edge.Updates.Releases;
using Edge.Updates.Trust;
using Edge.Updates.Tuf;

namespace Edge.Operator.Publishing;

/// <summary>Looks at a repository as the machines do: with their client, from the first root on.</summary>
internal static class RepositoryCheck
{
    /// <summary>Every document and the two persons of every target; null when all of it holds.</summary>
    /// <param name="files">Metadata that are not in the folder yet, by their names.</param>
    public static async Task<string?> RunAsync(
        RepositoryFolder folder, byte[] firstRoot, IReadOnlyDictionary<string, byte[]> files, DateTimeOffset now,
        CancellationToken cancellation)
    {
        var source = new OverlaySource(Path.Combine(folder.Public, "metadata"), files);
        var refreshed = await new TufClient(source, new ScratchStore(firstRoot)).RefreshAsync(now, cancellation);
        if (!refreshed.TryGet(out TufSession session, out TufReason reason))
        {
            return $"{reason.Refusal}: {reason.Detail}";
        }
        if (SignedPolicy.CheckRoot(session.Trusted, folder.Path) is { } withheld) { return withheld.Detail; }
        var map = new RepositoryMap([new("this", [])], [new(["*", "*/*", "*/*/*", "*/*/*/*", "*/*/*/*/*"], ["this"])]);
        var agreed = new AgreedTargets(map, new Dictionary<string, TufSession> { ["this"] = session });
        foreach (DelegatedRole role in session.Trusted.TargetsOf(TufNames.Targets)!.Value.Metadata.Delegations?.Roles ?? [])
        {
            if (await CheckRoleAsync(folder, session, agreed, role, cancellation) is { } wrong)
            {
                return $"{role.Name}: {wrong}";
            }
        }
        return null;
    }

    private static async Task<string?> CheckRoleAsync(
        RepositoryFolder folder, TufSession session, AgreedTargets agreed, DelegatedRole role, CancellationToken cancellation)
    {
        // Nobody has this target; the search passes the role and stops at whatever is wrong with it.
        TargetPath probe = TargetPath.From(role.Paths[0].Replace("*", "none", StringComparison.Ordinal)).Value;
        var passed = await session.FindAsync(probe, cancellation);
        if (!passed.IsOk && passed.Reason.Refusal != TufRefusal.TargetNotFound)
        {
            return passed.Reason.Detail;
        }
        foreach (string name in session.Trusted.TargetsOf(role.Name)!.Value.Metadata.Files.Keys)
        {
            if (await CheckTargetAsync(folder, agreed, name, cancellation) is { } wrong) { return wrong; }
        }
        return null;
    }

    private static async Task<string?> CheckTargetAsync(
        RepositoryFolder folder, AgreedTargets agreed, string name, CancellationToken cancellation)
    {
        var path = TargetPath.From(name);
        if (!path.IsOk) { return path.Reason.Detail; }
        var found = await agreed.FindAsync(path.Value, cancellation);
        if (!found.TryGet(out AgreedTarget target, out UpdateReason reason))
        {
            return $"{name}: {reason.Detail}";
        }
        string file = NameOf(target.Found[0].Target.RepositoryPath);
        if (folder.Content(file) is not { } content) { return $"{file} is missing"; }
        if (ContentHash.Of(content) != target.Hash) { return $"{file} has other bytes than were signed"; }
        return target.Found[0].Target.Role == Roles.Releases && name.EndsWith("/manifest.json", StringComparison.Ordinal)
            ? CheckRelease(folder, name, content)
            : null;
    }

    private static string? CheckRelease(RepositoryFolder folder, string name, byte[] manifest)
    {
        var read = ReleaseReader.Read(manifest);
        if (!read.TryGet(out ReleaseManifest release, out UpdateReason reason))
        {
            return $"{name}: {reason.Detail}";
        }
        foreach (ReleaseFile file in release.Files)
        {
            if (!Holds(folder, Parcel.NameOf(file.Blob), file.Blob.Hash))
            {
                return $"{name}: the bytes of {file.Path} are missing or wrong";
            }
            foreach (ReleasePatch patch in file.Patches)
            {
                if (!Holds(folder, Parcel.NameOf(file, patch), patch.Hash))
                {
                    return $"{name}: a patch of {file.Path} is missing or wrong";
                }
            }
        }
        return null;
    }

    private static bool Holds(RepositoryFolder folder, string name, ContentHash hash) =>
        folder.Content(name) is { } bytes && ContentHash.Of(bytes) == hash;

    /// <summary>The file of a target, from its percent-encoded address.</summary>
    private static string NameOf(string address) => $"targets/{address}";
}
