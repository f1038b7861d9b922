using System.Collections.Immutable;

namespace Edge.Rules.Cel;

/// <summary>The type of an expression, or as a value of the language the type of a value.</summary>
/// <remarks>Immutable. <see cref="Dyn"/> is the type of what only the running rule knows: it fits
/// everywhere.</remarks>
internal sealed class CelType : IEquatable<CelType>
{
    private CelType(CelKind? kind, string name, params ImmutableArray<CelType> parameters) =>
        (Kind, Name, Parameters) = (kind, name, parameters);

    public static CelType Dyn { get; } = new(null, "dyn");

    /// <summary>Of what was refused already: it fits everywhere, so that one mistake is told once.</summary>
    public static CelType Refused { get; } = new(null, "refused");

    public static CelType Bool { get; } = new(CelKind.Bool, "bool");

    public static CelType Int { get; } = new(CelKind.Int, "int");

    public static CelType Uint { get; } = new(CelKind.Uint, "uint");

    public static CelType Double { get; } = new(CelKind.Double, "double");

    public static CelType String { get; } = new(CelKind.String, "string");

    public static CelType Bytes { get; } = new(CelKind.Bytes, "bytes");

    public static CelType Null { get; } = new(CelKind.Null, "null_type");

    public static CelType Timestamp { get; } = new(CelKind.Timestamp, "google.protobuf.Timestamp");

    public static CelType Duration { get; } = new(CelKind.Duration, "google.protobuf.Duration");

    public static CelType Type { get; } = new(CelKind.Type, "type");

    public static CelType List { get; } = ListOf(Dyn);

    public static CelType Map { get; } = MapOf(Dyn, Dyn);

    /// <summary>The kind of its values; null where they may be of any.</summary>
    public CelKind? Kind { get; }

    /// <summary>As <c>type(x)</c> prints it.</summary>
    public string Name { get; }

    /// <summary>Of a list its items, of a map its keys and values.</summary>
    public ImmutableArray<CelType> Parameters { get; }

    public bool IsOpen => Kind is null && !IsParameter;

    public bool IsParameter => Kind is null && char.IsAsciiLetterUpper(Name[0]);

    public bool IsNumber => Kind is CelKind.Int or CelKind.Uint or CelKind.Double;

    public static CelType ListOf(CelType item) => new(CelKind.List, "list", item);

    public static CelType MapOf(CelType key, CelType value) => new(CelKind.Map, "map", key, value);

    /// <summary>Stands for any one type in the signature of a function.</summary>
    /// <param name="name">An upper-case letter.</param>
    public static CelType Parameter(string name) => new(null, name);

    /// <summary>The type of a value, without what its items are.</summary>
    public static CelType Of(CelKind kind) => kind switch
    {
        CelKind.Bool => Bool,
        CelKind.Int => Int,
        CelKind.Uint => Uint,
        CelKind.Double => Double,
        CelKind.Null => Null,
        CelKind.String => String,
        CelKind.Bytes => Bytes,
        CelKind.List => List,
        CelKind.Map => Map,
        CelKind.Timestamp => Timestamp,
        CelKind.Duration => Duration,
        CelKind.Type => Type,
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "Unknown and error are of no type."),
    };

    public bool IsSameType(CelType other) => Name == other.Name;

    public bool Equals(CelType? other) =>
        other is not null && Name == other.Name && Parameters.SequenceEqual(other.Parameters);

    public override bool Equals(object? obj) => Equals(obj as CelType);

    public override int GetHashCode() => Name.GetHashCode(StringComparison.Ordinal);

    /// <summary>For people: <c>map(string, int)</c>, and <c>timestamp</c> rather than the long
    /// name.</summary>
    public override string ToString() => Kind switch
    {
        CelKind.List or CelKind.Map => $"{Name}({string.Join(", ", Parameters)})",
        CelKind.Timestamp => "timestamp",
        CelKind.Duration => "duration",
        CelKind.Null => "null",
        _ => Name,
    };
}
