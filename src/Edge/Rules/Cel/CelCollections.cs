using System.Collections.Immutable;

namespace Edge.Rules.Cel;

/// <summary>Values in a row. Immutable.</summary>
internal sealed class CelList(ImmutableArray<CelValue> items)
{
    public static CelList Empty { get; } = new([]);

    public ImmutableArray<CelValue> Items => items;

    public int Count => items.Length;
}

/// <summary>Values by key, in the order in which they were written. Immutable.</summary>
/// <remarks>A key is a bool, a whole number or a text; 1, 1u and 1.0 are one key.</remarks>
internal sealed class CelMap
{
    private readonly Dictionary<CelValue, int> _places;

    private CelMap(ImmutableArray<(CelValue Key, CelValue Value)> entries, Dictionary<CelValue, int> places) =>
        (Entries, _places) = (entries, places);

    public ImmutableArray<(CelValue Key, CelValue Value)> Entries { get; }

    public int Count => Entries.Length;

    /// <summary>A map, or an error where a key is of another type or is there twice.</summary>
    public static CelValue Of(ImmutableArray<(CelValue Key, CelValue Value)> entries)
    {
        var places = new Dictionary<CelValue, int>(entries.Length);
        for (int place = 0; place < entries.Length; place++)
        {
            CelValue key = entries[place].Key;
            bool isKey = key.Kind is CelKind.Bool or CelKind.Int or CelKind.Uint or CelKind.String;
            if (!isKey) { return CelValue.Error(VerdictReason.NoSuchKey); }
            if (!places.TryAdd(Normal(key), place)) { return CelValue.Error(VerdictReason.RepeatedKey); }
        }

        return CelValue.Of(new CelMap(entries, places));
    }

    public bool Contains(CelValue key) => _places.ContainsKey(Normal(key));

    /// <summary>The value of a key, or an error.</summary>
    public CelValue this[CelValue key] => _places.TryGetValue(Normal(key), out int place)
        ? Entries[place].Value
        : CelValue.Error(VerdictReason.NoSuchKey);

    public CelValue Field(string name) => this[CelValue.Of(name)];

    /// <summary>Whole numbers of any type as int, where they fit.</summary>
    private static CelValue Normal(CelValue key) => key.Kind switch
    {
        CelKind.Uint when key.Bits >= 0 => CelValue.Of(key.Bits),
        CelKind.Double when CelArithmetic.Whole(key.Double) is { } whole => whole,
        _ => key,
    };
}
