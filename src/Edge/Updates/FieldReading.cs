using System.Text.Json;
using Edge.Updates.Tuf;

namespace Edge.Updates;

/// <summary>Reads the documents of updates: the strict JSON of metadata, and no field that is not known.</summary>
internal static class FieldReading
{
    private const int MaxHashBytes = 64;

    /// <summary>Reads one document of the one version that is known.</summary>
    /// <param name="read">Says what is wrong to the findings of the fields.</param>
    public static Result<T, UpdateReason> Document<T>(
        ReadOnlySpan<byte> bytes, int maxBytes, string what, Func<TufFields, T> read)
        where T : notnull
    {
        if (!StrictJson.Parse(bytes, maxBytes, what).TryGet(out JsonElement json, out TufReason reason))
        {
            return new UpdateReason(UpdateRefusal.Malformed, reason.ToString());
        }
        var findings = new TufFindings();
        var fields = new TufFields(json, what, findings);
        long version = fields.Integer("version", 1, TufLimits.MaxInteger);
        if (findings.First is null && version != 1)
        {
            return new UpdateReason(UpdateRefusal.UnknownVersion, $"{what}: version {version}, known is 1");
        }
        T value = read(fields);
        return findings.First is TufReason first
            ? new UpdateReason(UpdateRefusal.Malformed, first.ToString())
            : value;
    }

    /// <summary>A field of another name is wrong.</summary>
    public static void Only(this TufFields fields, params ReadOnlySpan<string> names)
    {
        foreach (string name in fields.Names())
        {
            if (!names.Contains(name)) { fields.Wrong($"no field '{(name.Length <= 64 ? name : name[..64])}'"); }
        }
    }

    public static ContentHash Hash(this TufFields fields, string name)
    {
        if (ContentHash.TryParse(fields.Text(name, MaxHashBytes)) is ContentHash hash) { return hash; }
        fields.Wrong(name, "64 lower-case hexadecimal digits");
        return default;
    }

    /// <summary>A text that may stand in a path: letters, digits and <c>.-+_</c>, beginning with a letter or digit.</summary>
    public static string Name(this TufFields fields, string name, int maxBytes)
    {
        string text = fields.Text(name, maxBytes);
        if (!PathNames.IsName(text)) { fields.Wrong(name, "letters, digits and .-+_, not beginning with a sign"); }
        return text;
    }

    /// <summary>One of the words, by its place; the first when it is none of them.</summary>
    public static int Word(this TufFields fields, string name, params ReadOnlySpan<string> words)
    {
        int index = words.IndexOf(fields.Text(name, MaxHashBytes));
        if (index >= 0) { return index; }
        fields.Wrong(name, $"one of {string.Join(", ", words.ToArray())}");
        return 0;
    }
}
