using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Edge.Rules.Cel;

namespace Edge.Rules.Checks;

/// <summary>A name for a part of a condition: two parts of one name have one value in a scan.</summary>
/// <remarks>Spaces, comments and places in the text play no part.</remarks>
internal static class NodeKey
{
    public static string Of(CelNode node)
    {
        if (node.DottedName() is { } name) { return name; }
        var text = new StringBuilder();
        Write(text, node);
        return text.ToString();
    }

    private static void Write(StringBuilder text, CelNode node)
    {
        switch (node)
        {
            case CelNode.Literal literal:
                text.Append(Literal(literal.Value));
                break;
            case CelNode.Name name:
                text.Append(name.Text);
                break;
            case CelNode.Select select:
                Row(text, select.IsQuoted ? ".`" : ".", [select.Operand]).Append(select.Field).Append('`');
                break;
            case CelNode.Has has:
                Row(text, "has", [has.Operand]).Append(has.Field).Append('`');
                break;
            case CelNode.Call call:
                text.Append(call.Target is null ? "" : "of ");
                Row(text, call.Function, call.Target is { } target ? [target, .. call.Arguments] : call.Arguments);
                break;
            case CelNode.Macro macro:
                Row(text, $"{macro.Kind} {macro.First} {macro.Second} {macro.Filter is null}", macro.Filter is { } filter
                    ? [macro.Range, filter, macro.Body]
                    : [macro.Range, macro.Body]);
                break;
            case CelNode.Index index:
                Row(text, "[]", [index.Operand, index.At]);
                break;
            case CelNode.List list:
                Row(text, "list", list.Items);
                break;
            case CelNode.Map map:
                Row(text, "map", [.. map.Entries.SelectMany(each => new[] { each.Key, each.Value })]);
                break;
            case CelNode.Unary unary:
                Row(text, unary.Operator, [unary.Operand]);
                break;
            case CelNode.Binary binary:
                Row(text, binary.Operator, [binary.Left, binary.Right]);
                break;
            case CelNode.Conditional choice:
                Row(text, "?", [choice.Condition, choice.Then, choice.Else]);
                break;
            default:
                throw new InvalidOperationException($"{node.GetType().Name} is refused before rules are compared.");
        }
    }

    private static StringBuilder Row(StringBuilder text, string head, ImmutableArray<CelNode> parts)
    {
        text.Append(head).Append('(');
        foreach (CelNode part in parts)
        {
            Write(text, part);
            text.Append(';');
        }

        return text.Append(')');
    }

    // The length before a text keeps its characters apart from those around it.
    private static string Literal(object? value) => value switch
    {
        string text => $"'{text.Length}:{text}",
        byte[] bytes => $"b{Convert.ToHexString(bytes)}",
        double number => $"d{BitConverter.DoubleToInt64Bits(number)}",
        ulong number => $"u{number}",
        null => "null",
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };
}
