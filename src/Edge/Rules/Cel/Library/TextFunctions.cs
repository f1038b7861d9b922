using Edge.Rules.Cel.Patterns;
using static Edge.Rules.Cel.Library.Signature;

namespace Edge.Rules.Cel.Library;

/// <summary><c>contains startsWith endsWith matches</c>.</summary>
internal static class TextFunctions
{
    public static IEnumerable<CelFunction> All() =>
    [
        Member(CelType.String, "contains", CelType.String, CelType.Bool, (in input, in a, in b) =>
            input.Spend(TextSearch.Work(a.Text.Length, b.Text.Length))
                ? CelValue.Of(a.Text.Contains(b.Text, StringComparison.Ordinal))
                : Error(VerdictReason.TooCostly)) with { Bound = TextSearch.Bound },
        Member(CelType.String, "startsWith", CelType.String, CelType.Bool, (in _, in a, in b) =>
            CelValue.Of(a.Text.StartsWith(b.Text, StringComparison.Ordinal))),
        Member(CelType.String, "endsWith", CelType.String, CelType.Bool, (in _, in a, in b) =>
            CelValue.Of(a.Text.EndsWith(b.Text, StringComparison.Ordinal))),
        Matches(isMember: true),
        Matches(isMember: false),
    ];

    /// <summary>A pattern that never changes is compiled when the rule is loaded.</summary>
    private static CelFunction Matches(bool isMember)
    {
        CelFunction slow = Global("matches", CelType.String, CelType.String, CelType.Bool, (in input, in a, in b) =>
            !input.Spend(Pattern.MaxSteps) ? Error(VerdictReason.TooCostly)
            : Pattern.Parse(b.Text).TryGet(out Pattern pattern, out _) ? pattern.IsIn(input, a.Text)
            : Error(VerdictReason.BadText));
        return slow with
        {
            IsMember = isMember,
            Bind = Bind,
            Bound = arguments => new(
                CelSize.Multiply(CelSize.Add(arguments[0].Length, 2), Pattern.MaxSteps + 1), CelSize.Scalar),
        };

        Result<CelBody, CelRefusal> Bind(CelCallSite site)
        {
            if (site.Known[1] is not { Kind: CelKind.String } known) { return slow.Bind(site); }
            if (!Pattern.Parse(known.Text).TryGet(out Pattern pattern, out PatternError error))
            {
                return new CelRefusal(1, error.Problem, error.Expected);
            }

            CelBody body = (in input, values) => pattern.IsIn(input, values[0].Text);
            return body;
        }
    }
}
