namespace Edge.Rules.Cel.Library;

/// <summary>The names that the language brings along.</summary>
internal static class StandardLibrary
{
    private static readonly CelType[] AllTypes =
    [
        CelType.Bool, CelType.Int, CelType.Uint, CelType.Double, CelType.String, CelType.Bytes, CelType.Null,
        CelType.List, CelType.Map, CelType.Timestamp, CelType.Duration, CelType.Type,
    ];

    /// <summary>Types are values too, under their names.</summary>
    public static IEnumerable<CelVariable> Types() =>
        AllTypes.Select(type => CelVariable.Constant(type.Name, CelType.Type, CelValue.Of(type)));

    public static IEnumerable<CelFunction> Functions() =>
    [
        .. Conversions.All(), .. TextFunctions.All(), .. TimeFunctions.All(), .. StringExtension.All(),
        .. FormatExtension.All(), .. MathExtension.All(),
    ];
}
