using System.Collections.Immutable;

namespace Edge.Rules.Cel;

/// <summary>Calls that are macros. Whoever writes another number of arguments calls a function.</summary>
/// <remarks>Source: Common Expression Language, language definition, "Macros"; the forms with two variables
/// are those of the extension for comprehensions.</remarks>
internal static class CelMacros
{
    private const string Variable = "the name of a variable";

    /// <summary>The macro, or the call itself where it is none. Throws where a variable is no name.</summary>
    public static CelNode Expand(CelNode.Call call, string text) => call.Target is null
        ? Has(call, text)
        : (call.Function, call.Arguments.Length) switch
        {
            ("all", 2) => One(call, text, CelMacroKind.All),
            ("exists", 2) => One(call, text, CelMacroKind.Exists),
            ("exists_one" or "existsOne", 2) => One(call, text, CelMacroKind.ExistsOne),
            ("filter", 2) => One(call, text, CelMacroKind.Filter),
            ("map", 2 or 3) => One(call, text, CelMacroKind.Map),
            ("all", 3) => Two(call, text, CelMacroKind.All),
            ("exists", 3) => Two(call, text, CelMacroKind.Exists),
            ("exists_one" or "existsOne", 3) => Two(call, text, CelMacroKind.ExistsOne),
            ("transformList", 3 or 4) => Two(call, text, CelMacroKind.Map),
            ("transformMap", 3 or 4) => Two(call, text, CelMacroKind.TransformMap),
            ("transformMapEntry", 3 or 4) => Two(call, text, CelMacroKind.TransformMapEntry),
            _ => call,
        };

    private static CelNode Has(CelNode.Call call, string text)
    {
        bool isHas = call.Function is "has" or ".has" && call.Arguments.Length == 1;
        if (!isHas) { return call; }
        return call.Arguments[0] is CelNode.Select field
            ? new CelNode.Has(call.Start, call.End, field.Operand, field.Field)
            : throw Wrong(call.Arguments[0], text, "no field", "a field, as in has(value.field)");
    }

    private static CelNode.Macro One(CelNode.Call call, string text, CelMacroKind kind)
    {
        ImmutableArray<CelNode> given = call.Arguments;
        string variable = Name(given[0], text);
        CelNode? filter = given.Length == 3 ? given[1] : null;
        return new CelNode.Macro(call.Start, call.End, kind, call.Target!, variable, null, filter, given[^1]);
    }

    private static CelNode.Macro Two(CelNode.Call call, string text, CelMacroKind kind)
    {
        ImmutableArray<CelNode> given = call.Arguments;
        (string first, string second) = (Name(given[0], text), Name(given[1], text));
        if (first == second) { throw Wrong(given[1], text, "the same variable twice", "another name"); }
        CelNode? filter = given.Length == 4 ? given[2] : null;
        return new CelNode.Macro(call.Start, call.End, kind, call.Target!, first, second, filter, given[^1]);
    }

    private static string Name(CelNode node, string text) => node is CelNode.Name { Text: [not '.', ..] } name
        ? name.Text
        : throw Wrong(node, text, "no variable", Variable);

    private static CelException Wrong(CelNode node, string text, string problem, string expected) =>
        new(node.Start, text[node.Start..node.End], problem, expected);
}
