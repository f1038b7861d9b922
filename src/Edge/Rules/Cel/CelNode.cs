using System.Collections.Immutable;

namespace Edge.Rules.Cel;

/// <summary>A part of a parsed expression.</summary>
/// <param name="Start">Characters before it; parentheses around a part do not belong to it.</param>
/// <param name="End">Characters before what follows it.</param>
internal abstract record CelNode(int Start, int End)
{
    /// <param name="Value">long, ulong, double, string, byte[], bool, or null for the literal null.</param>
    public sealed record Literal(int Start, int End, object? Value) : CelNode(Start, End);

    /// <param name="Text">Begins with a dot where the expression asks for the outermost scope.</param>
    public sealed record Name(int Start, int End, string Text) : CelNode(Start, End);

    /// <param name="IsQuoted">The field is written between backquotes: it is never a part of a dotted
    /// name.</param>
    public sealed record Select(int Start, int End, CelNode Operand, string Field, bool IsQuoted = false)
        : CelNode(Start, End);

    /// <summary><c>has(operand.field)</c>.</summary>
    public sealed record Has(int Start, int End, CelNode Operand, string Field) : CelNode(Start, End);

    /// <param name="Target">Null for a function that is not called on a value.</param>
    /// <param name="FunctionAt">Where its name starts.</param>
    public sealed record Call(
        int Start, int End, CelNode? Target, string Function, int FunctionAt, ImmutableArray<CelNode> Arguments)
        : CelNode(Start, End);

    /// <summary>A macro that goes through a list or a map.</summary>
    /// <param name="First">Of one variable an item or a key; of two the place or the key.</param>
    /// <param name="Second">The item or the value; null where there is one variable.</param>
    /// <param name="Filter">What must hold of an item that counts; null: every item does.</param>
    public sealed record Macro(
        int Start, int End, CelMacroKind Kind, CelNode Range, string First, string? Second, CelNode? Filter, CelNode Body)
        : CelNode(Start, End);

    public sealed record Index(int Start, int End, CelNode Operand, CelNode At) : CelNode(Start, End);

    public sealed record List(int Start, int End, ImmutableArray<CelNode> Items) : CelNode(Start, End);

    public sealed record Map(int Start, int End, ImmutableArray<(CelNode Key, CelNode Value)> Entries)
        : CelNode(Start, End);

    public sealed record Message(
        int Start, int End, CelNode Type, ImmutableArray<(string Field, CelNode Value)> Fields) : CelNode(Start, End);

    /// <param name="Operator"><c>!</c> or <c>-</c>.</param>
    public sealed record Unary(int Start, int End, string Operator, CelNode Operand) : CelNode(Start, End);

    public sealed record Binary(int Start, int End, string Operator, CelNode Left, CelNode Right)
        : CelNode(Start, End);

    public sealed record Conditional(int Start, int End, CelNode Condition, CelNode Then, CelNode Else)
        : CelNode(Start, End);

    /// <summary>The name that a row of names and dots makes, without a dot before it; null for anything
    /// else.</summary>
    public string? DottedName()
    {
        if (this is not Select { IsQuoted: false }) { return (this as Name)?.Text.TrimStart('.'); }
        var parts = new Stack<string>();
        for (CelNode node = this; ; )
        {
            switch (node)
            {
                case Name name:
                    parts.Push(name.Text.TrimStart('.'));
                    return string.Join('.', parts);
                case Select { IsQuoted: false } select:
                    parts.Push(select.Field);
                    node = select.Operand;
                    break;
                default:
                    return null;
            }
        }
    }

    /// <summary>The first of a row of names and dots.</summary>
    public string? FirstName()
    {
        CelNode node = this;
        while (node is Select select) { node = select.Operand; }
        return (node as Name)?.Text;
    }
}

/// <summary>What a macro makes of the items it goes through.</summary>
internal enum CelMacroKind : byte
{
    /// <summary>True when all of them hold.</summary>
    All = 1,
    /// <summary>True when one of them holds.</summary>
    Exists,
    /// <summary>True when exactly one holds.</summary>
    ExistsOne,
    /// <summary>The list of those that hold.</summary>
    Filter,
    /// <summary>The list of what is made of them.</summary>
    Map,
    /// <summary>The map of what is made of them, by place or key.</summary>
    TransformMap,
    /// <summary>The map that the entries made of them give.</summary>
    TransformMapEntry,
}

/// <summary>What is wrong with an expression and where.</summary>
/// <param name="Offset">Characters before the offending text.</param>
internal sealed record CelError(int Offset, string Text, string Problem, string Expected, string? Nearest = null);

/// <summary>Ends a parse; caught where it began.</summary>
internal sealed class CelException(CelError error) : Exception(error.Problem)
{
    public CelException(int offset, string text, string problem, string expected, string? nearest = null)
        : this(new CelError(offset, text, problem, expected, nearest))
    {
    }

    public CelError Error { get; } = error;
}
