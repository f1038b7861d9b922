using System.Text;
using CsCheck;
using Edge.Updates.Tuf;

namespace Edge.Tests.Updates.Tuf;

public sealed class StrictJsonTests
{
    [Theory]
    [InlineData("""{"a":1,"a":2}""")]
    [InlineData("""{"a":1,"\u0061":2}""")]
    [InlineData("""{"x":[{"a":1,"b":0,"a":1}]}""")]
    public void Refuses_DuplicateNames(string json) => Assert.Equal(TufRefusal.DuplicateName, Refuse(json));

    [Theory]
    [InlineData("1.0")]
    [InlineData("1e3")]
    [InlineData("1E3")]
    [InlineData("0.5")]
    [InlineData("9007199254740992")]
    [InlineData("-9007199254740992")]
    [InlineData("9223372036854775808")]
    [InlineData("18446744073709551616")]
    [InlineData("99999999999999999999999999999999999999999999")]
    public void Refuses_HugeAndFractionalNumbers(string number) =>
        Assert.Equal(TufRefusal.NumberOutOfRange, Refuse($$"""{"n":{{number}}}"""));

    [Theory]
    [InlineData("0", 0L)]
    [InlineData("-0", 0L)]
    [InlineData("2147483648", 2_147_483_648L)]
    [InlineData("4294967296", 4_294_967_296L)]
    [InlineData("9007199254740991", TufLimits.MaxInteger)]
    [InlineData("-9007199254740991", -TufLimits.MaxInteger)]
    public void Reads_Integers(string number, long value) => Assert.Equal(value, Parse(number).Value.GetInt64());

    [Theory]
    [InlineData(TufLimits.MaxDepth, true)]
    [InlineData(TufLimits.MaxDepth + 1, false)]
    [InlineData(100_000, false)]
    public void Refuses_DeepNesting(int depth, bool isRead)
    {
        foreach ((string open, string close) in (ReadOnlySpan<(string, string)>)[("[", "]"), ("{\"a\":", "}")])
        {
            string json = string.Concat(Enumerable.Repeat(open, depth)) + "1" + string.Concat(Enumerable.Repeat(close, depth));
            var read = Parse(json);
            Assert.Equal(isRead, read.IsOk);
            if (!isRead) { Assert.Equal(TufRefusal.TooDeep, read.Reason.Refusal); }
        }
    }

    [Theory]
    [InlineData("FF")]
    [InlineData("22C328" + "22")]
    [InlineData("22EDA080" + "22")]
    [InlineData("22F4908080" + "22")]
    [InlineData("22C080" + "22")]
    public void Refuses_InvalidUtf8(string bytes) => Assert.Equal(
        TufRefusal.InvalidUtf8, StrictJson.Parse(Convert.FromHexString(bytes), 100, "x").Reason.Refusal);

    [Theory]
    [InlineData("\"\\ud800\"")]
    [InlineData("\"\\udc00\\ud800\"")]
    [InlineData("{\"\\ud83d\":1}")]
    public void Refuses_HalfCharacters(string json) => Assert.Equal(TufRefusal.InvalidUtf8, Refuse(json));

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("{")]
    [InlineData("{}{}")]
    [InlineData("{} x")]
    [InlineData("{\"a\":1,}")]
    [InlineData("[1,]")]
    [InlineData("01")]
    [InlineData("+1")]
    [InlineData("NaN")]
    [InlineData("'a'")]
    [InlineData("\"a\nb\"")]
    [InlineData("/* c */ {}")]
    [InlineData("{\"a\":1 \"b\":2}")]
    [InlineData("\u0000{}")]
    public void Refuses_WhatIsNotJson(string json) => Assert.Equal(TufRefusal.Malformed, Refuse(json));

    [Fact]
    public void Refuses_AByteOrderMark() =>
        Assert.Equal(TufRefusal.Malformed, StrictJson.Parse([0xEF, 0xBB, 0xBF, (byte)'{', (byte)'}'], 100, "x").Reason.Refusal);

    [Fact]
    public void Refuses_OneByteMoreThanTheLimit()
    {
        Assert.True(StrictJson.Parse("[1]"u8, 3, "x").IsOk);
        Assert.Equal(TufRefusal.TooLarge, StrictJson.Parse("[1] "u8, 3, "x").Reason.Refusal);
    }

    [Fact]
    public void Refuses_MoreValuesThanTheLimit()
    {
        int values = TufLimits.MaxTokens - 2;   // the brackets count, too
        string json = "[" + string.Join(',', Enumerable.Repeat('1', values)) + "]";
        Assert.True(Parse(json).IsOk);
        Assert.Equal(TufRefusal.TooManyValues, Refuse(json.Replace("]", ",1]", StringComparison.Ordinal)));
    }

    [Fact]
    public void Answers_EveryByteStringWithoutAnException() =>
        Gen.Byte.Array[0, 200].Sample(bytes => { _ = StrictJson.Parse(bytes, 100, "x"); });

    [Fact]
    public void Writes_CanonicallyWhatItReads() => JsonValues.Document.Sample(document =>
    {
        byte[] canonical = Encoding.UTF8.GetBytes(document.Canonical);
        var read = Parse(document.Text);
        Assert.True(read.IsOk, read.ToString());
        Assert.Equal(canonical, CanonicalJson.Write(read.Value));
    });

    private static TufRefusal Refuse(string json)
    {
        var read = Parse(json);
        Assert.False(read.IsOk, "was read");
        return read.Reason.Refusal;
    }

    private static Result<System.Text.Json.JsonElement, TufReason> Parse(string json) =>
        StrictJson.Parse(Encoding.UTF8.GetBytes(json), 20_000_000, "x");
}
