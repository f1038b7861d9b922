using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Unicode;
using Edge.Profiles;
using Edge.Sensing;

namespace Edge.Rules.Replay;

/// <summary>Reads recordings: lines of JSON or a table with commas, as collectors and the operator's tool
/// write them, or made by hand.</summary>
/// <remarks>Needed are a channel, a time and a value; what is left out counts as good, synchronised and of
/// one boot. The first line that cannot be read ends the reading: half a recording would replay to
/// something else. Hostile bytes cost bounded memory and never an exception. One thread. Source:
/// docs/formats/recording.md.</remarks>
public sealed class RecordingReader
{
    private const long Second = 1_000;

    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _channels;
    private readonly Dictionary<string, long> _foreign = new(StringComparer.Ordinal);
    private readonly List<RecordedReading> _readings = [];
    private readonly BootTable _boots = new();
    private readonly byte[] _line = new byte[Recording.MaxLine];
    private int _length;
    private string _file = "";
    private long _lines;
    private long _events;
    private ImmutableArray<RecordingField> _columns;

    public RecordingReader(Site site)
    {
        var channels = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (ChannelDeclaration channel in site.Channels) { channels.TryAdd(channel.Name, channel.Index); }
        _channels = channels.GetAlternateLookup<ReadOnlySpan<char>>();
    }

    /// <summary>A file begins; errors are reported under its name.</summary>
    public void BeginFile(string name)
    {
        (_file, _lines, _length, _columns) = (name, 0, 0, default);
        _boots.BeginFile();
    }

    /// <summary>The next bytes of the file, cut anywhere. Null, or why it cannot be read.</summary>
    public RecordingRefusal? Take(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            int end = bytes.IndexOf((byte)'\n');
            ReadOnlySpan<byte> part = end < 0 ? bytes : bytes[..end];
            if (_length + part.Length > _line.Length)
            {
                return new(_file, _lines + 1, "line too long", $"at most {Recording.MaxLine} bytes");
            }

            part.CopyTo(_line.AsSpan(_length));
            _length += part.Length;
            if (end < 0) { return null; }
            if (EndLine() is { } refusal) { return refusal; }
            bytes = bytes[(end + 1)..];
        }

        return null;
    }

    /// <summary>The file is over: its last line need not end.</summary>
    public RecordingRefusal? EndFile()
    {
        RecordingRefusal? refusal = _length > 0 ? EndLine() : null;
        if (refusal is null && _lines == 0) { return new(_file, 0, "nothing in it", "readings"); }
        return refusal;
    }

    /// <summary>All files together.</summary>
    public Recording ToRecording()
    {
        int[] order = _boots.InOrder();
        Span<RecordedReading> readings = CollectionsMarshal.AsSpan(_readings);
        bool isInOrder = true;
        for (int i = 0; i < readings.Length; i++)
        {
            readings[i] = readings[i] with { Boot = order[readings[i].Boot] };
            isInOrder &= i == 0 || RecordedReading.InOrder(readings[i - 1], readings[i]) <= 0;
        }

        // A stable order: two readings of one moment stay as they were.
        IEnumerable<RecordedReading> sorted = isInOrder
            ? _readings
            : _readings.Order(Comparer<RecordedReading>.Create(RecordedReading.InOrder));
        return new Recording(
            [.. sorted], [.. _foreign.OrderBy(each => each.Key, StringComparer.Ordinal).Select(each => (each.Key, each.Value))],
            _events);
    }

    private RecordingRefusal? EndLine()
    {
        _lines++;
        ReadOnlySpan<byte> line = _line.AsSpan(0, _length);
        _length = 0;
        if (_lines == 1 && line.StartsWith("\uFEFF"u8)) { line = line[3..]; }
        line = line.TrimEnd((byte)'\r');
        if (!Utf8.IsValid(line)) { return new(_file, _lines, "not a text", "UTF-8"); }
        if (line.IsEmpty) { return null; }
        if (line[0] != (byte)'{' && _columns.IsDefault) { return TakeHeader(line); }
        var row = new RecordingRow { Quality = Quality.Good, Clock = TimeQuality.Synchronised };
        (string Problem, string Expected)? wrong = line[0] == (byte)'{'
            ? RecordingLines.TakeJson(ref row, line)
            : RecordingLines.TakeTable(ref row, line, _columns);
        wrong ??= Keep(row);
        return wrong is { } found ? new(_file, _lines, found.Problem, found.Expected) : null;
    }

    private RecordingRefusal? TakeHeader(ReadOnlySpan<byte> line)
    {
        var columns = ImmutableArray.CreateBuilder<RecordingField>();
        int seen = 0;
        foreach (Range part in line.Split((byte)','))
        {
            RecordingField field = RecordingFields.Of(RecordingLines.Bare(line[part]));
            if (RecordingLines.IsTwice(field, ref seen))
            {
                (string problem, string expected) = RecordingLines.Twice(field);
                return new(_file, _lines, problem, expected);
            }

            columns.Add(field);
        }

        _columns = columns.ToImmutable();
        bool isUsable = _columns.Contains(RecordingField.Channel) && _columns.Contains(RecordingField.Value)
            && (_columns.Contains(RecordingField.Unix) || _columns.Contains(RecordingField.Time));
        return isUsable
            ? null
            : new(_file, _lines, "no header of a table", "columns channel, value and time or unix_ms with commas between them, or lines of JSON");
    }

    private (string Problem, string Expected)? Keep(in RecordingRow row)
    {
        if (row.IsEvent)
        {
            _events++;
            return null;
        }

        if (row.Channel.IsEmpty) { return ("no channel", "channel or name"); }
        if ((row.Unix ?? row.Time) is not { } unix) { return ("no time", "unix_ms, t or time"); }
        // A time may have been written in whole seconds.
        if (row.Time is { } told && Math.Abs(told - unix) >= Second) { return ("time and unix_ms differ", "one moment, or one of the two"); }
        Span<char> name = stackalloc char[64];
        bool isName = row.Channel.Length <= name.Length;
        if (isName) { name = name[..Encoding.Latin1.GetChars(row.Channel, name)]; }
        if (!isName || !_channels.TryGetValue(name, out int channel))
        {
            CountForeign(row.Channel);
            return null;
        }

        if (_readings.Count == Recording.MaxReadings) { return ("too many readings", $"at most {Recording.MaxReadings}"); }
        // Without a monotonic time the wall clock orders the rows; 1900 is its zero.
        long monotonic = row.Monotonic ?? unix - Recording.EarliestUnix;
        var time = new ReadingTime(monotonic, unix, row.Clock);
        Reading reading = row.Value is { } value && row.Quality.IsUsable()
            ? new Reading(channel, value, row.Quality, row.Reason, time)
            : Reading.Bad(channel, row.Reason == QualityReason.None ? QualityReason.NotAvailable : row.Reason, time);
        _readings.Add(new RecordedReading(_boots.Of(row.Boot, unix, monotonic), reading));
        return null;
    }

    private void CountForeign(ReadOnlySpan<byte> channel)
    {
        string name = Encoding.UTF8.GetString(channel[..Math.Min(channel.Length, 64)]);
        if (_foreign.Count < Recording.MaxForeign || _foreign.ContainsKey(name))
        {
            _foreign[name] = _foreign.GetValueOrDefault(name) + 1;
        }
    }
}
