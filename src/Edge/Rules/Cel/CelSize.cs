namespace Edge.Rules.Cel;

/// <summary>How large a value can become, at the most.</summary>
/// <param name="Length">Characters of a text, octets of bytes, items of a list or map; 1 of everything
/// else.</param>
/// <param name="Item">Of the items of a list or map, keys and values alike.</param>
internal sealed record CelSize(long Length, CelSize? Item = null)
{
    private const long Most = long.MaxValue / 4;

    public static CelSize Scalar { get; } = new(1);

    /// <summary>With everything that is inside.</summary>
    public long Total => Item is null ? Length : Multiply(Length, Add(1, Item.Total));

    public CelSize OfItem => Item ?? this;

    public static CelSize Text(long length) => new(length);

    public static CelSize ListOf(long length, CelSize item) => new(length, item);

    public static long Add(long left, long right) => left >= Most - right ? Most : left + right;

    public static long Multiply(long left, long right) =>
        left != 0 && right >= Most / left ? Most : left * right;

    /// <summary>The larger of both.</summary>
    public static CelSize Max(CelSize left, CelSize right) => new(
        Math.Max(left.Length, right.Length),
        left.Item is null ? right.Item : right.Item is null ? left.Item : Max(left.Item, right.Item));

    /// <summary>Both in a row.</summary>
    public CelSize Plus(CelSize other) => Max(this, other) with { Length = Add(Length, other.Length) };
}

/// <summary>The most that a part of a condition costs, and how large its value becomes.</summary>
/// <param name="Cost">Units of work; one is about a comparison.</param>
internal readonly record struct CelBound(long Cost, CelSize Size);
