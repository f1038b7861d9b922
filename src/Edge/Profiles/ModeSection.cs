using System.Collections.Immutable;

namespace Edge.Profiles;

/// <summary>Reads <c>modes</c>.</summary>
internal static class ModeSection
{
    public static ImmutableArray<ModeDeclaration> Read(ImmutableArray<MapReader> maps, ErrorList errors)
    {
        var names = new NameTable("mode", errors);
        var modes = ImmutableArray.CreateBuilder<ModeDeclaration>();
        foreach (MapReader map in maps)
        {
            SourcePosition at = map.PlaceOf(SiteKeys.Mode.Name);
            if (map.TryGet(SiteKeys.Mode.Name, out string? name)) { names.Claim(name, at); }
            var values = new NameTable("value", errors);
            foreach (Located<string> each in map.Get(SiteKeys.Mode.Values, [])) { values.Claim(each.Value, each.At); }
            modes.Add(new(modes.Count, name ?? "", [.. values.Names], map.At));
        }

        return modes.ToImmutable();
    }
}
