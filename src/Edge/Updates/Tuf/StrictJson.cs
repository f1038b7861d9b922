using System.Text.Json;
using System.Text.Unicode;

namespace Edge.Updates.Tuf;

/// <summary>JSON that every reader reads alike: UTF-8, each name once, integers only, bounded in every direction.</summary>
/// <remarks>Stricter than RFC 8259: two readers that disagree about one document are a way around a signature.</remarks>
public static class StrictJson
{
    private static readonly JsonDocumentOptions DocumentOptions = new()
    {
        AllowDuplicateProperties = false,
        MaxDepth = TufLimits.MaxDepth,
    };

    /// <summary>Reads one document; white space may stand around it, nothing else.</summary>
    /// <param name="what">Names the document in the reason.</param>
    public static Result<JsonElement, TufReason> Parse(ReadOnlySpan<byte> utf8, int maxBytes, string what)
    {
        if (utf8.Length > maxBytes)
        {
            return new TufReason(TufRefusal.TooLarge, $"{what}: {utf8.Length} bytes, at most {maxBytes}");
        }
        if (!Utf8.IsValid(utf8)) { return new TufReason(TufRefusal.InvalidUtf8, $"{what}: not UTF-8"); }
        if (Scan(utf8) is TufReason fault) { return fault with { Detail = $"{what}: {fault.Detail}" }; }
        try
        {
            return JsonElement.Parse(utf8, DocumentOptions);
        }
        catch (JsonException exception)
        {
            // The scan has read the same bytes to their end: only a second time the same name is left.
            return new TufReason(TufRefusal.DuplicateName, $"{what}: a name occurs twice {At(exception)}");
        }
    }

    private static TufReason? Scan(ReadOnlySpan<byte> utf8)
    {
        var reader = new Utf8JsonReader(utf8, new JsonReaderOptions { MaxDepth = TufLimits.MaxDepth + 1 });
        int tokens = 0;
        try
        {
            while (reader.Read())
            {
                if (++tokens > TufLimits.MaxTokens)
                {
                    return new TufReason(TufRefusal.TooManyValues, $"more than {TufLimits.MaxTokens} names and values");
                }
                if (Look(ref reader) is TufReason fault) { return fault; }
            }
            return null;
        }
        catch (JsonException exception)
        {
            return new TufReason(TufRefusal.Malformed, $"not JSON {At(exception)}");
        }
    }

    private static TufReason? Look(ref Utf8JsonReader reader) => reader.TokenType switch
    {
        // The depth of an opening bracket is that of its owner.
        JsonTokenType.StartObject or JsonTokenType.StartArray when reader.CurrentDepth >= TufLimits.MaxDepth =>
            new TufReason(TufRefusal.TooDeep, $"more than {TufLimits.MaxDepth} levels at byte {reader.TokenStartIndex}"),
        JsonTokenType.Number when !IsInteger(ref reader) => new TufReason(
            TufRefusal.NumberOutOfRange, $"not an integer within 2^53 at byte {reader.TokenStartIndex}"),
        JsonTokenType.String or JsonTokenType.PropertyName when reader.ValueIsEscaped && !IsText(ref reader) =>
            new TufReason(TufRefusal.InvalidUtf8, $"half a character at byte {reader.TokenStartIndex}"),
        _ => null,
    };

    // "1.0" and "1e3" are refused: canonical JSON has no way to write them.
    private static bool IsInteger(ref Utf8JsonReader reader) =>
        !reader.ValueSpan.ContainsAny("+.eE"u8) && reader.TryGetInt64(out long value)
        && value is >= -TufLimits.MaxInteger and <= TufLimits.MaxInteger;

    private static bool IsText(ref Utf8JsonReader reader)
    {
        try
        {
            _ = reader.GetString();
            return true;
        }
        catch (InvalidOperationException)
        {
            return false;   // an escaped surrogate without its other half
        }
    }

    private static string At(JsonException exception) =>
        $"at line {exception.LineNumber + 1}, byte {exception.BytePositionInLine + 1}";
}
