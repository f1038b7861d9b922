using System.Globalization;
using Edge.Rules.Cel;

namespace Edge.Tests.Rules.Cel;

/// <summary>A parsed expression without its places, as nested lists: what two texts must share to mean the
/// same.</summary>
internal static class CelShape
{
    public static string Of(CelNode node) => node switch
    {
        CelNode.Literal literal => Literal(literal.Value),
        CelNode.Name name => name.Text,
        CelNode.Has has => $"(has {Of(has.Operand)} {has.Field})",
        CelNode.Macro macro => $"({macro.Kind} {Of(macro.Range)} {macro.First} {macro.Second ?? "-"} "
            + $"{(macro.Filter is null ? "-" : Of(macro.Filter))} {Of(macro.Body)})",
        CelNode.Select { IsQuoted: true } select => $"(. {Of(select.Operand)} `{select.Field}`)",
        CelNode.Select select => $"(. {Of(select.Operand)} {select.Field})",
        CelNode.Call { Target: null } call => $"(call {call.Function}{All(call.Arguments)})",
        CelNode.Call call => $"(call {Of(call.Target!)} {call.Function}{All(call.Arguments)})",
        CelNode.Index index => $"(at {Of(index.Operand)} {Of(index.At)})",
        CelNode.List list => $"(list{All(list.Items)})",
        CelNode.Map map => $"(map{All(map.Entries.SelectMany(entry => new[] { entry.Key, entry.Value }))})",
        CelNode.Message message =>
            $"(message {Of(message.Type)}{string.Concat(message.Fields.Select(each => $" {each.Field} {Of(each.Value)}"))})",
        CelNode.Unary unary => $"({unary.Operator} {Of(unary.Operand)})",
        CelNode.Binary binary => $"({binary.Operator} {Of(binary.Left)} {Of(binary.Right)})",
        CelNode.Conditional chosen => $"(? {Of(chosen.Condition)} {Of(chosen.Then)} {Of(chosen.Else)})",
        _ => throw new InvalidOperationException(node.ToString()),
    };

    private static string All(IEnumerable<CelNode> nodes) =>
        string.Concat(nodes.Select(node => " " + Of(node)));

    private static string Literal(object? value) => value switch
    {
        null => "null",
        bool truth => truth ? "true" : "false",
        long number => number.ToString(CultureInfo.InvariantCulture),
        ulong number => number.ToString(CultureInfo.InvariantCulture) + "u",
        double number => number.ToString("R", CultureInfo.InvariantCulture) + "d",
        string text => $"'{text}'",
        byte[] bytes => $"b{Convert.ToHexString(bytes)}",
        _ => throw new InvalidOperationException(value.ToString()),
    };
}
