using System.Text;
using Edge.Cel;

namespace Edge.Tests.Rules.Cel;

/// <summary>The lines that edge-cel reads and writes.</summary>
public sealed class CelRunnerTests
{
    [Theory]
    [InlineData("""{"id":"1","expr":"1 + 1"}""", """{"id":"1","value":{"int":"2"}}""")]
    [InlineData("""{"id":"1","expr":"7u"}""", """{"id":"1","value":{"uint":"7"}}""")]
    [InlineData("""{"id":"1","expr":"-0.0"}""", """{"id":"1","value":{"double":-0.0}}""")]
    [InlineData(
        """{"id":"1","expr":"[1.0, 1.0 / 0.0, -1.0 / 0.0, 0.0 / 0.0]"}""",
        """{"id":"1","value":{"list":[{"double":1.0},{"double":"Infinity"},{"double":"-Infinity"},{"double":"NaN"}]}}""")]
    [InlineData(
        """{"id":"1","expr":"{'a': null, true: b'\\001'}"}""",
        """{"id":"1","value":{"map":[[{"string":"a"},{"null":null}],[{"bool":true},{"bytes":"AQ=="}]]}}""")]
    [InlineData(
        """{"id":"1","expr":"[timestamp(0), duration('90m'), type(duration('0s'))]"}""",
        """{"id":"1","value":{"list":[{"timestamp":"1970-01-01T00:00:00Z"},{"duration":"5400s"},{"type":"google.protobuf.Duration"}]}}""")]
    [InlineData(
        """{"id":"1","expr":"a.b.c + x","bindings":{"a.b":{"map":[[{"string":"c"},{"int":"1"}]]},"a":{"int":"5"},"x":{"int":"2"}}}""",
        """{"id":"1","value":{"int":"3"}}""")]
    [InlineData(
        """{"id":"1","expr":"[a, b, c]","bindings":{"a":{"double":"NaN"},"b":{"duration":"1.5s"},"c":{"type":"int"}}}""",
        """{"id":"1","value":{"list":[{"double":"NaN"},{"duration":"1.5s"},{"type":"int"}]}}""")]
    [InlineData(
        """{"id":"1","expr":"[a, b]","bindings":{"a":{"timestamp":"2024-01-01T00:00:00Z"},"b":{"bytes":"AQ=="}}}""",
        """{"id":"1","value":{"list":[{"timestamp":"2024-01-01T00:00:00Z"},{"bytes":"AQ=="}]}}""")]
    [InlineData("""{"id":"1","expr":"1 / 0"}""", """{"id":"1","error":"division by zero"}""")]
    [InlineData(
        """{"id":"1","expr":"'a' + 1"}""",
        """{"id":"1","error":"no such overload: the types do not fit"}""")]
    [InlineData("""{"id":"1","expr":"nope"}""", """{"id":"1","error":"no such variable"}""")]
    public void Answers_WithAValueOrAnError(string request, string answer) =>
        Assert.Equal(answer, Answer(request));

    [Theory]
    [InlineData("""{"id":"7","expr":"1 +"}""", "\"7\",\"error\":\"3: unexpected end")]
    [InlineData("""{"id":"7"}""", "no \\u0022expr\\u0022")]
    [InlineData("""{"id":"7","expr":"x","bindings":{"x":{"colour":"red"}}}""", "no kind of value: colour")]
    [InlineData("""{"id":"7","expr":"x","bindings":{"x":{"int":"9223372036854775808"}}}""", "the request cannot be read")]
    [InlineData("""{"id":"7","expr":"x","bindings":{"x":5}}""", "the request cannot be read")]
    [InlineData("not json", "the request cannot be read")]
    [InlineData("[]", "the request cannot be read")]
    public void Answers_WithAnError_WhereTheLineIsWrong(string request, string part) =>
        Assert.Contains(part, Answer(request), StringComparison.Ordinal);

    private static string Answer(string request) =>
        Encoding.UTF8.GetString(Runner.Answer(request)).TrimEnd('\n');
}
