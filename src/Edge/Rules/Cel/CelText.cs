using System.Text;

namespace Edge.Rules.Cel;

/// <summary>Texts as rows of code points.</summary>
internal static class CelText
{
    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);

    /// <summary>How many code points.</summary>
    public static int Count(string text)
    {
        int count = text.Length;
        foreach (char c in text)
        {
            if (char.IsLowSurrogate(c)) { count--; }
        }

        return count;
    }

    /// <summary>The place in the string of the code point with this number; its length after the last
    /// one.</summary>
    /// <param name="number">0 to <see cref="Count"/>.</param>
    public static int Place(string text, long number)
    {
        int place = 0;
        for (; number > 0; number--) { place += char.IsHighSurrogate(text[place]) ? 2 : 1; }
        return place;
    }

    /// <summary>By code points. Halves of a pair stand before U+E000 in UTF-16, whole ones after
    /// U+FFFF.</summary>
    public static int Order(string left, string right)
    {
        int same = left.AsSpan().CommonPrefixLength(right);
        if (same == left.Length || same == right.Length) { return left.Length.CompareTo(right.Length); }
        (char first, char second) = (left[same], right[same]);
        (bool isFirstPair, bool isSecondPair) = (char.IsSurrogate(first), char.IsSurrogate(second));
        return isFirstPair == isSecondPair ? first.CompareTo(second) : isFirstPair ? 1 : -1;
    }

    /// <summary>The text that octets of UTF-8 stand for, or an error.</summary>
    public static CelValue Decode(byte[] octets)
    {
        try
        {
            return CelValue.Of(Strict.GetString(octets));
        }
        catch (DecoderFallbackException)
        {
            return CelValue.Error(VerdictReason.BadText);
        }
    }
}
