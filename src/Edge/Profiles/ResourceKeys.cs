using System.Collections.Immutable;

namespace Edge.Profiles;

/// <summary>The keys of <c>resources</c> in a site file; and how they are read.</summary>
internal static class ResourceKeys
{
    /// <summary>The two keys that each of them has.</summary>
    public const string RaiseName = "raise";

    public const string ClearName = "clear";

    private static readonly ImmutableArray<(ResourceDescription Resource, Key<MapReader> Key, Key<double> Raise, Key<double> Clear)> Entries =
        [.. ResourceCatalogue.All.Where(each => each.HasKey).Select(Describe)];

    public static KeyTable Table { get; } = new("the resources", [.. Entries.Select(each => each.Key.Description)]);

    /// <summary>A threshold for every resource, in the order of the catalogue.</summary>
    public static ImmutableArray<ResourceThreshold> Read(MapReader? map, ErrorList errors)
    {
        if (map is null) { return ResourceCatalogue.Usual; }
        var all = ResourceCatalogue.Usual.ToBuilder();
        foreach (var (resource, key, raise, clear) in Entries)
        {
            if (map.TryGet(key, out MapReader? own)) { all[(int)resource.Kind - 1] = ReadOne(resource, own, raise, clear, errors); }
        }

        return all.ToImmutable();
    }

    /// <summary>Without a word about when it is over: as far below as usual, but not below nothing.</summary>
    private static ResourceThreshold ReadOne(
        ResourceDescription resource, MapReader map, Key<double> raiseKey, Key<double> clearKey, ErrorList errors)
    {
        double raise = map.Get(raiseKey, resource.Raise);
        double least = Math.Min(resource.Clear, resource.Range.Minimum);
        double clear = map.Get(clearKey, Math.Max(least, Math.Min(resource.Clear, raise - (resource.Raise - resource.Clear))));
        if (clear < raise) { return new(resource, raise, clear); }
        string shown = Print(resource, clear);
        errors.Add(
            map.Has(clearKey) ? map.PlaceOf(clearKey) : map.PlaceOf(raiseKey), $"{resource.Name}: clear is not below raise", shown,
            $"clear: less than {Print(resource, raise)}");
        return new(resource, resource.Raise, resource.Clear);
    }

    private static (ResourceDescription, Key<MapReader>, Key<double>, Key<double>) Describe(ResourceDescription resource)
    {
        Key<double> raise = Key<double>.Optional(
            RaiseName, ShapeOf(resource, resource.Range.Minimum), $"Short from this value on. Default {Print(resource, resource.Raise)}.");
        Key<double> clear = Key<double>.Optional(
            ClearName, ShapeOf(resource, Math.Min(resource.Clear, resource.Range.Minimum)),
            $"Short until this value or less. Default {Print(resource, resource.Clear)}.");
        var table = new KeyTable($"the resource {resource.Name}", [raise.Description, clear.Description]);
        return (resource, Key<MapReader>.Optional(resource.Name, Shapes.Map(table), $"{resource.Measures}."), raise, clear);
    }

    private static Shape<double> ShapeOf(ResourceDescription resource, double least)
    {
        if (resource.Unit != Unit.Millisecond) { return NumberShapes.Number(least, resource.Range.Maximum); }
        Shape<TimeSpan> duration = NumberShapes.Duration(
            TimeSpan.FromMilliseconds(least), TimeSpan.FromMilliseconds(resource.Range.Maximum));
        return new(
            duration.Expected,
            (YamlNode node, ErrorList errors, out double value) =>
            {
                bool isRead = duration.TryRead(node, errors, out TimeSpan read);
                value = read.TotalMilliseconds;
                return isRead;
            },
            duration.WriteSchema);
    }

    /// <summary>As it is written in a site file.</summary>
    internal static string Print(ResourceDescription resource, double value) =>
        resource.Unit == Unit.Millisecond ? NumberShapes.Print(TimeSpan.FromMilliseconds(value)) : NumberShapes.Print(value);
}
