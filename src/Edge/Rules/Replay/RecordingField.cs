using System.Globalization;
using System.Text;
using Edge.Sensing;

namespace Edge.Rules.Replay;

/// <summary>What a column or member of a recording means.</summary>
internal enum RecordingField : byte
{
    /// <summary>Something that replay does not need.</summary>
    Other = 0,
    Channel = 1,
    Value = 2,
    Quality = 3,
    Reason = 4,
    Unix = 5,
    Time = 6,
    Monotonic = 7,
    Clock = 8,
    Boot = 9,
    Kind = 10,
}

/// <summary>One row while it is read.</summary>
internal ref struct RecordingRow
{
    public ReadOnlySpan<byte> Channel;
    public ReadOnlySpan<byte> Boot;
    public double? Value;
    public long? Unix;
    public long? Time;
    public long? Monotonic;
    public Quality Quality;
    public QualityReason Reason;
    public TimeQuality Clock;
    public bool IsEvent;
}

/// <summary>The names of fields, and how each is read.</summary>
internal static class RecordingFields
{
    /// <summary>Nothing that needs to know today's date.</summary>
    private static readonly string[] Times =
    [
        "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", "yyyy-MM-dd HH:mm:ss.FFFFFFFK", "yyyy-MM-dd'T'HH:mmK",
        "yyyy-MM-dd HH:mmK",
    ];

    /// <summary>As the format of recordings calls it.</summary>
    public static string NameOf(RecordingField field) => field switch
    {
        RecordingField.Unix => "unix_ms",
        RecordingField.Monotonic => "monotonic_ms",
        _ => PlainWords.Of(field.ToString()),
    };

    /// <summary>Both notations: of collectors, and of the operator's tool.</summary>
    public static RecordingField Of(ReadOnlySpan<byte> name)
    {
        if (name.SequenceEqual("channel"u8) || name.SequenceEqual("name"u8)) { return RecordingField.Channel; }
        if (name.SequenceEqual("value"u8) || name.SequenceEqual("v"u8)) { return RecordingField.Value; }
        if (name.SequenceEqual("quality"u8) || name.SequenceEqual("q"u8)) { return RecordingField.Quality; }
        if (name.SequenceEqual("reason"u8) || name.SequenceEqual("r"u8)) { return RecordingField.Reason; }
        if (name.SequenceEqual("unix_ms"u8) || name.SequenceEqual("unixMs"u8) || name.SequenceEqual("t"u8))
        {
            return RecordingField.Unix;
        }

        if (name.SequenceEqual("monotonic_ms"u8) || name.SequenceEqual("monotonicMs"u8)) { return RecordingField.Monotonic; }
        if (name.SequenceEqual("time"u8)) { return RecordingField.Time; }
        if (name.SequenceEqual("clock"u8)) { return RecordingField.Clock; }
        if (name.SequenceEqual("boot"u8)) { return RecordingField.Boot; }
        return name.SequenceEqual("kind"u8) ? RecordingField.Kind : RecordingField.Other;
    }

    /// <summary>Takes a field into the row; what was expected where that is impossible.</summary>
    public static string? Take(ref RecordingRow row, RecordingField field, ReadOnlySpan<byte> text)
    {
        switch (field)
        {
            case RecordingField.Channel:
                row.Channel = text;
                return null;
            case RecordingField.Boot:
                row.Boot = text;
                return null;
            case RecordingField.Kind:
                row.IsEvent = text.SequenceEqual("event"u8);
                return null;
            case RecordingField.Value:
                return TakeValue(ref row, text);
            case RecordingField.Unix:
                return TakeWhole(text, Recording.EarliestUnix, Recording.LatestUnix, out row.Unix);
            case RecordingField.Monotonic:
                return TakeWhole(text, 0, 1L << 53, out row.Monotonic);
            case RecordingField.Time:
                return TakeTime(ref row, text);
            default:
                return TakeWord(ref row, field, text);
        }
    }

    private static string? TakeValue(ref RecordingRow row, ReadOnlySpan<byte> text)
    {
        row.Value = null;
        if (text.IsEmpty || text.SequenceEqual("null"u8)) { return null; }
        bool isNumber = double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value);
        if (!isNumber || !(Math.Abs(value) <= Recording.MaxValue)) { return "a number from -1e15 to 1e15, or nothing"; }
        row.Value = value;
        return null;
    }

    private static string? TakeWhole(ReadOnlySpan<byte> text, long least, long most, out long? whole)
    {
        bool isWhole = long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long read);
        whole = read;
        return isWhole && read >= least && read <= most ? null : $"a whole number from {least} to {most}";
    }

    private static string? TakeTime(ref RecordingRow row, ReadOnlySpan<byte> text)
    {
        const string Expected = "a time from 1900 to 9000 such as 2026-03-01T06:00:00Z";
        Span<char> characters = stackalloc char[40];
        if (text.Length > characters.Length) { return Expected; }
        int length = Encoding.Latin1.GetChars(text, characters);
        bool isTime = DateTimeOffset.TryParseExact(
            characters[..length], Times, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset time);
        row.Time = time.ToUnixTimeMilliseconds();
        return isTime && row.Time >= Recording.EarliestUnix && row.Time <= Recording.LatestUnix ? null : Expected;
    }

    private static string? TakeWord(ref RecordingRow row, RecordingField field, ReadOnlySpan<byte> text) => field switch
    {
        RecordingField.Quality when row.IsEvent => null,
        RecordingField.Quality => WordTable.Qualities.Find(text, out row.Quality),
        RecordingField.Reason when row.IsEvent => null,
        RecordingField.Reason => WordTable.Reasons.Find(text, out row.Reason),
        RecordingField.Clock => WordTable.Clocks.Find(text, out row.Clock),
        _ => null,
    };
}

/// <summary>Names of numbers: <c>NoAnswer</c>, <c>no answer</c> and <c>no-answer</c> are one.</summary>
internal static class WordTable
{
    public static WordTable<Quality> Qualities { get; } = new(Enum.GetValues<Quality>(), Quality.Good);

    public static WordTable<QualityReason> Reasons { get; } = new(Enum.GetValues<QualityReason>(), QualityReason.None);

    public static WordTable<TimeQuality> Clocks { get; } = new(Enum.GetValues<TimeQuality>(), TimeQuality.Synchronised);
}

/// <param name="none">What an empty field means.</param>
internal sealed class WordTable<T>(T[] values, T none)
    where T : struct, Enum
{
    private readonly byte[][] _words = [.. values.Select(value => Encoding.ASCII.GetBytes(value.ToString()))];

    /// <summary>Null when found, else what was expected.</summary>
    public string? Find(ReadOnlySpan<byte> text, out T value)
    {
        value = none;
        if (text.IsEmpty) { return null; }
        for (int i = 0; i < _words.Length; i++)
        {
            if (!IsWord(text, _words[i])) { continue; }
            value = values[i];
            return null;
        }

        return "one of " + string.Join(", ", values.Select(each => PlainWords.Of(each.ToString())));
    }

    private static bool IsWord(ReadOnlySpan<byte> text, ReadOnlySpan<byte> word)
    {
        int at = 0;
        foreach (byte letter in text)
        {
            if (letter is (byte)' ' or (byte)'-') { continue; }
            if (at == word.Length || (letter | 0x20) != (word[at] | 0x20)) { return false; }
            at++;
        }

        return at == word.Length;
    }
}
