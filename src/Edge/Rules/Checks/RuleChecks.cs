using System.Collections.Immutable;
using Edge.Profiles;

namespace Edge.Rules.Checks;

/// <summary>Mistakes that no single line shows: rules that never fire, that fight, that leave others no
/// turn; too much work.</summary>
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
        // A site with other mistakes may have a name twice.
        Dictionary<string, Bounds> ranges = book.Site.Channels.DistinctBy(each => each.Name)
            .ToDictionary(each => each.Name, RangeOf, StringComparer.Ordinal);
        ImmutableArray<Judged> rules =
        [
            .. book.Rules.Where(rule => rule.Actuator >= 0).Select(rule => new Judged(rule, Understanding.Of(rule))),
        ];
        foreach (Judged rule in rules) { NeverFires(rule, ranges, errors); }
        foreach (IGrouping<int, Judged> group in rules.GroupBy(rule => rule.Rule.Actuator)) { NeverDecides([.. group], errors); }
        Fights(book.Site, rules, ranges, errors);
        NoTurn(book.Site, rules, errors);
        Cost(book, errors);
        return errors.InOrder();
    }

    private readonly record struct Judged(CompiledRule Rule, Truths Truths)
    {
        public RuleDeclaration Declared => Rule.Declaration;

        /// <summary>It holds whatever is read, from some time on.</summary>
        public bool IsAlways => Truths.False.IsEmpty && Declared.Latch is null && Declared.Pulse == TimeSpan.Zero
            && Declared.Cooldown == TimeSpan.Zero;
    }

    private static Bounds RangeOf(ChannelDeclaration channel)
    {
        Interval? range = channel.Conditioning.Clamp ?? channel.Conditioning.Range;
        return range is { } found ? new(found.Minimum, true, found.Maximum, true) : Bounds.All;
    }

    private static void NeverFires(Judged judged, Dictionary<string, Bounds> ranges, ErrorList errors)
    {
        RuleDeclaration rule = judged.Declared;
        bool canHold = judged.Truths.True.Any(box => box.IsPossible(ranges));
        if (rule.Hysteresis is { } hysteresis && ranges.TryGetValue(hysteresis.Channel, out Bounds range))
        {
            Bounds on = hysteresis.On > hysteresis.Off ? Bounds.Above(hysteresis.On, true) : Bounds.Below(hysteresis.On, true);
            canHold &= !on.Meet(range).IsEmpty;
        }

        if (judged.Rule.Set is { } set)
        {
            canHold &= Understanding.Of(set.Parsed).True.Any(box => box.IsPossible(ranges));
        }

        if (canHold) { return; }
        string text = rule.Condition ?? rule.Latch?.Set ?? rule.Name;
        SourcePosition at = rule.Condition is not null ? rule.ConditionAt : rule.Latch?.SetAt ?? rule.Hysteresis?.At ?? rule.At;
        errors.Add(at, $"rule {rule.Name} can never fire", text, "a condition that holds for values within the range of its channels");
    }

    private static void NeverDecides(ImmutableArray<Judged> rules, ErrorList errors)
    {
        Judged[] always = [.. rules.Where(rule => rule.IsAlways)];
        if (always.Length == 0) { return; }
        Judged above = always.MaxBy(rule => rule.Declared.Priority);
        foreach (Judged rule in rules.Where(rule => rule.Declared.Priority < above.Declared.Priority))
        {
            errors.Add(
                rule.Declared.At, $"rule {rule.Declared.Name} can never decide", rule.Declared.Name,
                $"a priority above {above.Declared.Priority}: rule {above.Declared.Name} has that and always holds");
        }
    }

    private static void Fights(
        Site site, ImmutableArray<Judged> rules, Dictionary<string, Bounds> ranges, ErrorList errors)
    {
        int pairs = 0;
        foreach (var group in rules.GroupBy(rule => (rule.Rule.Actuator, rule.Declared.Priority)))
        {
            Judged[] on = [.. group.Where(rule => rule.Declared.SwitchOn)];
            foreach (Judged off in group.Where(rule => !rule.Declared.SwitchOn))
            {
                foreach (Judged other in on)
                {
                    if (pairs++ >= MaxPairs || errors.IsFull) { return; }
                    bool canMeet = Truths.Both(off.Truths.True, other.Truths.True).Any(box => box.IsPossible(ranges));
                    if (!canMeet && !LivesOn(off) && !LivesOn(other)) { continue; }
                    errors.Add(
                        off.Declared.At,
                        $"rule {off.Declared.Name} and rule {other.Declared.Name} fight over actuator {site.Actuators[group.Key.Actuator].Name}",
                        off.Declared.Name, $"another priority than {group.Key.Priority} for one of them; the one that forbids gets the higher");
                    break;
                }
            }
        }
    }

    /// <summary>It may be true after its condition was.</summary>
    private static bool LivesOn(Judged rule) => rule.Declared.OffDelay > TimeSpan.Zero || rule.Declared.Pulse > TimeSpan.Zero;

    private static void NoTurn(Site site, ImmutableArray<Judged> rules, ErrorList errors)
    {
        foreach (InterlockDeclaration group in site.Interlocks)
        {
            Judged[] on = [.. rules.Where(rule => group.Actuators.Contains(rule.Rule.Actuator) && rule.Declared.SwitchOn)];
            foreach (Judged always in on.Where(rule => rule.IsAlways))
            {
                Judged[] others = [.. on.Where(rule => rule.Rule.Actuator != always.Rule.Actuator)];
                bool isForbidden = rules.Any(rule => rule.Rule.Actuator == always.Rule.Actuator && !rule.Declared.SwitchOn
                    && rule.Declared.Priority >= always.Declared.Priority);
                bool isOutvoted = others.Any(rule => rule.Declared.Priority > always.Declared.Priority);
                if (isForbidden || isOutvoted || site.Actuators[always.Rule.Actuator].MaxOn > TimeSpan.Zero) { continue; }
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
