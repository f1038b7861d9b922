using Edge.Rules.Cel;

namespace Edge.Tests.Rules.Cel;

public sealed class CelCheckerTests
{
    [Theory]
    [InlineData("t", 0, "t", "the value is of type double", "bool, such as t == 1.0")]
    [InlineData("1", 0, "1", "the value is of type int", "bool, such as a comparison")]
    [InlineData("t > 1.0 && air.temperature", 11, "air.temperature", "the value is of type double", "bool, such as air.temperature == 1.0")]
    [InlineData("!t", 1, "t", "the value is of type double", "bool, such as t == 1.0")]
    [InlineData("t > 1.0 || 7u", 11, "7u", "the value is of type uint", "bool, such as a comparison")]
    [InlineData("t == true", 5, "true", "the value is of type bool", "a number")]
    [InlineData("(t > 1.0) == 1", 13, "1", "the value is of type int", "bool")]
    [InlineData("true + 1 > 1", 0, "true", "the value is of type bool", "a number")]
    [InlineData("-true", 1, "true", "the value is of type bool", "int or double")]
    [InlineData("-7u == 1", 1, "7u", "the value is of type uint", "int or double")]
    [InlineData("t % 2.0 > 1.0", 0, "t", "the value is of type double", "int or uint")]
    [InlineData("1 + 1u > 1", 4, "1u", "the value is of type uint", "int")]
    [InlineData("int(t) + t > 1.0", 9, "t", "the value is of type double", "int")]
    [InlineData("t > (u > 1.0 ? 1.0 : 2u)", 21, "2u", "the value is of type uint", "double")]
    [InlineData("1 ? true : false", 0, "1", "the value is of type int", "bool, such as a comparison")]
    [InlineData("int(true) > 1", 4, "true", "the value is of type bool", "int or double or uint or timestamp or string")]
    [InlineData("int() > 1", 0, "int()", "0 arguments", "1 argument")]
    [InlineData("'a'.split() == []", 0, "'a'.split()", "0 arguments", "1 or 2 arguments")]
    [InlineData("int(1, 2) > 1", 0, "int(1, 2)", "2 arguments", "1 argument")]
    [InlineData("t.value > 1.0", 2, "value", "a channel has no fields", "an operator")]
    [InlineData("air . temperature . mean > 1.0", 20, "mean", "a channel has no fields", "an operator")]
    [InlineData("'a'.b == 1", 4, "b", "a value of type string has no fields", "an operator")]
    [InlineData("t > 1.0 && t.heat()", 13, "heat", "no such function", "a function of the language or of the site")]
    [InlineData("nothing([t]) > 0", 0, "nothing", "no such function", "a function of the language or of the site")]
    [InlineData("t > 'warm'", 4, "'warm'", "the value is of type string", "a number")]
    [InlineData("t > b'x'", 4, "b'x'", "the value is of type bytes", "a number")]
    [InlineData("t == null", 5, "null", "the value is of type null", "a number")]
    [InlineData("t in 1.0", 5, "1.0", "the value is of type double", "list or map")]
    [InlineData("'a' in [1.0]", 0, "'a'", "the value is of type string", "double")]
    [InlineData("t > ['1'][0]", 4, "['1'][0]", "the value is of type string", "a number")]
    [InlineData("[1]['a'] == 1", 4, "'a'", "the value is of type string", "int")]
    [InlineData("{'a': 1}[2] == 1", 9, "2", "the value is of type int", "string")]
    [InlineData("{1.0: 2} == {}", 1, "1.0", "the value is of type double", "bool, int, uint or string")]
    [InlineData("[t] == 1.0", 7, "1.0", "the value is of type double", "list(double)")]
    [InlineData("[t] < [t]", 0, "[t]", "the value is of type list(double)", "a number, a text or a time")]
    [InlineData("T{x: t} == 1.0", 0, "T{x: t}", "messages are not known here", "a map")]
    [InlineData("has(t.x)", 4, "t", "the value is of type double", "map")]
    [InlineData("t.all(x, true)", 0, "t", "the value is of type double", "list or map")]
    [InlineData("[1].all(x, x)", 11, "x", "the value is of type int", "bool, such as a comparison")]
    [InlineData("[1].exists(x, x.size() > 0)", 14, "x", "the value is of type int", "string or bytes or list(A) or map(A, B)")]
    [InlineData("'a' + 1 == 'a1'", 6, "1", "the value is of type int", "string")]
    [InlineData("duration('1h') + 1 > duration('1h')", 0, "duration('1h')", "the value is of type duration", "a number")]
    [InlineData("math.greatest(1, 'a') > 1", 17, "'a'", "the value is of type string", "int or uint or double")]
    [InlineData("duration('1 hour') > duration('1s')", 0, "duration('1 hour')", "a text that cannot be read", "a length such as duration('1h30m')")]
    [InlineData("'a'.matches('(')", 12, "'('", "a ( without )", "a closing )")]
    [InlineData("isGood(1.0)", 7, "1.0", "not a channel but a value", "the name of a channel of this site")]
    [InlineData("isGood(nope)", 7, "nope", "no such channel", "the name of a channel of this site")]
    [InlineData("[t].exists(t, isGood(t))", 21, "t", "no such channel", "the name of a channel of this site")]
    public void Refuses_WhatDoesNotFit_AtItsPlace(string text, int offset, string found, string problem, string expected)
    {
        CelError error = CelWorld.Mistake(text);
        Assert.Equal((offset, found, problem), (error.Offset, error.Text, error.Problem));
        Assert.Equal(expected, error.Expected);
        Assert.StartsWith(error.Text, text[error.Offset..], StringComparison.Ordinal);
    }

    // The language allows it; of a rule it is a mistake.
    [Theory]
    [InlineData("dyn(t) > 'a'", 9, "'a'", "the value is of type string", "a number")]
    [InlineData("dyn(dyn(t)) == 'a'", 15, "'a'", "the value is of type string", "a number")]
    [InlineData("dyn(t)", 0, "dyn(t)", "the value is of type double", "bool, such as a comparison")]
    [InlineData("dyn(t) + 1 > 2.0", 9, "1", "the value is of type int", "double")]
    [InlineData("dyn('a').size() > 0 && dyn(t).size() > 0", 23, "dyn(t)", "the value is of type double", "string or bytes or list(A) or map(A, B)")]
    [InlineData("1 / 0 > 1", 0, "1 / 0", "always an error: division by zero", "something that has a value")]
    [InlineData("true || 1 / 0 > 1", 8, "1 / 0", "always an error: division by zero", "something that has a value")]
    [InlineData("int(t) % 0 == 1", 0, "int(t) % 0", "always an error: division by zero", "something that has a value")]
    [InlineData("-9223372036854775808 / -1 > int(t)", 0, "-9223372036854775808 / -1",
        "always an error: overflow: the result does not fit into 64 bits", "something that has a value")]
    [InlineData("'%s'.format([]) == 'a'", 0, "'%s'.format([])", "always an error: out of range", "something that has a value")]
    [InlineData("t > 1.0 ? [1, 2][2] > 1 : true", 10, "[1, 2][2]", "always an error: out of range", "something that has a value")]
    [InlineData("{'a': 1}['b'] > 1", 0, "{'a': 1}['b']", "always an error: no such key", "something that has a value")]
    [InlineData("[1].exists(x, x / 0 > 1)", 14, "x / 0", "always an error: division by zero", "something that has a value")]
    [InlineData("timestamp(int(t)).getHours('Mars/Olympus') > 1", 27, "'Mars/Olympus'", "not a time zone",
        "a zone such as 'Europe/Berlin', or an offset such as '+01:00'")]
    [InlineData("timestamp(int(t)).getMilliseconds('localtime') > 1", 34, "'localtime'", "not a time zone",
        "a zone such as 'Europe/Berlin', or an offset such as '+01:00'")]
    public void Refuses_WhatIsAnErrorWhateverIsRead(string text, int offset, string found, string problem, string expected)
    {
        CelError error = Assert.Single(CelProgram.Compile(text, CelWorld.Environment, isStrict: true).Errors);
        Assert.Equal((offset, found, problem, expected), (error.Offset, error.Text, error.Problem, error.Expected));
    }

    [Theory]
    [InlineData("100 / int(t - 20.0) > 1")]
    [InlineData("[1, 2][int(t)] > 1")]
    [InlineData("[t, 'a'][0] > 'b'")]
    [InlineData("timestamp(int(t)).getHours('Europe/Berlin') > 1")]
    [InlineData("1.0 / 0.0 > t")]
    [InlineData("dyn(t) > 1 && [dyn(t), 'a'].size() > 1")]
    public void Accepts_WhatMayBeAnError(string text) =>
        Assert.Empty(CelProgram.Compile(text, CelWorld.Environment, isStrict: true).Errors);

    [Theory]
    [InlineData("air.temprature > 28", 0, "air.temprature", "air.temperature")]
    [InlineData("true || air.temperature_min > 28", 8, "air.temperature_min", "air.temperature_max")]
    [InlineData("t + 1 > 2.0", 4, "1", "1.0")]
    [InlineData("2 * t > 2.0", 0, "2", "2.0")]
    [InlineData("0x10 * t > 2.0", 0, "0x10", "16.0")]
    [InlineData("floot(t) > 1", 0, "floot", null)]
    [InlineData("doubel(t) > 1", 0, "doubel", "double")]
    [InlineData("wholly.elsewhere > 1", 0, "wholly.elsewhere", null)]
    public void Names_WhatWasMeant(string text, int offset, string found, string? nearest)
    {
        CelError error = CelWorld.Mistake(text);
        Assert.Equal((offset, found, nearest), (error.Offset, error.Text, error.Nearest));
    }

    [Fact]
    public void Tells_EveryMistakeOnce_InTheOrderOfTheText()
    {
        CelError[] errors = CelWorld.Mistakes("air.temprature + 1 > 28 && (t + 2 > q || !u) ? nope : 'x' == sise(t)");
        Assert.Equal(
            [(0, "air.temprature"), (32, "2"), (36, "q"), (42, "u"), (47, "nope"), (61, "sise")],
            errors.Select(error => (error.Offset, error.Text)));
    }

    [Theory]
    [InlineData("1 < 2 && 'a' in ['a']", true)]
    [InlineData("duration('1h') > duration('90m')", false)]
    [InlineData("t > 1.0", null)]
    [InlineData("isGood(t)", null)]
    public void Knows_AConditionThatNeverChanges(string condition, bool? value) =>
        Assert.Equal(value, CelProgram.Compile(condition, CelWorld.Environment).Program!.Constant?.Bool);

    [Fact]
    public void Lists_EveryChannelOnce()
    {
        const string Text = "u > 1.0 && air.temperature > t || u < 0.5";
        Assert.Equal([0, 1, 2], CelProgram.Compile(Text, CelWorld.Environment).Program!.Channels.ToArray());
    }
}
