using System.Diagnostics.CodeAnalysis;

namespace Edge.Profiles;

/// <summary>One mapping of a file, checked against its table of keys; values are read key by key.</summary>
internal sealed class MapReader
{
    private readonly Dictionary<string, YamlEntry> _entries = new(StringComparer.Ordinal);
    private readonly HashSet<string> _meant = new(StringComparer.Ordinal);
    private readonly ErrorList _errors;

    private MapReader(SourcePosition at, ErrorList errors) => (At, _errors) = (at, errors);

    public SourcePosition At { get; }

    /// <summary>Reports unknown, doubled and missing keys; null only where the node is no mapping.</summary>
    public static MapReader? Open(YamlNode node, KeyTable table, ErrorList errors)
    {
        if (node is not YamlNode.Mapping mapping)
        {
            if (node is not YamlNode.Refused)
            {
                errors.Add(node.At, "not keys and values", node.Shown, $"{table.What}: {table.Names}");
            }
            return null;
        }
        var map = new MapReader(mapping.At, errors);
        foreach (YamlEntry entry in mapping.Entries) { map.Take(entry, table); }
        foreach (KeyDescription key in table.Keys)
        {
            bool isSettled = map._entries.ContainsKey(key.Name) || map._meant.Contains(key.Name);
            if (!key.IsRequired || isSettled) { continue; }
            errors.Add(mapping.At, "missing key", key.Name, $"{key.Name}: {key.Expected}");
        }
        return map;
    }

    public bool Has<T>(Key<T> key) => _entries.ContainsKey(key.Description.Name);

    /// <summary>True where an unknown key was reported that is probably this one mistyped.</summary>
    public bool WasMeant<T>(Key<T> key) => _meant.Contains(key.Description.Name);

    /// <summary>Where the value stands, or the whole mapping where there is none.</summary>
    public SourcePosition PlaceOf<T>(Key<T> key) =>
        _entries.TryGetValue(key.Description.Name, out YamlEntry entry) ? entry.Value.At : At;

    /// <summary>Where the key itself stands, or the whole mapping.</summary>
    public SourcePosition PlaceOfKey<T>(Key<T> key) =>
        _entries.TryGetValue(key.Description.Name, out YamlEntry entry) ? entry.Key.At : At;

    /// <summary>The value, when it is there and right. What is wrong is reported.</summary>
    public bool TryGet<T>(Key<T> key, [MaybeNullWhen(false)] out T value)
    {
        value = default;
        return _entries.TryGetValue(key.Description.Name, out YamlEntry entry)
            && key.Shape.TryRead(entry.Value, _errors, out value);
    }

    /// <summary>The value, or the fallback where it is absent or wrong.</summary>
    public T Get<T>(Key<T> key, T fallback) => TryGet(key, out T? value) ? value : fallback;

    private void Take(YamlEntry entry, KeyTable table)
    {
        string name = entry.Key.Text;
        if (!table.Keys.Any(key => key.Name == name))
        {
            string? nearest = _errors.IsFull ? null : NearestName.Of(name, table.Keys.Select(key => key.Name));
            if (nearest is not null) { _meant.Add(nearest); }
            _errors.Add(entry.Key.At, "unknown key", name, $"a key of {table.What}: {table.Names}", nearest);
        }
        else if (!_entries.TryAdd(name, entry))
        {
            _errors.Add(entry.Key.At, "key given twice", name,
                $"it once; the first is on line {_entries[name].Key.At.Line}");
        }
    }
}
