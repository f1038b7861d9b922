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
    [InlineData("int(true) > 1", 4, "true", "the value is of type bool", "a number")]
    [InlineData("int() > 1", 0, "int()", "0 arguments", "one number")]
    [InlineData("int(1, 2) > 1", 0, "int(1, 2)", "2 arguments", "one number")]
    [InlineData("t.value > 1.0", 2, "value", "a channel has no fields", "an operator")]
    [InlineData("air . temperature . mean > 1.0", 20, "mean", "a channel has no fields", "an operator")]
    [InlineData("t > 1.0 && t.isGood()", 13, "isGood", "no such function", "double(), int() or uint()")]
    [InlineData("size([t]) > 0", 0, "size", "no such function", "double(), int() or uint()")]
    [InlineData("f(t).x > 1.0", 0, "f(t).x", "a field of a value cannot be used in a condition yet", "")]
    [InlineData("t > 'warm'", 4, "'warm'", "a string cannot be used in a condition yet", "")]
    [InlineData("t > b'x'", 4, "b'x'", "a byte string cannot be used in a condition yet", "")]
    [InlineData("t == null", 5, "null", "null cannot be used in a condition yet", "")]
    [InlineData("t in [1.0]", 0, "t in [1.0]", "'in' cannot be used in a condition yet", "")]
    [InlineData("t > [1.0][0]", 4, "[1.0][0]", "an index cannot be used in a condition yet", "")]
    [InlineData("[t] == 1.0", 0, "[t]", "a list cannot be used in a condition yet", "")]
    [InlineData("{1: t} == 1.0", 0, "{1: t}", "a map cannot be used in a condition yet", "")]
    [InlineData("T{x: t} == 1.0", 0, "T{x: t}", "a message cannot be used in a condition yet", "")]
    public void Refuses_WhatDoesNotFit_AtItsPlace(string text, int offset, string found, string problem, string expected)
    {
        CelError error = CelWorld.Mistake(text);
        Assert.Equal((offset, found, problem), (error.Offset, error.Text, error.Problem));
        Assert.Equal(expected.Length == 0 ? "channels, numbers, true, false and operators on them" : expected, error.Expected);
        Assert.StartsWith(error.Text, text[error.Offset..], StringComparison.Ordinal);
    }

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
        CelError[] errors = CelWorld.Mistakes("air.temprature + 1 > 28 && (t + 2 > q || !u) ? nope : 'x' == size(t)");
        Assert.Equal(
            [(0, "air.temprature"), (32, "2"), (36, "q"), (42, "u"), (47, "nope"), (54, "'x'"), (61, "size")],
            errors.Select(error => (error.Offset, error.Text)));
    }

    [Fact]
    public void Lists_EveryChannelOnce()
    {
        const string Text = "u > 1.0 && air.temperature > t || u < 0.5";
        Assert.Equal([0, 1, 2], CelChecker.Check(Text, CelWorld.Parse(Text), CelWorld.Channels).Program!.Channels.ToArray());
    }
}
