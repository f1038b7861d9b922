using System.Collections.Immutable;
using Edge.Profiles;

namespace Edge.Rules.Checks;

/// <summary>Mistakes that no single line shows: rules that never fire, that never end, that fight, that leave
/// others no turn; too much work.</summary>
/// <remarks>Only what is certain is refused, but for the fight: two rules of one priority that want
/// opposite things must exclude each other in a way that can be seen. At most <see cref="MaxPairs"/> pairs
/// are compared.</remarks>
public static class RuleChecks
{
    public const int MaxPairs = 100_000;

    /// <param name="fileName">As the caller named it; errors begin with it.</param>
    public static ImmutableArray<SiteError> Find(RuleBook book, string fileName)
    {
        var errors = new ErrorList(fileName);
        ImmutableArray<JudgedRule> rules = JudgedRule.AllOf(book);
        foreach (JudgedRule rule in rules)
        {
            if (!Slips.Tell(rule.Compiled, rule.Understanding, book.Site, errors)) { FiringChecks.Find(rule, errors); }
        }

        NeverDecides(rules, errors);
        Fights(book.Site, rules, errors);
        NoTurn(book.Site, rules, errors);
        Cost(book, errors);
        return errors.InOrder();
    }

    /// <summary>What is left of a rule where those above it are not true.</summary>
    private static void NeverDecides(ImmutableArray<JudgedRule> rules, ErrorList errors)
    {
        int pairs = 0;
        foreach (IGrouping<int, JudgedRule> group in rules.GroupBy(rule => rule.Compiled.Actuator))
        {
            int lowest = group.Min(rule => rule.Declared.Priority);
            (JudgedRule Rule, ImmutableArray<Box> NotTrue)[] above =
            [
                .. group.Where(rule => rule.Declared.Priority > lowest && (rule.IsAlways || rule.FollowsItsCondition))
                    .OrderByDescending(rule => rule.Declared.Priority).Select(rule => (rule, NotTrue(rule))),
            ];
            if (above.Length == 0) { continue; }
            foreach (JudgedRule rule in group.Where(rule => rule.CanHold && rule.Declared.Priority < above[0].Rule.Declared.Priority))
            {
                ImmutableArray<Box> left = rule.LivesOn ? [Box.Everything] : rule.Truths().True;
                foreach ((JudgedRule other, ImmutableArray<Box> notTrue) in above)
                {
                    if (other.Declared.Priority <= rule.Declared.Priority) { break; }
                    if (pairs++ >= MaxPairs || errors.IsFull) { return; }
                    if (left.Length * notTrue.Length > Truths.MaxBoxes) { continue; }
                    left = [.. Truths.Both(left, notTrue).Where(box => box.IsPossible(rule.Understanding.Knowledge))];
                    if (!left.IsEmpty) { continue; }
                    errors.Add(
                        rule.Declared.At, $"rule {rule.Declared.Name} can never decide", rule.Declared.Name,
                        $"a priority above {other.Declared.Priority}, or another condition: rule {other.Declared.Name} has that and "
                        + (other.IsAlways ? "always holds" : "holds, or one above it does, whenever this one does"));
                    break;
                }
            }
        }
    }

    private static ImmutableArray<Box> NotTrue(JudgedRule rule)
    {
        if (rule.IsAlways) { return []; }
        Truths truths = rule.Truths();
        return Truths.Either(truths.False, truths.Unknown);
    }

    private static void Fights(Site site, ImmutableArray<JudgedRule> rules, ErrorList errors)
    {
        int pairs = 0;
        foreach (var group in rules.GroupBy(rule => (rule.Compiled.Actuator, rule.Declared.Priority)))
        {
            JudgedRule[] offs = [.. group.Where(rule => !rule.Declared.SwitchOn)];
            if (offs.Length == 0) { continue; }
            (JudgedRule Rule, ImmutableArray<Box> True)[] on = [.. group.Where(rule => rule.Declared.SwitchOn).Select(rule => (rule, rule.Truths().True))];
            foreach (JudgedRule off in offs)
            {
                ImmutableArray<Box> offTrue = on.Length == 0 ? [] : off.Truths().True;
                foreach ((JudgedRule other, ImmutableArray<Box> onTrue) in on)
                {
                    if (pairs++ >= MaxPairs || errors.IsFull) { return; }
                    bool canMeet = off.Understanding.CanBe(Truths.Both(offTrue, onTrue));
                    if (!canMeet && !off.LivesOn && !other.LivesOn) { continue; }
                    errors.Add(
                        off.Declared.At,
                        $"rule {off.Declared.Name} and rule {other.Declared.Name} fight over actuator {site.Actuators[group.Key.Actuator].Name}",
                        off.Declared.Name, $"another priority than {group.Key.Priority} for one of them; the one that forbids gets the higher");
                    break;
                }
            }
        }
    }

    private static void NoTurn(Site site, ImmutableArray<JudgedRule> rules, ErrorList errors)
    {
        foreach (InterlockDeclaration group in site.Interlocks)
        {
            JudgedRule[] on = [.. rules.Where(rule => group.Actuators.Contains(rule.Compiled.Actuator) && rule.Declared.SwitchOn)];
            foreach (JudgedRule always in on.Where(rule => rule.IsAlways))
            {
                JudgedRule[] others = [.. on.Where(rule => rule.Compiled.Actuator != always.Compiled.Actuator)];
                bool isForbidden = rules.Any(rule => rule.Compiled.Actuator == always.Compiled.Actuator && !rule.Declared.SwitchOn
                    && rule.Declared.Priority >= always.Declared.Priority);
                bool isOutvoted = others.Any(rule => rule.Declared.Priority > always.Declared.Priority);
                if (isForbidden || isOutvoted || site.Actuators[always.Compiled.Actuator].MaxOn > TimeSpan.Zero) { continue; }
                errors.Add(
                    group.At, "interlock that cannot be satisfied", group.Name,
                    $"a turn for the others: rule {always.Declared.Name} always holds, and none of theirs has a higher priority");
                break;
            }
        }
    }

    private static void Cost(RuleBook book, ErrorList errors)
    {
        ScanCost cost = ScanCost.Of(book);
        if (cost.Units <= ScanCost.MaxUnits) { return; }
        CompiledRule dearest = book.Rules.MaxBy(rule => rule.Condition?.Cost ?? 0)!;
        errors.Add(
            dearest.Declaration.At, "the rules cost too much", $"{cost.Units}",
            $"at most {ScanCost.MaxUnits} units of work a scan; rule {dearest.Declaration.Name} alone takes {dearest.Condition?.Cost}");
    }
}
