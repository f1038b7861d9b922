using System.Collections.Immutable;

namespace Edge.Rules.Cel;

/// <summary>A part of a parsed expression. <see cref="Offset"/> counts characters from its start.</summary>
internal abstract record CelNode(int Offset)
{
    /// <param name="Value">long, ulong, double, string, byte[], bool, or null for the literal null.</param>
    public sealed record Literal(int Offset, object? Value) : CelNode(Offset);

    public sealed record Name(int Offset, string Text) : CelNode(Offset);

    public sealed record Select(int Offset, CelNode Operand, string Field) : CelNode(Offset);

    public sealed record Call(int Offset, CelNode? Target, string Function, ImmutableArray<CelNode> Arguments) : CelNode(Offset);

    public sealed record Index(int Offset, CelNode Operand, CelNode At) : CelNode(Offset);

    public sealed record List(int Offset, ImmutableArray<CelNode> Items) : CelNode(Offset);

    public sealed record Map(int Offset, ImmutableArray<(CelNode Key, CelNode Value)> Entries) : CelNode(Offset);

    /// <param name="Operator"><c>!</c> or <c>-</c>.</param>
    public sealed record Unary(int Offset, string Operator, CelNode Operand) : CelNode(Offset);

    public sealed record Binary(int Offset, string Operator, CelNode Left, CelNode Right) : CelNode(Offset);

    public sealed record Conditional(int Offset, CelNode Condition, CelNode Then, CelNode Else) : CelNode(Offset);
}

/// <summary>What is wrong with an expression and where.</summary>
internal sealed record CelError(int Offset, string Text, string Problem, string Expected, string? Nearest = null);

/// <summary>Ends a parse or a check; caught where it began.</summary>
internal sealed class CelException(CelError error) : Exception(error.Problem)
{
    public CelError Error { get; } = error;
}
