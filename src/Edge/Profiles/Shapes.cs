using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Edge.Profiles;

/// <summary>Shapes of texts, words, names, lists and mappings.</summary>
internal static class Shapes
{
    /// <summary>A text for people, not empty.</summary>
    public static Shape<string> Text(int maxLength) => new(
        $"a text of at most {maxLength} characters",
        (YamlNode node, ErrorList errors, [MaybeNullWhen(false)] out string value) =>
        {
            string expected = $"a text of at most {maxLength} characters";
            if (!TryText(node, errors, expected, out value)) { return false; }
            if (value.Length <= maxLength && !value.Any(char.IsControl)) { return true; }
            errors.Add(node.At, value.Length > maxLength ? "text too long" : "control character in text",
                value, expected);
            return false;
        },
        writer =>
        {
            writer.WriteString("type"u8, "string"u8);
            writer.WriteNumber("minLength"u8, 1);
            writer.WriteNumber("maxLength"u8, maxLength);
        });

    /// <summary>A text that a pattern describes whole.</summary>
    public static Shape<string> Pattern(string problem, string expected, int maxLength, Regex pattern) => new(
        expected,
        (YamlNode node, ErrorList errors, [MaybeNullWhen(false)] out string value) =>
        {
            if (!TryText(node, errors, expected, out value)) { return false; }
            if (value.Length <= maxLength && pattern.IsMatch(value)) { return true; }
            errors.Add(node.At, problem, value, expected);
            return false;
        },
        writer =>
        {
            writer.WriteString("type"u8, "string"u8);
            writer.WriteNumber("maxLength"u8, maxLength);
            writer.WriteString("pattern"u8, pattern.ToString().Replace(@"\z", "$", StringComparison.Ordinal));
        });

    /// <summary>One of a few words, each standing for a value.</summary>
    public static Shape<T> Word<T>(string problem, params (string Word, T Value)[] words)
    {
        string expected = "one of " + string.Join(", ", words.Select(word => word.Word));
        return new(
            expected,
            (YamlNode node, ErrorList errors, [MaybeNullWhen(false)] out T value) =>
            {
                value = default;
                if (!TryScalar(node, errors, expected, out YamlNode.Scalar? scalar)) { return false; }
                foreach ((string word, T meaning) in words)
                {
                    if (word != scalar.Text) { continue; }
                    value = meaning;
                    return true;
                }
                errors.AddUnknown(node.At, problem, scalar.Text, words.Select(word => word.Word), expected);
                return false;
            },
            writer => WriteEnum(writer, words.Select(word => word.Word)));
    }

    /// <summary><c>true</c> or <c>false</c>, without quotes.</summary>
    public static Shape<bool> Truth { get; } = new(
        "true or false",
        (YamlNode node, ErrorList errors, out bool value) =>
        {
            value = false;
            if (!TryScalar(node, errors, "true or false", out YamlNode.Scalar? scalar)) { return false; }
            value = scalar.Text is "true";
            if (scalar.IsPlain && scalar.Text is "true" or "false") { return true; }
            errors.AddUnknown(node.At, "not a truth value", scalar.Text, ["true", "false"], "true or false");
            return false;
        },
        writer => writer.WriteString("type"u8, "boolean"u8));

    /// <summary>Keys and values.</summary>
    public static Shape<MapReader> Map(KeyTable table) => new(
        $"{table.What}: {table.Names}",
        (YamlNode node, ErrorList errors, [MaybeNullWhen(false)] out MapReader value) =>
        {
            value = MapReader.Open(node, table, errors);
            return value is not null;
        },
        table.WriteSchema);

    /// <summary>A list: what is wrong in it is reported, what is right is returned.</summary>
    public static Shape<ImmutableArray<T>> List<T>(string what, Shape<T> item, int max, int min = 0) => new(
        $"a list of {what}",
        (YamlNode node, ErrorList errors, out ImmutableArray<T> value) =>
        {
            value = [];
            if (node is not YamlNode.Sequence list)
            {
                if (node is YamlNode.Refused) { return false; }
                errors.Add(node.At, "not a list", node.Shown, $"a list of {what}");
                return false;
            }
            if (list.Items.Length == 0 && min > 0) { errors.Add(node.At, "empty list", "[]", $"a list of {what}"); }
            else if (list.Items.Length < min)
            {
                errors.Add(node.At, "too few", $"{list.Items.Length}", $"at least {min} {what}");
            }
            if (list.Items.Length > max)
            {
                errors.Add(list.Items[max].At, "too many", $"{list.Items.Length}", $"at most {max} {what}");
            }
            var items = ImmutableArray.CreateBuilder<T>();
            foreach (YamlNode one in list.Items.Take(max))
            {
                if (item.TryRead(one, errors, out T? read)) { items.Add(read); }
            }
            value = items.ToImmutable();
            return true;
        },
        writer =>
        {
            writer.WriteString("type"u8, "array"u8);
            if (min > 0) { writer.WriteNumber("minItems"u8, min); }
            writer.WriteNumber("maxItems"u8, max);
            writer.WriteStartObject("items"u8);
            item.WriteSchema(writer);
            writer.WriteEndObject();
        });

    /// <summary>The same shape that also keeps the place of the value.</summary>
    /// <remarks>Not a member of <see cref="Shape{T}"/>: a type whose members name ever deeper instances of
    /// itself has no end for a compiler that works ahead of time (IL3054).</remarks>
    public static Shape<Located<T>> Located<T>(this Shape<T> shape) => new(
        shape.Expected,
        (YamlNode node, ErrorList errors, out Located<T> value) =>
        {
            bool isRead = shape.TryRead(node, errors, out T? inner);
            SourcePosition at = node is YamlNode.Scalar scalar ? scalar.TextAt : node.At;
            value = isRead ? new(inner!, at) : default;
            return isRead;
        },
        shape.WriteSchema);

    /// <summary>A single value of any type; lists, mappings and empty values are reported.</summary>
    public static bool TryScalar(
        YamlNode node, ErrorList errors, string expected, [NotNullWhen(true)] out YamlNode.Scalar? scalar)
    {
        scalar = node as YamlNode.Scalar;
        if (scalar is not null && !(scalar.IsPlain && YamlScalars.IsNull(scalar.Text))) { return true; }
        if (node is not YamlNode.Refused)
        {
            errors.Add(node.At, scalar is null ? "not a single value" : "no value", node.Shown, expected);
        }
        return false;
    }

    /// <summary>Words as a JSON Schema enumeration, each as YAML 1.2 reads it without quotes.</summary>
    public static void WriteEnum(Utf8JsonWriter writer, IEnumerable<string> words)
    {
        writer.WriteStartArray("enum"u8);
        foreach (string word in words)
        {
            var plain = new YamlNode.Scalar(word, isPlain: true, default, default);
            if (YamlScalars.IsText(plain)) { writer.WriteStringValue(word); }
            else { writer.WriteRawValue(word); }
        }
        writer.WriteEndArray();
    }

    private static bool TryText(
        YamlNode node, ErrorList errors, string expected, [MaybeNullWhen(false)] out string text)
    {
        text = null;
        if (!TryScalar(node, errors, expected, out YamlNode.Scalar? scalar)) { return false; }
        text = scalar.Text;
        if (text.Length > 0 && YamlScalars.IsText(scalar)) { return true; }
        errors.Add(node.At, text.Length == 0 ? "empty text" : "not a text", text, $"{expected}, in quotes");
        return false;
    }
}
