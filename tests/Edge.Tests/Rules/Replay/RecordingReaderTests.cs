using System.Text;
using CsCheck;
using Edge.Rules.Replay;
using Edge.Sensing;
using static Edge.Tests.Rules.RuleWorld;

namespace Edge.Tests.Rules.Replay;

public sealed class RecordingReaderTests
{
    private const string Boot = "\"boot\":\"11111111-2222-3333-4444-555555555555\"";

    // As edge-operator open and edge-collector export write them, and a table made by hand.
    [Theory]
    [InlineData("""{"device":"d","stream":"s","sequence":1,"kind":"reading","name":"c0","value":1.5,"unit":"One","""
        + """ "quality":"Good","reason":"None","unixMs":1000,"monotonicMs":7,"clock":"Synchronised"}""")]
    [InlineData("""{"sequence":1,"channel":"c0","t":1000,"monotonicMs":7,"clock":"synchronised","v":1.5,"unit":"","""
        + """ "q":"good","r":"none"}""")]
    [InlineData("""
        device,stream,sequence,kind,name,value,unit,quality,reason,unix_ms,monotonic_ms,clock,boot
        d,s,1,reading,c0,1.5,One,Good,None,1000,7,Synchronised,b
        """)]
    [InlineData("""
        sequence,channel,unix_ms,monotonic_ms,clock,value,unit,quality,reason
        1,c0,1000,7,Synchronised,1.5,One,Good,None
        """)]
    public void Reads_EveryNotation(string text)
    {
        var time = new ReadingTime(7, 1000, TimeQuality.Synchronised);
        Assert.Equal(
            new RecordedReading(0, new Reading(0, 1.5, Quality.Good, QualityReason.None, time)),
            Assert.Single(Read(text).Readings));
    }

    [Fact]
    public void Reads_WhatIsMadeByHand()
    {
        RecordedReading[] readings =
            [.. Read("time, channel, value\n2026-03-01T06:00:00+01:00, c0, 3\n2026-03-01T05:00:01Z,c1,\n").Readings];
        Assert.Equal(3, readings[0].Reading.Value);
        Assert.Equal(Quality.Bad, readings[1].Reading.Quality);
        Assert.Equal(1_772_341_201_000, readings[1].Reading.Time.UnixMilliseconds);
        Assert.Equal(1_000, readings[1].Reading.Time.MonotonicMilliseconds - readings[0].Reading.Time.MonotonicMilliseconds);
    }

    [Fact]
    public void Keeps_QualityAndReason()
    {
        Reading reading = Assert.Single(Read(
            """{"channel":"c1","t":1,"v":null,"q":"bad","r":"no answer","clock":"free running"}""").Readings).Reading;
        Assert.Equal((Quality.Bad, QualityReason.NoAnswer), (reading.Quality, reading.Reason));
        Assert.Equal(TimeQuality.FreeRunning, reading.Time.Quality);
    }

    [Fact]
    public void Counts_EventsAndForeignChannels()
    {
        Recording recording = Read(
            """
            {"kind":"event","name":"siren","value":1,"quality":"Rule","reason":"flood","unixMs":1,"monotonicMs":1}
            {"channel":"air.temperature","t":1,"v":2}
            {"channel":"air.temperature","t":2,"v":2}
            """);
        Assert.Empty(recording.Readings);
        Assert.Equal(1, recording.Events);
        Assert.Equal(("air.temperature", 2L), Assert.Single(recording.Foreign));
    }

    [Theory]
    [InlineData("{\"channel\":\"c0\",\"t\":1,\"v\":2}\n{\"channel\":", "r:2: not JSON; expected one flat JSON object a line")]
    [InlineData("{\"channel\":\"c0\",\"v\":2}", "r:1: no time; expected unix_ms, t or time")]
    [InlineData("{\"t\":1,\"v\":2}", "r:1: no channel; expected channel or name")]
    [InlineData("{\"channel\":\"c0\",\"t\":1,\"v\":\"high\"}", "r:1: wrong value; expected a number from -1e15 to 1e15, or nothing")]
    [InlineData("{\"channel\":\"c0\",\"t\":1,\"v\":1e300}", "r:1: wrong value; expected a number from -1e15 to 1e15, or nothing")]
    [InlineData("{\"channel\":\"c0\",\"t\":1,\"v\":2,\"value\":3}", "r:1: value twice; expected each field once, by one of its names")]
    [InlineData("{\"channel\":\"c0\",\"t\":1,\"v\":2,\"q\":\"b\\u0061d\"}", "r:1: wrong quality; expected a text without backslashes")]
    [InlineData("{\"channel\":\"c0\",\"t\":1000,\"time\":\"1970-01-01T00:00:02Z\",\"v\":2}",
        "r:1: time and unix_ms differ; expected one moment, or one of the two")]
    [InlineData("channel,value,unix_ms,t\n", "r:1: unix_ms twice; expected each field once, by one of its names")]
    [InlineData("channel,value,time\nc0,1,06:00\n", "r:2: wrong time; expected a time from 1900 to 9000 such as 2026-03-01T06:00:00Z")]
    [InlineData("channel,value,time\nc0,1,9001-01-01T00:00:00Z\n",
        "r:2: wrong time; expected a time from 1900 to 9000 such as 2026-03-01T06:00:00Z")]
    [InlineData("{\"channel\":\"c0\",\"t\":1,\"v\":[2]}", "r:1: a value in a value; expected one flat JSON object a line")]
    [InlineData("{\"channel\":\"c0\",\"t\":1.5,\"v\":2}",
        "r:1: wrong unix_ms; expected a whole number from -2208988800000 to 221876841599000")]
    [InlineData("{\"channel\":\"c0\",\"t\":1,\"v\":2,\"q\":\"fine\"}",
        "r:1: wrong quality; expected one of good, uncertain, bad, simulated, substituted")]
    [InlineData("a,b\n1,2\n",
        "r:1: no header of a table; expected columns channel, value and time or unix_ms with commas between them, or lines of JSON")]
    [InlineData("channel,value,t\nc0,\"30,5\",1\n",
        "r:2: a comma between quotes; expected fields without commas, and a decimal point in numbers")]
    [InlineData("channel,value,t\nc0,1\n", "r:2: too few columns; expected 3, as in the header")]
    [InlineData("channel,value,t\nc0,1,1,1\n", "r:2: too many columns; expected 3, as in the header")]
    [InlineData("channel,value,time\nc0,1,yesterday\n", "r:2: wrong time; expected a time from 1900 to 9000 such as 2026-03-01T06:00:00Z")]
    [InlineData("", "r: nothing in it; expected readings")]
    public void Refuses_ALineThatCannotBeRead(string text, string refusal) =>
        Assert.Equal(refusal, Refusal(Encoding.UTF8.GetBytes(text))?.ToString());

    [Fact]
    public void Refuses_BytesThatAreNoText() => Assert.Equal(
        "r:1: not a text; expected UTF-8", Refusal([.. "{\"channel\":\"c"u8, 0xff, .. "\",\"t\":1,\"v\":2}"u8])?.ToString());

    // Exports that write both: the one with milliseconds counts.
    [Theory]
    [InlineData("{\"channel\":\"c0\",\"time\":\"1970-01-01T00:00:02Z\",\"t\":2999,\"v\":2}", 2_999)]
    [InlineData("{\"channel\":\"c0\",\"time\":\"1970-01-01 01:00+01:00\",\"v\":2}", 0)]
    [InlineData("{\"channel\":\"c0\",\"time\":\"1970-01-01T00:00:01.25\",\"v\":2}", 1_250)]
    public void Reads_TimesOfBothKinds(string text, long unix) =>
        Assert.Equal(unix, Assert.Single(Read(text).Readings).Reading.Time.UnixMilliseconds);

    [Fact]
    public void Refuses_ALineOneByteTooLong()
    {
        byte[] line = Encoding.UTF8.GetBytes("{\"channel\":\"c0\",\"t\":1,\"v\":2,\"unit\":\"");
        byte[] longest = [.. line, .. Enumerable.Repeat((byte)'x', Recording.MaxLine - line.Length - 2), (byte)'"', (byte)'}'];
        Assert.Null(Refusal(longest));
        Assert.Equal("line too long", Refusal([.. longest, (byte)' '])?.Problem);
    }

    [Fact]
    public void Orders_ReadingsByBootAndTime()
    {
        RecordedReading[] readings =
        [
            .. Read(
                $$"""
                {"channel":"c0","t":9000,"monotonicMs":50,"v":4,"boot":"b"}
                {"channel":"c0","t":2000,"monotonicMs":2000,"v":2,{{Boot}}}
                {"channel":"c1","t":1000,"monotonicMs":1000,"v":1,{{Boot}}}
                {"channel":"c0","t":1000,"monotonicMs":1000,"v":3,{{Boot}}}
                """).Readings,
        ];
        Assert.Equal("1 3 2 4", string.Join(' ', readings.Select(each => each.Reading.Value)));
        Assert.Equal("0 0 0 1", string.Join(' ', readings.Select(each => each.Boot)));
    }

    // Two exported streams of the same two boots, none of which names its boot.
    [Fact]
    public void Finds_TheBootsWhereNoRowNamesThem()
    {
        const string One = "channel,unix_ms,monotonic_ms,value\nc0,1000000,500000,1\nc0,1100000,600000,2\nc0,5000000,1000,5\n";
        const string Other = "channel,unix_ms,monotonic_ms,value\nc1,1050000,550000,3\nc1,5000100,1100,4\n";
        Recording recording = Read(One, Other);
        Assert.Equal("1 3 2 5 4", string.Join(' ', recording.Readings.Select(each => each.Reading.Value)));
        Assert.Equal("0 0 0 1 1", string.Join(' ', recording.Readings.Select(each => each.Boot)));
    }

    [Fact]
    public void Reads_TheSameHoweverTheBytesAreCut()
    {
        byte[] text = Encoding.UTF8.GetBytes("channel,unix_ms,value\r\nc0,1,1\r\n\r\nc1,2,2\r\nc0,3,3");
        Gen.Int[1, text.Length].Sample(size =>
        {
            var reader = new RecordingReader(SiteOf([], [], 2));
            reader.BeginFile("r");
            foreach (byte[] part in text.Chunk(size)) { Assert.Null(reader.Take(part)); }
            Assert.Null(reader.EndFile());
            return string.Join(' ', reader.ToRecording().Readings.Select(each => each.Reading.Value)) == "1 2 3";
        });
    }

    private static Recording Read(params string[] files)
    {
        var reader = new RecordingReader(SiteOf([], [], 2));
        foreach (string file in files)
        {
            reader.BeginFile("r");
            Assert.Null(reader.Take(Encoding.UTF8.GetBytes(file)));
            Assert.Null(reader.EndFile());
        }

        return reader.ToRecording();
    }

    private static RecordingRefusal? Refusal(byte[] bytes)
    {
        var reader = new RecordingReader(SiteOf([], [], 2));
        reader.BeginFile("r");
        return reader.Take(bytes) ?? reader.EndFile();
    }
}
