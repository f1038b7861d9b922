using System.Collections.Immutable;

namespace Edge.Rules.Cel.Patterns;

internal enum PatternStepKind : byte { Character = 1, Place, Split, Jump, End }

/// <summary>One step of a compiled pattern.</summary>
/// <param name="To">Where a jump, and the first way of a split, goes.</param>
/// <param name="Or">The other way of a split.</param>
internal readonly record struct PatternStep(
    PatternStepKind Kind, PatternClass? Class = null, PatternPlace Place = 0, int To = 0, int Or = 0);

/// <summary>Makes a row of steps of a pattern.</summary>
internal sealed class PatternCompiler
{
    // What repeats nothing makes no steps but work all the same.
    private const int MaxWork = 10 * Pattern.MaxSteps;

    private readonly List<PatternStep> _steps = [];
    private int _work;

    /// <summary>Throws <see cref="PatternException"/> where it is too large.</summary>
    public static ImmutableArray<PatternStep> Compile(PatternNode node)
    {
        var compiler = new PatternCompiler();
        compiler.Add(node);
        compiler.Emit(new PatternStep(PatternStepKind.End));
        return [.. compiler._steps];
    }

    private void Add(PatternNode node)
    {
        if (++_work > MaxWork) { throw TooLarge(); }
        switch (node)
        {
            case PatternNode.Character character:
                Emit(new PatternStep(PatternStepKind.Character, character.Class));
                break;
            case PatternNode.Place place:
                Emit(new PatternStep(PatternStepKind.Place, Place: place.Kind));
                break;
            case PatternNode.Row row:
                foreach (PatternNode part in row.Parts) { Add(part); }
                break;
            case PatternNode.Choice choice:
                AddChoice(choice.Parts);
                break;
            case PatternNode.Repetition repetition:
                AddRepetition(repetition);
                break;
            default:
                break;
        }
    }

    private void AddChoice(ImmutableArray<PatternNode> parts)
    {
        var ends = new List<int>();
        for (int place = 0; place < parts.Length; place++)
        {
            bool isLast = place == parts.Length - 1;
            int split = isLast ? -1 : Emit(new PatternStep(PatternStepKind.Split));
            Add(parts[place]);
            if (isLast) { continue; }
            ends.Add(Emit(new PatternStep(PatternStepKind.Jump)));
            _steps[split] = _steps[split] with { To = split + 1, Or = _steps.Count };
        }

        foreach (int end in ends) { _steps[end] = _steps[end] with { To = _steps.Count }; }
    }

    private void AddRepetition(PatternNode.Repetition repetition)
    {
        for (int time = 0; time < repetition.Least; time++) { Add(repetition.Part); }
        if (repetition.Most < 0)
        {
            int split = Emit(new PatternStep(PatternStepKind.Split));
            Add(repetition.Part);
            Emit(new PatternStep(PatternStepKind.Jump, To: split));
            _steps[split] = _steps[split] with { To = split + 1, Or = _steps.Count };
            return;
        }

        var splits = new List<int>();
        for (int time = repetition.Least; time < repetition.Most; time++)
        {
            splits.Add(Emit(new PatternStep(PatternStepKind.Split)));
            Add(repetition.Part);
        }

        foreach (int split in splits) { _steps[split] = _steps[split] with { To = split + 1, Or = _steps.Count }; }
    }

    private int Emit(PatternStep step)
    {
        if (_steps.Count >= Pattern.MaxSteps) { throw TooLarge(); }
        _steps.Add(step);
        return _steps.Count - 1;
    }

    private static PatternException TooLarge() => new(0, "pattern too large", $"at most {Pattern.MaxSteps} steps");
}
