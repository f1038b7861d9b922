namespace Edge.Rules.Cel;

/// <summary>How large a value is.</summary>
internal static class CelSizes
{
    public static CelSize Of(in CelValue value) => value.Kind switch
    {
        CelKind.String => CelSize.Text(value.Text.Length),
        CelKind.Bytes => CelSize.Text(value.Bytes.Length),
        CelKind.List => new CelSize(value.List.Count, Largest(value.List.Items.Select(item => Of(item)))),
        CelKind.Map => new CelSize(
            value.Map.Count, Largest(value.Map.Entries.Select(entry => CelSize.Max(Of(entry.Key), Of(entry.Value))))),
        _ => CelSize.Scalar,
    };

    public static CelSize Largest(IEnumerable<CelSize> sizes) => sizes.Aggregate(CelSize.Scalar, CelSize.Max);
}
