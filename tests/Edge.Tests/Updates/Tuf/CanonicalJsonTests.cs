using System.Text;
using System.Text.Json;
using Edge.Updates.Tuf;

namespace Edge.Tests.Updates.Tuf;

/// <summary>The rules of wiki.laptop.org/go/Canonical_JSON, one by one.</summary>
public sealed class CanonicalJsonTests
{
    [Theory]
    [InlineData("{ }", "{}")]
    [InlineData(" [ 1 , 2 , 3 ] ", "[1,2,3]")]
    [InlineData("""{"b":true,"a":null,"B":false,"":0}""", """{"":0,"B":false,"a":null,"b":true}""")]
    [InlineData("""{"x":{"z":1,"y":[{"b":1,"a":2}]}}""", """{"x":{"y":[{"a":2,"b":1}],"z":1}}""")]
    [InlineData("-0", "0")]
    [InlineData("-17", "-17")]
    [InlineData("""["\"\\\/\u0041"]""", """["\"\\/A"]""")]
    public void Writes(string json, string canonical) => Assert.Equal(canonical, Write(json));

    [Fact]
    public void Leaves_ControlCharactersAsTheyAre() => Assert.Equal("\"\n\t\u0001\u007f\"", Write("\"\\n\\t\\u0001\\u007f\""));

    [Fact]
    public void Sorts_ByCodePointBeyondThePlaneOfStrings() =>
        Assert.Equal("{\"\uE000\":1,\"\U0001F600\":2}", Write("{\"\U0001F600\":2,\"\uE000\":1}"));

    private static string Write(string json) => Encoding.UTF8.GetString(CanonicalJson.Write(JsonElement.Parse(json)));
}
