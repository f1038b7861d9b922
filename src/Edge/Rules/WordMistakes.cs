using System.Collections.Immutable;
using System.Globalization;
using Edge.Profiles;
using Edge.Rules.Cel;

namespace Edge.Rules;

/// <summary>Comparisons with a text that a mode, a quality or the date never is: a slip of the pen would make
/// a rule that never fires.</summary>
internal static class WordMistakes
{
    public static IEnumerable<CelError> In(CelNode root, string text, Site site)
    {
        foreach (CelNode.Binary compared in CelNodes.All(root).OfType<CelNode.Binary>())
        {
            foreach ((CelNode subject, CelNode.Literal literal) in Pairs(compared))
            {
                if (literal.Value is not string value || Of(subject, value, site) is not { } wrong) { continue; }
                yield return new CelError(
                    literal.Start, text[literal.Start..literal.End], wrong.Problem, wrong.Expected, NearestName.Of(value, wrong.Known));
            }
        }
    }

    private static IEnumerable<(CelNode Subject, CelNode.Literal Literal)> Pairs(CelNode.Binary compared) => compared switch
    {
        { Operator: "in", Right: CelNode.List list } => list.Items.OfType<CelNode.Literal>().Select(each => (compared.Left, each)),
        { Operator: "==" or "!=", Right: CelNode.Literal literal } => [(compared.Left, literal)],
        { Operator: "==" or "!=", Left: CelNode.Literal literal } => [(compared.Right, literal)],
        _ => [],
    };

    private static (string Problem, string Expected, ImmutableArray<string> Known)? Of(CelNode subject, string value, Site site)
    {
        if (ModeVocabulary.Find(subject, site) is { } mode)
        {
            return mode.Values.Contains(value) ? null : ("the mode is never that", $"one of {string.Join(", ", mode.Values)}", mode.Values);
        }

        if (subject is CelNode.Call { Target: null, Function: "quality" })
        {
            ImmutableArray<string> known = SiteFunctions.Qualities;
            return known.Contains(value) ? null : ("no quality has that name", $"one of {string.Join(", ", known)}", known);
        }

        bool isDate = subject.DottedName() != "local.date"
            || DateOnly.TryParseExact(value, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _);
        return isDate ? null : ("the date is never that", "a date such as '2026-11-27'", []);
    }
}
