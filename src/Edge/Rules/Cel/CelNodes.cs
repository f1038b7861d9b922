namespace Edge.Rules.Cel;

/// <summary>Walks through what was parsed.</summary>
internal static class CelNodes
{
    /// <summary>The node and everything below it. Not recursive: depth costs no stack.</summary>
    public static IEnumerable<CelNode> All(CelNode root)
    {
        var open = new Stack<CelNode>([root]);
        while (open.TryPop(out CelNode? node))
        {
            yield return node;
            foreach (CelNode part in PartsOf(node)) { open.Push(part); }
        }
    }

    private static IEnumerable<CelNode> PartsOf(CelNode node) => node switch
    {
        CelNode.Select select => [select.Operand],
        CelNode.Has has => [has.Operand],
        CelNode.Call call => call.Target is { } target ? [target, .. call.Arguments] : call.Arguments,
        CelNode.Macro macro => macro.Filter is { } filter ? [macro.Range, filter, macro.Body] : [macro.Range, macro.Body],
        CelNode.Index index => [index.Operand, index.At],
        CelNode.List list => list.Items,
        CelNode.Map map => map.Entries.SelectMany(entry => new[] { entry.Key, entry.Value }),
        CelNode.Message message => message.Fields.Select(field => field.Value),
        CelNode.Unary unary => [unary.Operand],
        CelNode.Binary binary => [binary.Left, binary.Right],
        CelNode.Conditional conditional => [conditional.Condition, conditional.Then, conditional.Else],
        _ => [],
    };
}
