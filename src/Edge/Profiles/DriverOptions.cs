using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace Edge.Profiles;

/// <summary>The settings of a driver, read with a table made from its description.</summary>
internal static class DriverOptions
{
    /// <summary>Anything; it is read with the driver's own table once the driver is known.</summary>
    public static Shape<YamlNode> Any { get; } = new(
        "settings of the driver",
        (YamlNode node, ErrorList _, [MaybeNullWhen(false)] out YamlNode value) =>
        {
            value = node;
            return true;
        },
        writer => writer.WriteString("type"u8, "object"u8));

    public static KeyTable TableOf(DriverDescription driver) =>
        new($"the options of {driver.Name}", [.. driver.Options.Select(option => KeyOf(option).Description)]);

    /// <summary>Every option of the driver: as written where it is given and right, its default
    /// elsewhere.</summary>
    public static ImmutableSortedDictionary<string, string> Read(
        DriverDescription driver, YamlNode? node, ErrorList errors)
    {
        MapReader? map = node is null ? null : MapReader.Open(node, TableOf(driver), errors);
        var options = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        foreach (DriverOption option in driver.Options)
        {
            options[option.Name] = map?.Get(KeyOf(option), option.Default) ?? option.Default;
        }
        return options.ToImmutable();
    }

    private static Key<string> KeyOf(DriverOption option) =>
        Key<string>.Optional(option.Name, ShapeOf(option), $"{option.Meaning} Default {option.Default}.");

    private static Shape<string> ShapeOf(DriverOption option)
    {
        if (option.FreeText) { return Shapes.Text(DriverOption.MaxTextLength); }
        if (option.Range is not { } range)
        {
            return Shapes.Word("unknown word", [.. option.Allowed.Select(word => (word, word))]);
        }
        Shape<double> number = NumberShapes.Number(range.Minimum, range.Maximum);
        return new(number.Expected, (YamlNode node, ErrorList errors, [MaybeNullWhen(false)] out string value) =>
        {
            bool isRead = number.TryRead(node, errors, out double read);
            value = isRead ? NumberShapes.Print(read) : null;
            return isRead;
        }, number.WriteSchema);
    }
}
