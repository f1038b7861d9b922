using System.Globalization;
using CsCheck;
using Edge.Rules;
using Edge.Rules.Cel;

namespace Edge.Tests.Rules.Cel;

/// <summary>What a condition can cost is known before it runs.</summary>
public sealed class CelCostTests
{
    private static readonly string[] Lists =
        ["[1, 2, 3]", "[t, u, 5.0]", "['a', 'bc', string(t)]", "string(t).split('')", "[[1], [2, 3]]", "{'a': t, 'b': u}"];

    private static readonly string[] Texts =
        ["string(t)", "quality(t)", "'abc'", "(string(u) + quality(gone))", "quality(t).replace('o', 'ooooo')", "'%s-%s'.format([t, u])"];

    [Theory]
    [InlineData("t > 1.0", 5)]
    [InlineData("t > 1.0 && u < 2.0 || air.temperature == 3.0", 20)]
    [InlineData("quality(t) == 'good'", 20)]
    public void Knows_ThatOrdinaryConditionsAreCheap(string condition, long most) =>
        Assert.InRange(CelProgram.Compile(condition, CelWorld.Environment).Program!.Cost, 1, most);

    [Fact]
    public void Refuses_MacrosInMacros_AtThePlaceThatCostsTooMuch()
    {
        string list = $"[{string.Join(", ", Enumerable.Range(0, 30).Select(each => $"t + {each}.0"))}]";
        string inner = $"{list}.exists(c, a + b + c > 1.0)";
        string text = $"t > 1.0 && {list}.exists(a, {list}.exists(b, {inner}))";
        CelError error = CelWorld.Mistake(text);
        Assert.Equal(text.IndexOf(list, StringComparison.Ordinal), error.Offset);
        Assert.StartsWith("up to ", error.Problem, StringComparison.Ordinal);
        Assert.StartsWith("at most 100,000:", error.Expected, StringComparison.Ordinal);
    }

    [Fact]
    public void Refuses_TextsThatGrow()
    {
        string text = "string(t)";
        for (int i = 0; i < 8; i++) { text += ".replace('', 'xxxxxxxxxxxxxxxxxxxx')"; }
        CelError error = CelWorld.Mistake($"{text} == ''");
        Assert.Contains("units of work", error.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Ends_WhatNothingChecked_WhenTheBudgetIsSpent()
    {
        string text = "[1, 2, 3, 4, 5, 6, 7, 8, 9, 10]";
        for (int i = 0; i < 7; i++) { text = $"{text}.map(x{i}, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10])"; }
        string nested = "1";
        for (int i = 0; i < 12; i++) { nested = $"[1, 2, 3, 4, 5, 6, 7, 8, 9].map(x{i}, {nested})"; }
        foreach (string each in new[] { nested, $"{text} == {text}" })
        {
            CelProgram program = CelProgram.CompileUnchecked(each, CelEnvironment.Standard).Value;
            CelValue value = program.Run(new CelScan(), 0);
            Assert.True(value.IsValue || value == CelValue.Error(VerdictReason.TooCostly), value.ToString());
        }
    }

    // Goal: what is accepted never meets its budget when it runs, whatever the readings are.
    [Fact]
    public void Bounds_TheWorkOfEveryConditionThatItAccepts()
    {
        Gen<string> list = Among(Lists);
        Gen<string> text = Among(Texts);
        Gen<string> call = Gen.OneOf(
            Gen.Select(text, text, (a, b) => $"{a}.contains({b})"),
            Gen.Select(text, text, (a, b) => $"{a}.indexOf({b}) > 1"),
            Gen.Select(text, text, (a, b) => $"{a}.replace({b}, {a}) < {b}"),
            Gen.Select(text, text, (a, b) => $"{a}.split({b}) == [{a}]"),
            Gen.Select(text, text, (a, b) => $"[{a}, {b}].join({a}).reverse().trim() == {b}"),
            Gen.Select(text, (a) => $"{a}.matches('[a-z]*o+|^x')"),
            Gen.Select(text, text, (a, b) => $"{{{a}: 1, {b} + 'x': 2}} == {{{a}: 1}}"),
            Gen.Select(list, list, (a, b) => $"{a} == dyn({b})"),
            Gen.Select(list, list, (a, b) => $"dyn({a}) in [dyn({b}), {a}]"),
            Gen.Select(list, list, (a, b) => $"{a}.exists(x, {b}.exists(y, dyn(x) == dyn(y)))"),
            Gen.Select(list, list, (a, b) => $"{a}.map(x, {b}.map(y, [dyn(x), y])) == []"),
            Gen.Select(list, text, (a, b) => $"{a}.map(x, {b}).filter(x, x > 'a').join('-') == {b}"),
            Gen.Select(list, text, (a, b) => $"{a}.transformMap(i, x, {b}).all(k, v, v.size() > 3)"),
            Gen.Select(list, text, (a, b) => $"{a}.transformMapEntry(i, x, {{{b} + string(dyn(i)): x}}) == {{}}"));
        int accepted = 0;
        Gen.Select(call, Among("&&", "||"), call, (a, o, b) => $"({a}) {o} !({b})").Sample(
            condition =>
            {
                (CelProgram? program, var errors) = CelProgram.Compile(condition, CelWorld.Environment);
                Assert.All(errors, error => Assert.Contains("units of work", error.Problem, StringComparison.Ordinal));
                if (program is null) { return; }
                Interlocked.Increment(ref accepted);
                CelScan scan = CelWorld.Scan();
                CelValue value = program.Run(scan, CelWorld.MaxAge);
                long work = CelLimits.MaxCost - scan.Budget;
                Assert.True(work <= program.Cost, $"{condition}: {work} of {program.Cost}");
                Assert.NotEqual(CelValue.Error(VerdictReason.TooCostly), value);
            },
            iter: 3_000);
        Assert.InRange(accepted, 2_000, 3_100);
    }

    [Fact]
    public void Allocates_Nothing_ForNumbersAndTruths()
    {
        string[] conditions =
        [
            "t > 18.5 && !(air.temperature <= u) || gone < 3.0",
            "math.greatest(t, u, air.temperature) - math.abs(u) * 2.0 > 7.0 ? int(t) % 2 == 0 : gone > 1.0",
            "quality(t) == 'good' && isGood(t) && age(gone) < duration('10m')",
            "quality(t) in ['good', 'simulated'] && quality(gone).matches('^b[aeiou]d$')",
            "[1, 2, 3].exists(x, double(x) > t) || 1 / 0 > 3",
        ];
        CelScan scan = CelWorld.Scan();
        CelProgram[] programs = [.. conditions.Select(each => CelProgram.Compile(each, CelWorld.Environment).Program!)];
        Run();
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 1_000; i++) { Run(); }
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void Run()
        {
            foreach (CelProgram program in programs) { program.Run(scan, CelWorld.MaxAge); }
        }
    }

    [Fact]
    public void Tells_TheBudgetInThePage() => Assert.Contains(
        CelLimits.MaxCost.ToString("N0", CultureInfo.InvariantCulture) + " units of work",
        Repository.Read("docs", "rules.md"),
        StringComparison.Ordinal);

    private static Gen<string> Among(params string[] texts) =>
        Gen.Int[0, texts.Length - 1].Select(index => texts[index]);
}
