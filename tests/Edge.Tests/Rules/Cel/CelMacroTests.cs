using Edge.Rules;
using Edge.Rules.Cel;

namespace Edge.Tests.Rules.Cel;

/// <summary>Source: Common Expression Language, language definition, "Macros", and the extension for two
/// variables.</summary>
public sealed class CelMacroTests
{
    [Theory]
    [InlineData("[1, 2, 3].all(x, x > 0) && ![1, 2, 3].all(x, x > 1) && [].all(x, x > 1)")]
    [InlineData("[1, 2].exists(x, x == 2) && ![].exists(x, true)")]
    [InlineData("[1, 2, 2].exists_one(x, x == 1) && ![1, 2, 2].exists_one(x, x == 2)")]
    [InlineData("[1, 2, 3].filter(x, x > 1) == [2, 3] && [1, 2].map(x, x * x) == [1, 4] && [1, 2].map(x, x > 1, x + 1) == [3]")]
    [InlineData("{'a': 1, 'b': 2}.all(k, k < 'c') && {'a': 1}.map(k, k + k) == ['aa'] && {1: 2}.filter(k, true) == [1]")]
    [InlineData("[5, 6].all(i, x, x == i + 5) && {'a': 1}.exists(k, v, k == 'a' && v == 1) && [7].existsOne(i, x, i == 0)")]
    [InlineData("[5, 6].transformList(i, x, i > 0, x * i) == [6] && {'a': 1}.transformMap(k, v, v + 1) == {'a': 2}")]
    [InlineData("[5].transformMap(i, x, x) == {0: 5} && {'a': 'b'}.transformMapEntry(k, v, {v: k}) == {'b': 'a'}")]
    [InlineData("[1, 2].map(x, [3, 4].map(y, x * y)) == [[3, 4], [6, 8]]")]
    [InlineData("[1, 2].exists(x, [2, 3].exists(y, [2].exists(z, x == y && y == z)))")]
    [InlineData("[1].map(t, t) == [1] && [{'temperature': 3}].all(air, air.temperature == 3)")]
    [InlineData("[1].all(t, .t == 20.0 && t == 1)")]
    [InlineData("has({'a': null}.a) && !has({'a': 1}.b) && has({'a': {'b': 1}}.a.b)")]
    [InlineData("[t, u].exists(x, x > 10.0) && [t, u].map(x, x + 1.0) == [21.0, 2.0]")]
    public void Holds(string condition) => Assert.Equal(CelValue.True, CelWorld.Run(condition));

    [Theory]
    [InlineData("[0, 1].exists(x, 1 / x > 0)", "T")]
    [InlineData("[0, 1].all(x, 1 / x > 5)", "F")]
    [InlineData("[1, 0].all(x, 1 / x > 0)", "E")]
    [InlineData("[0, 1].exists_one(x, 1 / x > 0)", "E")]
    [InlineData("[0, 1].map(x, 1 / x) == []", "E")]
    [InlineData("[0, 1].filter(x, 1 / x > 0) == []", "E")]
    [InlineData("{0: 0}.transformMap(k, v, 1 / k) == {}", "E")]
    [InlineData("[gone, t].exists(x, x > 0.0)", "U")]
    [InlineData("[0.0, t].exists(x, x > gone)", "U")]
    [InlineData("[0.0, t].exists(x, x > 10.0 || x > gone)", "T")]
    [InlineData("[0.0, t].all(x, x > 10.0 && x > gone)", "F")]
    [InlineData("[0, 1].all(x, 1 / x > 0 && gone > 0.0)", "U")]
    [InlineData("[0, 1].map(x, 1 / x > 0 ? gone : gone) == []", "U")]
    [InlineData("{'a': gone} == {}", "U")]
    [InlineData("[1 / 0, int(gone)] == []", "U")]
    [InlineData("['a', 'a'].transformMapEntry(i, v, {v: i}) == {}", "E")]
    public void Decides_InSpiteOfErrorsAndUnknowns_WhereOneItemIsEnough(string condition, string outcome)
    {
        CelValue value = CelWorld.Run(condition);
        string letter = value.Kind switch { CelKind.Bool => value.Bool ? "T" : "F", CelKind.Unknown => "U", _ => "E" };
        Assert.Equal((condition, outcome), (condition, letter));
    }

    [Fact]
    public void Names_TheChannelThatMakesAListUnknown() =>
        Assert.Equal(CelValue.Unknown(CelWorld.Channels["gone"]), CelWorld.Run("[t, gone].exists(x, x > 0.0)"));

    [Theory]
    [InlineData("[1].all(x, y > 0)", 11, "no such channel")]
    [InlineData("[1].all(x, true) && x > 0", 20, "no such channel")]
    [InlineData("[1].map(x, x)", 0, "the value is of type list(int)")]
    [InlineData("[1].all(x, x.all(y, true))", 11, "the value is of type int")]
    [InlineData("{'a': 1}.all(k, k > 1)", 20, "the value is of type int")]
    [InlineData("{'a': 1}.transformMapEntry(k, v, v) == {}", 33, "the value is of type int")]
    public void Refuses_AtTheRightPlace(string condition, int offset, string problem)
    {
        CelError error = CelWorld.Mistake(condition);
        Assert.Equal((offset, problem), (error.Offset, error.Problem));
    }

    [Fact]
    public void Keeps_TheVariablesOfMacrosInMacrosApart_HoweverDeep()
    {
        // Each level adds its own variable; all of them are used inside.
        const int Levels = 12;
        string text = string.Join(" + ", Enumerable.Range(0, Levels).Select(level => $"x{level}")) + $" == {Levels}";
        for (int level = Levels - 1; level >= 0; level--) { text = $"[1].all(x{level}, {text})"; }
        Assert.Equal(CelValue.True, CelWorld.Run(text));
    }

    [Fact]
    public void Fails_WhereAValueIsNoRange() =>
        Assert.Equal(CelValue.Error(VerdictReason.NoSuchOverload), CelWorld.Run("dyn(1).all(x, true)"));
}
