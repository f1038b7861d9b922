using System.Text;
using System.Text.Json;

namespace Edge.Updates.Tuf;

/// <summary>The first thing that is wrong with a document; after it, reading goes on with harmless values.</summary>
internal sealed class TufFindings
{
    public TufReason? First { get; private set; }

    public void Add(TufRefusal refusal, string detail) => First ??= new TufReason(refusal, detail);
}

/// <summary>One JSON object while its fields are read; what is wrong goes to the findings.</summary>
internal readonly struct TufFields
{
    private static readonly JsonElement Nothing = JsonElement.Parse("{}");
    private static readonly JsonElement NoItems = JsonElement.Parse("[]");

    private readonly JsonElement _element;
    private readonly TufFindings _findings;

    public TufFields(JsonElement element, string where, TufFindings findings)
    {
        (_findings, Where) = (findings, where);
        _element = element.ValueKind == JsonValueKind.Object ? element : Nothing;
        if (element.ValueKind != JsonValueKind.Object) { Wrong("an object"); }
    }

    /// <summary>The way to this object, for people: "root.roles.timestamp".</summary>
    public string Where { get; }

    public bool Has(string name) => _element.TryGetProperty(name, out _);

    /// <summary>The field whatever it is; null when it is not there.</summary>
    public JsonElement? Any(string name) => _element.TryGetProperty(name, out JsonElement value) ? value : null;

    public IEnumerable<string> Names() => _element.EnumerateObject().Select(member => member.Name);

    public string Text(string name, int maxBytes)
    {
        bool usable = _element.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String;
        string text = usable ? value.GetString()! : "";
        if (usable && Encoding.UTF8.GetByteCount(text) <= maxBytes) { return text; }
        Wrong(name, $"a text of at most {maxBytes} bytes");
        return "";
    }

    public long Integer(string name, long least, long most)
    {
        if (!_element.TryGetProperty(name, out JsonElement value) || value.ValueKind != JsonValueKind.Number)
        {
            Wrong(name, "an integer");
            return least;
        }
        long number = value.GetInt64();
        if (number >= least && number <= most) { return number; }
        _findings.Add(TufRefusal.NumberOutOfRange, $"{Where}.{name}: {number}, expected {least} to {most}");
        return least;
    }

    public bool Flag(string name)
    {
        if (_element.TryGetProperty(name, out JsonElement value)
            && value.ValueKind is JsonValueKind.True or JsonValueKind.False)
        {
            return value.GetBoolean();
        }
        Wrong(name, "true or false");
        return false;
    }

    public TufFields Object(string name)
    {
        JsonElement value = _element.TryGetProperty(name, out JsonElement found) ? found : default;
        return new TufFields(value, $"{Where}.{name}", _findings);
    }

    public IEnumerable<(string Name, TufFields Value)> Members()
    {
        foreach (JsonProperty member in _element.EnumerateObject())
        {
            yield return (member.Name, new TufFields(member.Value, $"{Where}.{Short(member.Name)}", _findings));
        }
    }

    public IEnumerable<TufFields> Objects(string name, int atMost)
    {
        int index = 0;
        foreach (JsonElement item in Array(name, atMost))
        {
            yield return new TufFields(item, $"{Where}.{name}[{index++}]", _findings);
        }
    }

    public IEnumerable<string> Texts(string name, int atMost, int maxBytes)
    {
        foreach (JsonElement item in Array(name, atMost))
        {
            if (item.ValueKind == JsonValueKind.String && Encoding.UTF8.GetByteCount(item.GetString()!) <= maxBytes)
            {
                yield return item.GetString()!;
            }
            else
            {
                Wrong(name, $"texts of at most {maxBytes} bytes");
            }
        }
    }

    /// <summary>The members whose values are texts, such as hashes by algorithm.</summary>
    public IEnumerable<(string Name, string Value)> TextMembers()
    {
        foreach (JsonProperty member in _element.EnumerateObject())
        {
            if (member.Value.ValueKind == JsonValueKind.String)
            {
                yield return (member.Name, member.Value.GetString()!);
            }
            else
            {
                Wrong(Short(member.Name), "a text");
            }
        }
    }

    public void Wrong(string expected) => _findings.Add(TufRefusal.BadField, $"{Where}: expected {expected}");

    public void Wrong(string name, string expected) =>
        _findings.Add(TufRefusal.BadField, $"{Where}.{name}: expected {expected}");

    public void Refuse(TufRefusal refusal, string detail) => _findings.Add(refusal, $"{Where}: {detail}");

    private JsonElement.ArrayEnumerator Array(string name, int atMost)
    {
        if (!_element.TryGetProperty(name, out JsonElement value) || value.ValueKind != JsonValueKind.Array
            || value.GetArrayLength() > atMost)
        {
            Wrong(name, $"an array of at most {atMost}");
            return NoItems.EnumerateArray();
        }
        return value.EnumerateArray();
    }

    // What a stranger wrote ends up in logs: no more of it than tells which one.
    private static string Short(string name) => name.Length <= 64 ? name : string.Concat(name.AsSpan(0, 61), "...");
}
