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

    public sealed record Select(int Start, int End, CelNode Operand, string Field) : CelNode(Start, End);

    /// <param name="Target">Null for a function that is not called on a value.</param>
    /// <param name="FunctionAt">Where its name starts.</param>
    public sealed record Call(
        int Start, int End, CelNode? Target, string Function, int FunctionAt, ImmutableArray<CelNode> Arguments)
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
