using System.Collections.Immutable;
using System.Text;

namespace Edge.Rules.Cel.Patterns;

/// <summary>A regular expression of RE2, compiled. Immutable; thread-safe.</summary>
/// <remarks>All ways through the pattern are followed at once, character by character: the work is at most the
/// length of the text times <see cref="MaxSteps"/>, whatever the pattern is. Characters are code points. It only
/// tells whether the pattern is anywhere in the text, so that greed plays no part. Allocates nothing when it runs.
/// Source: RE2, "Syntax"; K. Thompson, "Regular Expression Search Algorithm", 1968.</remarks>
internal sealed class Pattern
{
    public const int MaxSteps = 1000;

    private readonly ImmutableArray<PatternStep> _steps;

    private Pattern(ImmutableArray<PatternStep> steps) => _steps = steps;

    public static Result<Pattern, PatternError> Parse(string text)
    {
        try
        {
            return new Pattern(PatternCompiler.Compile(PatternParser.Parse(text)));
        }
        catch (PatternException exception)
        {
            return exception.Error;
        }
    }

    /// <summary>True when the pattern matches a part of the text; an error when the budget ends.</summary>
    public CelValue IsIn(in CelInput input, string text)
    {
        Span<int> current = stackalloc int[_steps.Length];
        Span<int> next = stackalloc int[_steps.Length];
        Span<int> seen = stackalloc int[_steps.Length];
        Span<int> waiting = stackalloc int[_steps.Length + 1];
        var run = new Run(_steps.AsSpan(), text, seen, waiting);
        int count = 0;
        for (int at = 0; ; )
        {
            count = run.Add(0, at, current, count);
            if (run.IsFound) { return CelValue.True; }
            if (at >= text.Length) { return CelValue.False; }
            if (!input.Spend(1 + count)) { return CelValue.Error(VerdictReason.TooCostly); }
            Rune.DecodeFromUtf16(text.AsSpan(at), out Rune character, out int length);
            at += length;
            run.NextPlace();
            int kept = 0;
            for (int each = 0; each < count; each++)
            {
                bool goesOn = _steps[current[each]].Class!.Contains(character);
                if (goesOn) { kept = run.Add(current[each] + 1, at, next, kept); }
            }

            if (run.IsFound) { return CelValue.True; }
            Span<int> swap = current;
            current = next;
            next = swap;
            count = kept;
        }
    }

    /// <summary>The steps that wait for a character, and those that led to them.</summary>
    private ref struct Run(ReadOnlySpan<PatternStep> steps, string text, Span<int> seen, Span<int> waiting)
    {
        private readonly ReadOnlySpan<PatternStep> _steps = steps;
        private readonly Span<int> _seen = seen;
        private readonly Span<int> _waiting = waiting;
        private int _place = 1;

        public bool IsFound { get; private set; }

        public void NextPlace() => _place++;

        /// <summary>Adds a step, or those it leads to without a character, to those that wait for one.</summary>
        public int Add(int step, int at, Span<int> list, int count)
        {
            int left = 0;
            _waiting[left++] = step;
            while (left > 0)
            {
                int each = _waiting[--left];
                if (_seen[each] == _place) { continue; }
                _seen[each] = _place;
                PatternStep here = _steps[each];
                switch (here.Kind)
                {
                    case PatternStepKind.Character:
                        list[count++] = each;
                        break;
                    case PatternStepKind.End:
                        IsFound = true;
                        break;
                    case PatternStepKind.Jump:
                        _waiting[left++] = here.To;
                        break;
                    case PatternStepKind.Split:
                        _waiting[left++] = here.Or;
                        _waiting[left++] = here.To;
                        break;
                    default:
                        if (Holds(here.Place, at)) { _waiting[left++] = each + 1; }
                        break;
                }
            }

            return count;
        }

        private readonly bool Holds(PatternPlace place, int at) => place switch
        {
            PatternPlace.TextStart => at == 0,
            PatternPlace.TextEnd => at == text.Length,
            PatternPlace.LineStart => at == 0 || text[at - 1] == '\n',
            PatternPlace.LineEnd => at == text.Length || text[at] == '\n',
            PatternPlace.WordBoundary => IsWord(at - 1) != IsWord(at),
            _ => IsWord(at - 1) == IsWord(at),
        };

        private readonly bool IsWord(int at) =>
            at >= 0 && at < text.Length && (char.IsAsciiLetterOrDigit(text[at]) || text[at] == '_');
    }
}
