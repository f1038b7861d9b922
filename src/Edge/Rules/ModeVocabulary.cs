using System.Collections.Immutable;
using Edge.Profiles;
using Edge.Rules.Cel;
using Edge.Sensing;

namespace Edge.Rules;

/// <summary>Modes as conditions name them: <c>mode.town</c>, a text.</summary>
internal static class ModeVocabulary
{
    private const string Prefix = "mode.";

    public static CelVariable Variable(ModeDeclaration mode) => CelVariable.Slot(
        Prefix + mode.Name, mode.Index, CelType.String, mode.Values.Select(value => value.Length).DefaultIfEmpty(1).Max());

    /// <summary>The modes that a condition names.</summary>
    public static IEnumerable<int> NamedIn(CelNode node, Site site) => site.Modes.IsEmpty
        ? []
        : CelNodes.All(node).Select(each => each.DottedName()).OfType<string>()
            .SelectMany(name => site.Modes.Where(mode => Prefix + mode.Name == name)).Select(mode => mode.Index).Distinct();

    /// <summary>The mode that a part of a condition is; null: it is something else.</summary>
    public static ModeDeclaration? Find(CelNode node, Site site) =>
        !site.Modes.IsEmpty && node.DottedName() is { } name ? site.Modes.FirstOrDefault(each => Prefix + each.Name == name) : null;
}

/// <summary>The chosen values in the slots of an engine.</summary>
internal sealed class ModeValues
{
    private readonly ImmutableArray<ImmutableArray<CelValue>> _values;
    private readonly CelValue[] _slots;
    private readonly ModeChoice[] _choices;

    public ModeValues(Site site, CelValue[] slots)
    {
        _slots = slots;
        _values = [.. site.Modes.Select(mode => mode.Values.Select(CelValue.Of).ToImmutableArray())];
        _choices = [.. site.Modes.Select(mode => new ModeChoice(mode.Index, 0))];
        foreach (ModeChoice choice in _choices) { Set(choice); }
    }

    /// <summary>One a mode, in the order of the site.</summary>
    public ReadOnlySpan<ModeChoice> Choices => _choices;

    public void Set(ModeChoice choice)
    {
        _choices[choice.Mode] = choice;
        _slots[choice.Mode] = _values[choice.Mode][choice.Value];
    }

    /// <summary>When the first of them ends; <see cref="Term.Forever"/>: none does.</summary>
    public long EndsAt()
    {
        long next = Term.Forever;
        foreach (ModeChoice choice in _choices) { next = Math.Min(next, choice.Term.EndsAt); }
        return next;
    }

    /// <summary>Those whose time is over give way to the first value.</summary>
    /// <param name="ended">Takes each of them.</param>
    public void EndAt(ReadingTime now, List<ModeChoice> ended)
    {
        for (int mode = 0; mode < _choices.Length; mode++)
        {
            ModeChoice choice = _choices[mode];
            if (!choice.Term.IsOver(now)) { continue; }
            ended.Add(choice);
            Set(new ModeChoice(mode, 0));
        }
    }
}
