using System.Text.Json;
using System.Text.RegularExpressions;

namespace Edge.Profiles;

/// <summary>The first key of each file: <c>edge: 1</c>.</summary>
internal static class FormatVersion
{
    public const string Key = "edge";

    public const int Current = 1;

    public static Shape<int> Shape { get; } = new(
        "1",
        (YamlNode node, ErrorList errors, out int value) =>
        {
            value = 0;
            if (node is YamlNode.Scalar scalar && YamlScalars.TryWhole(scalar, out long number)
                && number == Current)
            {
                value = Current;
                return true;
            }
            if (node is not YamlNode.Refused)
            {
                errors.Add(node.At, "unknown format version", node.Shown, "1, the only version this build reads");
            }
            return false;
        },
        (Utf8JsonWriter writer) => writer.WriteNumber("const"u8, Current));

    /// <summary>The file's keys; null where it has none, or is of another version: that is then the only mistake,
    /// for what such a file may contain is not known here.</summary>
    public static MapReader? Open(YamlNode? root, KeyTable table, ErrorList errors)
    {
        if (root is null) { return null; }
        if (root is YamlNode.Mapping mapping)
        {
            YamlNode? version = mapping.Entries.FirstOrDefault(entry => entry.Key.Text == Key).Value;
            if (version is not null && !Shape.TryRead(version, errors, out _)) { return null; }
        }
        return MapReader.Open(root, table, errors);
    }
}

/// <summary>Patterns that belong to no name.</summary>
internal static partial class Patterns
{
    [GeneratedRegex(@"^[0-9a-f]{64}\z", RegexOptions.CultureInvariant)]
    public static partial Regex Fingerprint();

    [GeneratedRegex(@"^/dev/[A-Za-z0-9/_.-]+\z", RegexOptions.CultureInvariant)]
    public static partial Regex DeviceNode();

    [GeneratedRegex(@"^[A-Za-z0-9][A-Za-z0-9._-]*\z", RegexOptions.CultureInvariant)]
    public static partial Regex ChipLabel();
}
