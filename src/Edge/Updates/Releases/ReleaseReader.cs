using System.Collections.Immutable;
using Edge.Updates.Tuf;

namespace Edge.Updates.Releases;

/// <summary>Reads a release manifest; anything that is not known or not possible is refused.</summary>
public static class ReleaseReader
{
    public static Result<ReleaseManifest, UpdateReason> Read(ReadOnlySpan<byte> bytes) =>
        FieldReading.Document(bytes, ReleaseLimits.MaxManifestBytes, "manifest", Manifest);

    private static ReleaseManifest Manifest(TufFields fields)
    {
        fields.Only("version", "component", "release", "rid", "epoch", "state", "files", "health", "sbom", "verity", "needs");
        ImmutableArray<ReleaseFile> files = [.. fields.Objects("files", ReleaseLimits.MaxFiles).Select(File)];
        CheckTogether(fields, files);
        string component = ReleaseWords.Components[fields.Word("component", ReleaseWords.Components)];
        if (component == ReleaseManifest.Os && SystemImages.Problem(files) is string problem) { fields.Wrong("files", problem); }
        if (component != ReleaseManifest.Os && fields.Has("verity")) { fields.Wrong("verity", "none but of an operating system"); }
        return new ReleaseManifest(
            component,
            fields.Name("release", PathNames.MaxNameLength), fields.Name("rid", PathNames.MaxNameLength),
            fields.Integer("epoch", 0, ReleaseLimits.MaxEpoch), State(fields.Object("state")), files,
            Health(fields.Object("health")),
            fields.Has("sbom") ? Path(fields, "sbom") : null)
        {
            Verity = fields.Has("verity") ? fields.Hash("verity") : null,
            Needs = fields.Has("needs") ? Needs(fields, component) : [],
        };
    }

    private static StateFormats State(TufFields fields)
    {
        fields.Only("writes", "readsFrom");
        var state = new StateFormats(
            (int)fields.Integer("writes", 0, ReleaseLimits.MaxStateFormat),
            (int)fields.Integer("readsFrom", 0, ReleaseLimits.MaxStateFormat));
        if (state.ReadsFrom > state.Writes) { fields.Wrong("readsFrom not above writes"); }
        return state;
    }

    private static ReleaseFile File(TufFields fields)
    {
        fields.Only("path", "mode", "length", "sha256", "blob", "patches");
        ImmutableArray<ReleasePatch> patches = fields.Has("patches")
            ? [.. fields.Objects("patches", ReleaseLimits.MaxPatches).Select(Patch)]
            : [];
        if (patches.DistinctBy(p => p.From).Count() != patches.Length) { fields.Wrong("one patch from each file"); }
        return new ReleaseFile(
            Path(fields, "path"), fields.Word("mode", ReleaseWords.Modes) == 1,
            fields.Integer("length", 0, ReleaseLimits.MaxFileBytes), fields.Hash("sha256"), Blob(fields.Object("blob")), patches);
    }

    private static ReleaseBlob Blob(TufFields fields)
    {
        fields.Only("sha256", "length", "compression");
        return new ReleaseBlob(
            fields.Hash("sha256"), fields.Integer("length", 0, ReleaseLimits.MaxFileBytes),
            (BlobCompression)(1 + fields.Word("compression", ReleaseWords.Compressions)));
    }

    private static ReleasePatch Patch(TufFields fields)
    {
        fields.Only("from", "sha256", "length", "method");
        return new ReleasePatch(
            fields.Hash("from"), fields.Hash("sha256"), fields.Integer("length", 0, ReleaseLimits.MaxFileBytes),
            (PatchMethod)(1 + fields.Word("method", ReleaseWords.Methods)));
    }

    private static ImmutableArray<ReleaseNeed> Needs(TufFields fields, string component)
    {
        var needs = ImmutableArray.CreateBuilder<ReleaseNeed>();
        foreach (TufFields need in fields.Objects("needs", ReleaseWords.Components.Length - 1))
        {
            need.Only("component", "releases");
            string[] releases = [.. need.Texts("releases", ReleaseLimits.MaxNeeds, PathNames.MaxNameLength)];
            if (releases.Length == 0 || !releases.All(PathNames.IsName)) { need.Wrong("releases", "names of releases"); }
            needs.Add(new ReleaseNeed(ReleaseWords.Components[need.Word("component", ReleaseWords.Components)], [.. releases]));
        }
        bool isOnce = needs.Select(need => need.Component).Append(component).Distinct().Count() == needs.Count + 1;
        if (!isOnce) { fields.Wrong("needs", "each other component once"); }
        return needs.ToImmutable();
    }

    private static HealthRules Health(TufFields fields)
    {
        fields.Only("deadline", "units", "criteria");
        TimeSpan deadline = IsoDuration.TryParse(fields.Text("deadline", 16)) ?? TimeSpan.Zero;
        if (deadline < ReleaseLimits.ShortestDeadline || deadline > ReleaseLimits.LongestDeadline)
        {
            fields.Wrong("deadline", "a duration such as PT5M, 5 s to 1 h");
        }
        string[] units = [.. fields.Texts("units", ReleaseLimits.MaxUnits, PathNames.MaxNameLength)];
        if (!units.All(PathNames.IsName)) { fields.Wrong("units", "names of units"); }
        string[] words = [.. fields.Texts("criteria", ReleaseLimits.MaxCriteria, PathNames.MaxNameLength)];
        int[] criteria = [.. words.Select(word => Array.IndexOf(ReleaseWords.Criteria, word))];
        if (criteria.Contains(-1) || criteria.Distinct().Count() != criteria.Length)
        {
            fields.Wrong("criteria", $"each of {string.Join(", ", ReleaseWords.Criteria)} at most once");
        }
        return new HealthRules(deadline, [.. units], [.. criteria.Select(index => (HealthCriterion)(1 + index))]);
    }

    private static string Path(TufFields fields, string name)
    {
        string path = fields.Text(name, PathNames.MaxPathLength);
        if (!PathNames.IsRelativePath(path)) { fields.Wrong(name, "a relative path of plain names"); }
        return path;
    }

    // No file twice, also by letters alone, and none where another needs a folder.
    private static void CheckTogether(TufFields fields, ImmutableArray<ReleaseFile> files)
    {
        if (files.Length == 0) { fields.Wrong("files", "at least one file"); }
        var paths = files.Select(file => file.Path).ToHashSet(StringComparer.OrdinalIgnoreCase);
        if (paths.Count != files.Length) { fields.Wrong("files", "each path once"); }
        foreach (ReleaseFile file in files)
        {
            for (int slash = file.Path.IndexOf('/'); slash > 0; slash = file.Path.IndexOf('/', slash + 1))
            {
                if (paths.Contains(file.Path[..slash])) { fields.Wrong("files", "no file that is also a folder"); }
            }
        }
        if (files.Sum(file => file.Length) > ReleaseLimits.MaxReleaseBytes)
        {
            fields.Wrong("files", $"at most {ReleaseLimits.MaxReleaseBytes} bytes in all");
        }
    }
}
