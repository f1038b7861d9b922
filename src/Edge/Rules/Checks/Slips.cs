using Edge.Profiles;
using Edge.Rules.Cel;

namespace Edge.Rules.Checks;

/// <summary>Comparisons with what the vocabulary never is, such as <c>local.hour == 25</c>: slips of the pen,
/// wherever they stand.</summary>
internal static class Slips
{
    /// <summary>Each condition of a rule with its place in the file.</summary>
    public static IEnumerable<(CelProgram Program, string Text, SourcePosition At)> ConditionsOf(CompiledRule rule)
    {
        RuleDeclaration declared = rule.Declaration;
        if (rule.Condition is { } when) { yield return (when, declared.Condition!, declared.ConditionAt); }
        if (rule.Set is { } set) { yield return (set, declared.Latch!.Set, declared.Latch.SetAt); }
        if (rule.Reset is { } reset) { yield return (reset, declared.Latch!.Reset, declared.Latch.ResetAt); }
    }

    /// <summary>True where there are any; they are told.</summary>
    public static bool Tell(CompiledRule rule, Understanding understanding, Site site, ErrorList errors)
    {
        int before = errors.Count;
        foreach ((CelProgram program, string text, SourcePosition at) in ConditionsOf(rule))
        {
            foreach ((CelNode node, string problem, string expected) in In(program.Parsed, text, understanding, site))
            {
                errors.Add(
                    RuleBook.PlaceOf(node.Start, text, at), $"rule {rule.Declaration.Name}: {problem}", text[node.Start..node.End], expected);
            }
        }

        return errors.Count > before;
    }

    private static IEnumerable<(CelNode At, string Problem, string Expected)> In(
        CelNode root, string text, Understanding understanding, Site site)
    {
        bool hasHolidays = site.HolidaysPath is not null || !site.Holidays.Rules.IsEmpty;
        foreach (CelNode node in CelNodes.All(root))
        {
            if (!hasHolidays && node.DottedName() == "local.isHoliday")
            {
                yield return (node, "the site has no holidays", "holidays: FILE in the site file");
            }

            if (node is not CelNode.Binary binary || SubjectOf(binary) is not { } subject) { continue; }
            foreach (CelValue constant in ConstantsIn(binary))
            {
                if (Domain(understanding, subject, constant) is not { } domain || Constants.NumberOf(constant) is not { } number) { continue; }
                if (!IsNever(binary, domain, number)) { continue; }
                string holds = binary.Operator == "!=" ? "a comparison that always holds" : "a comparison that never holds";
                yield return (binary, holds, $"{text[subject.Start..subject.End]} {domain.Words}");
                break;
            }
        }
    }

    private static Domain? Domain(Understanding understanding, CelNode subject, in CelValue constant) =>
        understanding.DomainOf(subject, constant) is { IsFixed: true } domain ? domain : null;

    /// <summary>What is compared with a constant.</summary>
    private static CelNode? SubjectOf(CelNode.Binary binary) => binary.Operator switch
    {
        "in" when binary.Right is CelNode.List => binary.Left,
        "==" or "!=" or "<" or "<=" or ">" or ">=" when Constants.Of(binary.Right) is not null => binary.Left,
        "==" or "!=" or "<" or "<=" or ">" or ">=" when Constants.Of(binary.Left) is not null => binary.Right,
        _ => null,
    };

    private static IEnumerable<CelValue> ConstantsIn(CelNode.Binary binary) => binary is { Operator: "in", Right: CelNode.List list }
        ? list.Items.Select(Constants.Of).OfType<CelValue>()
        : new[] { Constants.Of(binary.Right) ?? Constants.Of(binary.Left) }.OfType<CelValue>();

    private static bool IsNever(CelNode.Binary binary, Domain domain, double number)
    {
        bool isTurned = Constants.Of(binary.Right) is null && binary.Operator != "in";
        Region asked = (binary.Operator, isTurned) switch
        {
            ("<", false) or (">", true) => Region.Of(Bounds.Below(number, false)),
            ("<=", false) or (">=", true) => Region.Of(Bounds.Below(number, true)),
            (">", false) or ("<", true) => Region.Of(Bounds.Above(number, false)),
            (">=", false) or ("<=", true) => Region.Of(Bounds.Above(number, true)),
            _ => Region.OfPoints([number]),
        };
        Region met = asked.Meet(domain.Values);
        return (domain.IsWhole ? met.Whole() : met).IsEmpty;
    }
}
