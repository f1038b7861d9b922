using System.Collections.Immutable;
using System.Text;
using Edge.Rules.Cel;

namespace Edge.Tests.Rules.Cel;

/// <summary>Makes an expression of dice: every throw decides one thing, and where they end the expression
/// ends.</summary>
internal sealed class CelNodes(int[] dice)
{
    private const int Deepest = 6;

    private static readonly string[] Operators =
        ["||", "&&", "<", "<=", ">", ">=", "==", "!=", "in", "+", "-", "*", "/", "%"];

    private static readonly string[] Names = ["t", "air", "temperature", "_x1", ".root", "int"];

    private static readonly string[] Fields = ["a", "while", "size", "B2"];

    private int _next;

    public static CelNode Of(int[] dice) => new CelNodes(dice).Any(0);

    private int Throw(int sides) => _next < dice.Length ? dice[_next++] % sides : 0;

    private CelNode Any(int depth)
    {
        if (depth >= Deepest || _next >= dice.Length) { return Leaf(); }
        int deeper = depth + 1;
        return Throw(13) switch
        {
            0 or 1 => Leaf(),
            2 => new CelNode.Unary(0, 0, Throw(2) == 0 ? "!" : "-", Any(deeper)),
            3 => new CelNode.Conditional(0, 0, Any(deeper), Any(deeper), Any(deeper)),
            4 => Throw(4) == 0
                ? new CelNode.Select(0, 0, Any(deeper), "a-b/c d.e", IsQuoted: true)
                : new CelNode.Select(0, 0, Any(deeper), Fields[Throw(Fields.Length)]),
            5 => new CelNode.Call(0, 0, Throw(2) == 0 ? null : Any(deeper), Fields[Throw(1)], 0, Some(deeper)),
            6 => new CelNode.Index(0, 0, Any(deeper), Any(deeper)),
            7 => Container(deeper),
            8 => new CelNode.Has(0, 0, Any(deeper), Fields[Throw(Fields.Length)]),
            9 => Macro(deeper),
            _ => new CelNode.Binary(0, 0, Operators[Throw(Operators.Length)], Any(deeper), Any(deeper)),
        };
    }

    private CelNode.Macro Macro(int deeper)
    {
        var kind = (CelMacroKind)(1 + Throw(7));
        bool takesOne = kind <= CelMacroKind.Map;
        bool isTwo = kind != CelMacroKind.Filter && (!takesOne || Throw(2) == 0);
        bool isFiltered = kind >= CelMacroKind.Map && Throw(2) == 0;
        return new CelNode.Macro(
            0, 0, kind, Any(deeper), "x", isTwo ? "y" : null, isFiltered ? Any(deeper) : null, Any(deeper));
    }

    private CelNode Container(int deeper) => Throw(3) switch
    {
        0 => new CelNode.List(0, 0, Some(deeper)),
        1 => new CelNode.Map(0, 0, [.. Some(deeper).Select(key => (key, Any(deeper)))]),
        _ => new CelNode.Message(
            0, 0, new CelNode.Select(0, 0, new CelNode.Name(0, 0, "pkg"), "Type"), [.. Some(deeper).Select(each => ("f", each))]),
    };

    private ImmutableArray<CelNode> Some(int deeper) =>
        [.. Enumerable.Range(0, Throw(4)).Select(_ => Any(deeper))];

    private CelNode Leaf()
    {
        int value = Throw(int.MaxValue);
        return Throw(8) switch
        {
            0 => new CelNode.Literal(0, 0, (value - 1_000L) * (1 + (value % 3 * 2_000_000_000L))),
            1 => new CelNode.Literal(0, 0, (ulong)value * 3),
            2 => new CelNode.Literal(0, 0, (value - 1_000) / 7.0 * (value % 2 == 0 ? 1e-20 : 1e30)),
            3 => new CelNode.Literal(0, 0, new Rune(value % 0xD800).ToString() + (value % 2 == 0 ? "\"\\'" : "\r\n\U0001F327")),
            4 => new CelNode.Literal(0, 0, BitConverter.GetBytes(value)),
            5 => new CelNode.Literal(0, 0, value % 2 == 0),
            6 => new CelNode.Literal(0, 0, null),
            _ => new CelNode.Name(0, 0, Names[value % Names.Length]),
        };
    }
}
