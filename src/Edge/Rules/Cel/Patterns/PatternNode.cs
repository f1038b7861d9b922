using System.Collections.Immutable;

namespace Edge.Rules.Cel.Patterns;

/// <summary>A part of a parsed pattern.</summary>
internal abstract record PatternNode
{
    /// <summary>Nothing.</summary>
    public sealed record Empty : PatternNode;

    /// <summary>One character.</summary>
    public sealed record Character(PatternClass Class) : PatternNode;

    /// <summary>A place between characters.</summary>
    public sealed record Place(PatternPlace Kind) : PatternNode;

    public sealed record Row(ImmutableArray<PatternNode> Parts) : PatternNode;

    public sealed record Choice(ImmutableArray<PatternNode> Parts) : PatternNode;

    /// <param name="Most">-1: any number.</param>
    public sealed record Repetition(PatternNode Part, int Least, int Most) : PatternNode;
}

internal enum PatternPlace : byte { TextStart = 1, TextEnd, LineStart, LineEnd, WordBoundary, NoWordBoundary }

/// <summary>Why a pattern is none.</summary>
/// <param name="Offset">Characters before what is wrong.</param>
internal sealed record PatternError(int Offset, string Problem, string Expected);

/// <summary>Ends the reading of a pattern; caught where it began.</summary>
internal sealed class PatternException(int offset, string problem, string expected) : Exception(problem)
{
    public PatternError Error { get; } = new(offset, problem, expected);
}
