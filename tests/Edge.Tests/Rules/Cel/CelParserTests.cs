using CsCheck;
using Edge.Rules.Cel;

namespace Edge.Tests.Rules.Cel;

/// <summary>Source of the grammar: Common Expression Language, language definition, "Syntax".</summary>
public sealed class CelParserTests
{
    [Theory]
    [InlineData("a || b && c", "(|| a (&& b c))")]
    [InlineData("a && b || c", "(|| (&& a b) c)")]
    [InlineData("a || b || c", "(|| (|| a b) c)")]
    [InlineData("a && b == c", "(&& a (== b c))")]
    [InlineData("a == b == c", "(== (== a b) c)")]
    [InlineData("a < b != c >= d", "(>= (!= (< a b) c) d)")]
    [InlineData("a in b in c", "(in (in a b) c)")]
    [InlineData("a < b + c", "(< a (+ b c))")]
    [InlineData("a - b - c", "(- (- a b) c)")]
    [InlineData("a - b * c", "(- a (* b c))")]
    [InlineData("a / b * c % d", "(% (* (/ a b) c) d)")]
    [InlineData("(a - (b - c))", "(- a (- b c))")]
    [InlineData("-a * b", "(* (- a) b)")]
    [InlineData("!a == b", "(== (! a) b)")]
    [InlineData("!!a", "(! (! a))")]
    [InlineData("--a", "(- (- a))")]
    [InlineData("--5", "(- -5)")]
    [InlineData("!-5", "(! -5)")]
    [InlineData("-a.b[c]", "(- (at (. a b) c))")]
    [InlineData("-5.f()", "(call -5 f)")]
    [InlineData("a -1", "(- a 1)")]
    [InlineData("a ? b : c", "(? a b c)")]
    [InlineData("a ? b : c ? d : e", "(? a b (? c d e))")]
    [InlineData("a ? (b ? c : d) : e", "(? a (? b c d) e)")]
    [InlineData("a || b ? c && d : e || f", "(? (|| a b) (&& c d) (|| e f))")]
    [InlineData("a.b.c", "(. (. a b) c)")]
    [InlineData(".a.b", "(. .a b)")]
    [InlineData(".f(x)", "(call .f x)")]
    [InlineData("a.while", "(. a while)")]
    [InlineData("a.f(b).c[d]", "(at (. (call a f b) c) d)")]
    [InlineData("f()", "(call f)")]
    [InlineData("f(a, b ? c : d)", "(call f a (? b c d))")]
    [InlineData("has(a.b)", "(has a b)")]
    [InlineData("has(a.b.c)", "(has (. a b) c)")]
    [InlineData("a.has(b.c)", "(call a has (. b c))")]
    [InlineData("a.`b-c d/e.f`", "(. a `b-c d/e.f`)")]
    [InlineData("a.all(x, x)", "(All a x - - x)")]
    [InlineData("a.b.exists(x, y, x == y)", "(Exists (. a b) x y - (== x y))")]
    [InlineData("a.exists_one(x, x)", "(ExistsOne a x - - x)")]
    [InlineData("a.existsOne(x, y, x)", "(ExistsOne a x y - x)")]
    [InlineData("a.filter(x, x)", "(Filter a x - - x)")]
    [InlineData("a.map(x, x)", "(Map a x - - x)")]
    [InlineData("a.map(x, y, x)", "(Map a x - y x)")]
    [InlineData("a.transformList(x, y, z)", "(Map a x y - z)")]
    [InlineData("a.transformMap(x, y, z, w)", "(TransformMap a x y z w)")]
    [InlineData("a.transformMapEntry(x, y, z)", "(TransformMapEntry a x y - z)")]
    [InlineData("all(a, b)", "(call all a b)")]
    [InlineData("a.all(b)", "(call a all b)")]
    [InlineData("[]", "(list)")]
    [InlineData("[a, [b]]", "(list a (list b))")]
    [InlineData("[a, b,]", "(list a b)")]
    [InlineData("[,]", "(list)")]
    [InlineData("{}", "(map)")]
    [InlineData("{'a': 1, b: {c: d},}", "(map 'a' 1 b (map c d))")]
    [InlineData("pkg.Type{}", "(message (. pkg Type))")]
    [InlineData("Type{a: 1, while: b}", "(message Type a 1 while b)")]
    [InlineData("a // all of this is no code && b\n&& c", "(&& a c)")]
    [InlineData("a // to the end", "a")]
    [InlineData("\t a\r\n\f&&\n b ", "(&& a b)")]
    [InlineData("in1 && trueish && nullable", "(&& (&& in1 trueish) nullable)")]
    public void Parses_ByThePrecedenceOfTheGrammar(string text, string shape) =>
        Assert.Equal(shape, CelShape.Of(CelWorld.Parse(text)));

    [Theory]
    [InlineData("", 0, "unexpected end")]
    [InlineData("  ", 2, "unexpected end")]
    [InlineData("a &&", 4, "unexpected end")]
    [InlineData("(a", 2, "unexpected end")]
    [InlineData("a)", 1, "unexpected text")]
    [InlineData("a b", 2, "unexpected text")]
    [InlineData("28C", 2, "unexpected text")]
    [InlineData("a ? b", 5, "unexpected end")]
    [InlineData("a ? b ? c : d : e", 6, "unexpected text")]
    [InlineData("a = b", 2, "unexpected character")]
    [InlineData("a & b", 2, "unexpected character")]
    [InlineData("a ≥ b", 2, "unexpected character")]
    [InlineData("a == 🌧", 5, "unexpected character")]
    [InlineData("-!a", 1, "unexpected text")]
    [InlineData("!-a", 2, "unexpected text")]
    [InlineData("f(a,)", 4, "unexpected text")]
    [InlineData("[a,,]", 3, "unexpected text")]
    [InlineData("{a}", 2, "unexpected text")]
    [InlineData("f(){}", 3, "unexpected text")]
    [InlineData("a.", 2, "unexpected end")]
    [InlineData("a.5", 1, "unexpected text")]
    [InlineData("a.``", 2, "unfinished field name")]
    [InlineData("a.`b", 2, "unfinished field name")]
    [InlineData("a.`b+c`", 2, "unfinished field name")]
    [InlineData("`a`", 0, "unexpected text")]
    [InlineData("a.`b`(c)", 5, "unexpected text")]
    [InlineData("has(a)", 4, "no field")]
    [InlineData("a.all(1, true)", 6, "no variable")]
    [InlineData("a.all(b.c, true)", 6, "no variable")]
    [InlineData("a.all(.b, true)", 6, "no variable")]
    [InlineData("a.exists(x, x, true)", 12, "the same variable twice")]
    [InlineData("a.true", 2, "reserved word")]
    [InlineData("while", 0, "reserved word")]
    [InlineData("a && package.b", 5, "reserved word")]
    [InlineData("in", 0, "reserved word")]
    [InlineData("1.", 2, "unexpected end")]
    [InlineData("a\n&& b\n&& ?", 10, "unexpected text")]
    public void Refuses_WhatIsNoExpression_AtItsPlace(string text, int offset, string problem)
    {
        CelError error = CelWorld.Refuse(text);
        Assert.Equal((offset, problem), (error.Offset, error.Problem));
        Assert.StartsWith(error.Text, text[offset..], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a = b", "==")]
    [InlineData("a & b", "&&")]
    [InlineData("a | b", "||")]
    [InlineData("a and b", "&&")]
    [InlineData("a OR b", "||")]
    public void Names_TheOperatorThatWasMeant(string text, string operation) =>
        Assert.Equal(operation, CelWorld.Refuse(text).Nearest);

    [Fact]
    public void Knows_WhereEveryPartStartsAndEnds()
    {
        const string Text = " -1 + f(a.b, [c]) ? !(x) : {d: y[2]}.e";
        var parts = new List<string>();
        Collect(CelWorld.Parse(Text), parts);
        string[] expected =
        [
            "-1 + f(a.b, [c]) ? !(x) : {d: y[2]}.e", "-1 + f(a.b, [c])", "-1", "f(a.b, [c])", "a.b", "a",
            "[c]", "c",
            "!(x", "x", "{d: y[2]}.e", "{d: y[2]}", "d", "y[2]", "y", "2",
        ];
        Assert.Equal(expected, parts);

        static void Collect(CelNode node, List<string> parts)
        {
            parts.Add(Text[node.Start..node.End]);
            foreach (CelNode child in Children(node)) { Collect(child, parts); }
        }
    }

    [Fact]
    public void Reads_WhatItsPrinterWrites() => Gen.Int[0, int.MaxValue].Array[0, 60].Select(CelNodes.Of).Sample(
        node =>
        {
            string text = CelPrinter.Print(node);
            if (text.Length > CelParser.MaxLength) { return; }
            Result<CelNode, CelError> read = CelParser.Parse(text);
            Assert.True(read.IsOk, text);
            Assert.Equal(CelShape.Of(node), CelShape.Of(read.Value));
        },
        iter: 3_000,
        print: CelPrinter.Print);

    private static IEnumerable<CelNode> Children(CelNode node) => node switch
    {
        CelNode.Select select => [select.Operand],
        CelNode.Call call => call.Arguments,
        CelNode.Has has => [has.Operand],
        CelNode.Macro macro => macro.Filter is null ? [macro.Range, macro.Body] : [macro.Range, macro.Filter, macro.Body],
        CelNode.Index index => [index.Operand, index.At],
        CelNode.List list => list.Items,
        CelNode.Map map => map.Entries.SelectMany(entry => new[] { entry.Key, entry.Value }),
        CelNode.Unary unary => [unary.Operand],
        CelNode.Binary binary => [binary.Left, binary.Right],
        CelNode.Conditional chosen => [chosen.Condition, chosen.Then, chosen.Else],
        _ => [],
    };
}
