using System.Globalization;
using Edge.Rules.Cel;

namespace Edge.Tests.Rules.Cel;

/// <summary>Writes an expression as text with no more parentheses than the precedence of its operators asks
/// for.</summary>
internal static class CelPrinter
{
    private const int Ternary = 0;
    private const int Sign = 6;
    private const int Member = 7;

    public static string Print(CelNode node) => node switch
    {
        CelNode.Literal literal => Literal(literal.Value),
        CelNode.Name name => name.Text,
        CelNode.Select { IsQuoted: true } select => $"{Inside(select.Operand, Member)}.`{select.Field}`",
        CelNode.Select select => $"{Inside(select.Operand, Member)}.{select.Field}",
        CelNode.Has has => $"has({Inside(has.Operand, Member)}.{has.Field})",
        CelNode.Macro macro => Macro(macro),
        CelNode.Call { Target: null } call => $"{call.Function}({List(call.Arguments)})",
        CelNode.Call call => $"{Inside(call.Target!, Member)}.{call.Function}({List(call.Arguments)})",
        CelNode.Index index => $"{Inside(index.Operand, Member)}[{Print(index.At)}]",
        CelNode.List list => $"[{List(list.Items)}]",
        CelNode.Map map => $"{{{string.Join(", ", map.Entries.Select(each => $"{Print(each.Key)}: {Print(each.Value)}"))}}}",
        CelNode.Message message => Print(message.Type)
            + $"{{{string.Join(", ", message.Fields.Select(each => $"{each.Field}: {Print(each.Value)}"))}}}",
        CelNode.Unary unary => unary.Operator + (unary.Operand is CelNode.Unary inner && inner.Operator == unary.Operator
            ? Print(inner)
            : Inside(unary.Operand, Member)),
        CelNode.Binary binary => Binary(binary),
        CelNode.Conditional chosen =>
            $"{Inside(chosen.Condition, 1)} ? {Inside(chosen.Then, 1)} : {Print(chosen.Else)}",
        _ => throw new InvalidOperationException(node.ToString()),
    };

    private static string Macro(CelNode.Macro macro)
    {
        bool isTwo = macro.Second is not null;
        string name = macro.Kind switch
        {
            CelMacroKind.All => "all",
            CelMacroKind.Exists => "exists",
            CelMacroKind.ExistsOne => "exists_one",
            CelMacroKind.Filter => "filter",
            CelMacroKind.Map => isTwo ? "transformList" : "map",
            CelMacroKind.TransformMap => "transformMap",
            _ => "transformMapEntry",
        };
        string variables = isTwo ? $"{macro.First}, {macro.Second}" : macro.First;
        string filter = macro.Filter is null ? "" : $"{Print(macro.Filter)}, ";
        return $"{Inside(macro.Range, Member)}.{name}({variables}, {filter}{Print(macro.Body)})";
    }

    private static string Binary(CelNode.Binary binary)
    {
        int level = LevelOf(binary);
        return $"{Inside(binary.Left, level)} {binary.Operator} {Inside(binary.Right, level + 1)}";
    }

    private static string Inside(CelNode node, int level) =>
        LevelOf(node) < level ? $"({Print(node)})" : Print(node);

    private static int LevelOf(CelNode node) => node switch
    {
        CelNode.Conditional => Ternary,
        CelNode.Binary binary => binary.Operator switch
        {
            "||" => 1,
            "&&" => 2,
            "+" or "-" => 4,
            "*" or "/" or "%" => 5,
            _ => 3,
        },
        CelNode.Unary => Sign,
        // A minus before it would become a part of the number.
        CelNode.Literal { Value: long or double } => Sign,
        _ => Member,
    };

    private static string List(IEnumerable<CelNode> nodes) => string.Join(", ", nodes.Select(Print));

    private static string Literal(object? value) => value switch
    {
        null => "null",
        bool truth => truth ? "true" : "false",
        long number => number.ToString(CultureInfo.InvariantCulture),
        ulong number => number.ToString(CultureInfo.InvariantCulture) + "u",
        double number => Real(number.ToString("R", CultureInfo.InvariantCulture)),
        string text => $"\"{string.Concat(text.EnumerateRunes().Select(rune => $"\\U{rune.Value:x8}"))}\"",
        byte[] bytes => $"b'{string.Concat(bytes.Select(each => $"\\x{each:X2}"))}'",
        _ => throw new InvalidOperationException(value.ToString()),
    };

    private static string Real(string digits) => digits.AsSpan().ContainsAny(".E") ? digits : digits + ".0";
}
