using System.Collections.Immutable;
using Edge.Updates.Tuf;

namespace Edge.Updates.Trust;

/// <summary>Which repositories there are, and which of them must agree about which paths.</summary>
/// <remarks>The form of TUF's TAP 4, strict: each repository has one address or more, each mapping is terminating and asks
/// for all of its repositories. File: docs/formats/release-manifest.md.</remarks>
public sealed record RepositoryMap(ImmutableArray<MappedRepository> Repositories, ImmutableArray<PathMapping> Mappings)
{
    public const int MaxBytes = 65_536;
    public const int MaxRepositories = 8;
    public const int MaxMappings = 64;
    public const int MaxAddresses = 8;
    private const int MaxAddressBytes = 1_024;

    /// <summary>The name of the target that replaces the map: only where every repository names the same one.</summary>
    public const string TargetName = "map.json";

    /// <summary>The repositories that decide about a path: those of the first mapping that fits; null: nobody.</summary>
    public ImmutableArray<string>? DecidersOf(TargetPath path) =>
        Mappings.FirstOrDefault(mapping => mapping.Paths.Any(pattern => PathPattern.Matches(pattern, path)))?.Repositories;

    public static Result<RepositoryMap, UpdateReason> Read(ReadOnlySpan<byte> bytes) =>
        FieldReading.Document(bytes, MaxBytes, "map", Read);

    private static RepositoryMap Read(TufFields fields)
    {
        fields.Only("version", "repositories", "mapping");
        ImmutableArray<MappedRepository> repositories = NamedRepositories(fields.Object("repositories"));
        ImmutableArray<PathMapping> mappings =
            [.. fields.Objects("mapping", MaxMappings).Select(entry => Mapping(entry, repositories))];
        if (mappings.IsEmpty) { fields.Wrong("mapping", "at least one entry"); }
        return new RepositoryMap(repositories, mappings);
    }

    private static ImmutableArray<MappedRepository> NamedRepositories(TufFields fields)
    {
        string[] names = [.. fields.Names()];
        if (names.Length is 0 or > MaxRepositories || !names.All(PathNames.IsName))
        {
            fields.Wrong($"1 to {MaxRepositories} repositories with plain names");
            return [];
        }
        return [.. names.Select(name => new MappedRepository(name, Addresses(fields, name)))];
    }

    private static ImmutableArray<Uri> Addresses(TufFields fields, string name)
    {
        var addresses = ImmutableArray.CreateBuilder<Uri>();
        foreach (string text in fields.Texts(name, MaxAddresses, MaxAddressBytes))
        {
            bool usable = Uri.TryCreate(text, UriKind.Absolute, out Uri? address)
                && (address.Scheme == Uri.UriSchemeHttps || address.Scheme == Uri.UriSchemeHttp) && address.UserInfo.Length == 0;
            if (usable) { addresses.Add(address!); } else { fields.Wrong(name, "http or https addresses without a user"); }
        }
        return addresses.ToImmutable();
    }

    private static PathMapping Mapping(TufFields fields, ImmutableArray<MappedRepository> known)
    {
        fields.Only("paths", "repositories", "terminating", "threshold");
        string[] paths = [.. fields.Texts("paths", MaxMappings, TufLimits.MaxTargetPathBytes)];
        string[] repositories = [.. fields.Texts("repositories", MaxRepositories, PathNames.MaxNameLength)];
        if (paths.Length == 0) { fields.Wrong("paths", "at least one pattern"); }
        bool allKnown = repositories.All(name => known.Any(repository => repository.Name == name));
        if (repositories.Length == 0 || !allKnown || repositories.Distinct(StringComparer.Ordinal).Count() != repositories.Length)
        {
            fields.Wrong("repositories", "names from above, each once");
        }
        if (!fields.Flag("terminating")) { fields.Wrong("terminating", "true: whoever decides here decides alone"); }
        if (fields.Integer("threshold", 1, MaxRepositories) != repositories.Length) { fields.Wrong("threshold", "all of them"); }
        return new PathMapping([.. paths], [.. repositories]);
    }
}

/// <param name="Addresses">The same content at each; the first that answers is used. None: only sticks.</param>
public sealed record MappedRepository(string Name, ImmutableArray<Uri> Addresses);

public sealed record PathMapping(ImmutableArray<string> Paths, ImmutableArray<string> Repositories);
