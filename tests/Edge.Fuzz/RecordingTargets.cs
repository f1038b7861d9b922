using System.Text;
using Edge.Profiles;
using Edge.Rules.Replay;

namespace Edge.Fuzz;

/// <summary>The readers of recordings and of holidays.</summary>
internal static class RecordingTargets
{
    private static readonly Site Site = new(
        "fuzz", "", "", "", null, new BoardProfile("b", "", BoardKind.Simulated, [], [], [], null, null), null,
        GuardMode.ReportOnly, [],
        [new ChannelDeclaration(0, "c0", "s", "q", Unit.One, 0.01, Conditioning.None, default)],
        [], [], [], [], null, new OutboxDeclaration(1 << 20), []);

    public static IEnumerable<FuzzTarget> All()
    {
        byte[][] recordings =
        [
            Bytes("""{"channel":"c0","t":1000,"monotonicMs":7,"clock":"synchronised","v":1.5,"q":"good","r":"none"}"""),
            Bytes("""{"kind":"reading","name":"c0","value":null,"quality":"Bad","reason":"NoAnswer","unixMs":1,"boot":"b"}"""),
            Bytes("channel,unix_ms,monotonic_ms,clock,value,quality,reason\nc0,1000,7,Synchronised,1.5,Good,None\n"),
            Bytes("time,channel,value\n2026-03-01T06:00:00+01:00,c0,3\n"),
        ];
        yield return new FuzzTarget("recording", recordings, ReadRecording);
        byte[] holidays = Bytes("edge: 1\nholidays:\n  - {name: a, every: 01-01}\n  - {name: b, easter: -2}\n  - {name: c, date: 2026-09-12}\n");
        yield return new FuzzTarget("holidays", [holidays], ReadHolidays);
    }

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    private static string ReadRecording(byte[] bytes)
    {
        var reader = new RecordingReader(Site);
        reader.BeginFile("r");
        if ((reader.Take(bytes) ?? reader.EndFile()) is { } refusal) { return refusal.Problem; }
        Recording recording = reader.ToRecording();
        for (int i = 1; i < recording.Readings.Length; i++)
        {
            (RecordedReading one, RecordedReading other) = (recording.Readings[i - 1], recording.Readings[i]);
            bool isInOrder = one.Boot < other.Boot || (one.Boot == other.Boot
                && one.Reading.Time.MonotonicMilliseconds <= other.Reading.Time.MonotonicMilliseconds);
            if (!isInOrder) { throw new InvalidOperationException("Readings out of order."); }
        }

        return $"{Math.Min(recording.Readings.Length, 3)} {Math.Min(recording.Foreign.Length, 3)} {Math.Min(recording.Events, 3)}";
    }

    private static string ReadHolidays(byte[] bytes)
    {
        HolidayReading reading = HolidayReader.Read(Encoding.UTF8.GetString(bytes), "h");
        if (reading.Holidays is not { } holidays) { return reading.Errors[0].Problem; }
        holidays.Contains(new DateOnly(2026, 1, 1));
        return $"{Math.Min(holidays.Rules.Length, 4)}";
    }
}
