using System.Text;
using Edge.Rules.Cel;

namespace Edge.Tests.Rules.Cel;

/// <summary>Source of the table: Common Expression Language, language definition, "Syntax" and "String and
/// Bytes Values".</summary>
public sealed class CelLiteralTests
{
    [Theory]
    [InlineData("0", 0L)]
    [InlineData("-0", 0L)]
    [InlineData("- 7", -7L)]
    [InlineData("007", 7L)]
    [InlineData("0x1F", 31L)]
    [InlineData("-0xff", -255L)]
    [InlineData("9223372036854775807", long.MaxValue)]
    [InlineData("-9223372036854775808", long.MinValue)]
    [InlineData("-0x8000000000000000", long.MinValue)]
    [InlineData("0x00000000000000007fffffffffffffff", long.MaxValue)]
    [InlineData("7u", 7UL)]
    [InlineData("0xFFU", 255UL)]
    [InlineData("18446744073709551615u", ulong.MaxValue)]
    [InlineData("1.5", 1.5)]
    [InlineData(".5", 0.5)]
    [InlineData("-.5", -0.5)]
    [InlineData("1e3", 1000.0)]
    [InlineData("1.5E+2", 150.0)]
    [InlineData("25e-1", 2.5)]
    [InlineData("-0.0", -0.0)]
    [InlineData("1e-999", 0.0)]
    [InlineData("true", true)]
    [InlineData("false", false)]
    [InlineData("null", null)]
    public void Reads_NumbersAndWords(string text, object? value) => Assert.Equal(value, ValueOf(text));

    [Theory]
    [InlineData("9223372036854775808", 0, "number too large")]
    [InlineData("-9223372036854775809", 1, "number too large")]
    [InlineData("18446744073709551616u", 0, "number too large")]
    [InlineData("0x10000000000000000", 0, "number too large")]
    [InlineData("1 + 1e999", 4, "number too large")]
    [InlineData("0x", 0, "number without digits")]
    [InlineData("0xg", 0, "number without digits")]
    public void Refuses_NumbersThatDoNotFit(string text, int offset, string problem)
    {
        CelError error = CelWorld.Refuse(text);
        Assert.Equal((offset, problem), (error.Offset, error.Problem));
    }

    [Theory]
    [InlineData("""  ""  """, "")]
    [InlineData("''", "")]
    [InlineData(""" '""' """, "\"\"")]
    [InlineData(" '''x''x''' ", "x''x")]
    [InlineData(""" "\"" """, "\"")]
    [InlineData(""" "\\" """, "\\")]
    [InlineData(""" r"\\" """, "\\\\")]
    [InlineData(""" R'\n' """, "\\n")]
    [InlineData(""" r'\' """, "\\")]
    [InlineData(""" "\303\277" """, "Ã¿")]
    [InlineData(""" "\377" """, "ÿ")]
    [InlineData(""" "\xFF\Xff" """, "ÿÿ")]
    [InlineData(""" "\u270c\U0001f431" """, "\u270c\U0001F431")]
    [InlineData(""" '\a\b\f\n\r\t\v\\\?\"\'\`' """, "\a\b\f\n\r\t\v\\?\"'`")]
    [InlineData("'🌧 Ω'", "🌧 Ω")]
    [InlineData("\"\"\"a\"b\r\nc\rd\n\"\"\"", "a\"b\nc\nd\n")]
    [InlineData("r'''\\\n'''", "\\\n")]
    [InlineData("'// no comment'", "// no comment")]
    public void Reads_Strings(string text, string value) => Assert.Equal(value, ValueOf(text));

    [Theory]
    [InlineData("b'abc'", "616263")]
    [InlineData("b'ÿ'", "C3BF")]
    [InlineData("""b"\303\277" """, "C3BF")]
    [InlineData("""b"\377" """, "FF")]
    [InlineData("""B"\xFF\x00" """, "FF00")]
    [InlineData("""br'\x41' """, "5C783431")]
    [InlineData("b'''\r\n''' ", "0A")]
    public void Reads_Bytes(string text, string hex) =>
        Assert.Equal(hex, Convert.ToHexString(Assert.IsType<byte[]>(ValueOf(text))));

    [Theory]
    [InlineData("1 == 'ab", 5, "unfinished string")]
    [InlineData("'ab\n'", 0, "unfinished string")]
    [InlineData("'''ab''", 0, "unfinished string")]
    [InlineData("r'\\", 0, "unfinished string")]
    [InlineData(@"'a\", 2, "bad escape")]
    [InlineData(@"'a\q'", 2, "bad escape")]
    [InlineData(@"'a\🌧'", 2, "bad escape")]
    [InlineData(@"'\x4'", 1, "bad escape")]
    [InlineData(@"'\u12'", 1, "bad escape")]
    [InlineData(@"'\ud800'", 1, "bad escape")]
    [InlineData(@"'\U00110000'", 1, "bad escape")]
    [InlineData(@"'\UFFFFFFFF'", 1, "bad escape")]
    [InlineData(@"'\400'", 1, "bad escape")]
    [InlineData(@"'\08'", 1, "bad escape")]
    [InlineData(@"b'\u0041'", 2, "bad escape")]
    [InlineData(@"b'\U00000041'", 2, "bad escape")]
    [InlineData("rb'a'", 2, "unexpected text")]
    public void Refuses_MalformedStrings_AtTheirPlace(string text, int offset, string problem)
    {
        CelError error = CelWorld.Refuse(text);
        Assert.Equal((offset, problem), (error.Offset, error.Problem));
    }

    [Fact]
    public void Refuses_HalfACharacter()
    {
        CelError error = CelWorld.Refuse("'a\ud83c'");
        Assert.Equal((2, "half a character"), (error.Offset, error.Problem));
    }

    [Fact]
    public void Reads_EveryOctetOfBytes()
    {
        string text = string.Concat(Enumerable.Range(0, 256).Select(value => $"\\{Convert.ToString(value, 8).PadLeft(3, '0')}"));
        Assert.Equal(Enumerable.Range(0, 256).Select(value => (byte)value), Assert.IsType<byte[]>(ValueOf($"b'{text}'")));
        Assert.Equal(Encoding.Latin1.GetString([.. Enumerable.Range(0, 256).Select(value => (byte)value)]), ValueOf($"'{text}'"));
    }

    private static object? ValueOf(string text) => Assert.IsType<CelNode.Literal>(CelWorld.Parse(text)).Value;
}
