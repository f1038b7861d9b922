using Edge.Profiles;
using Edge.Rules.Cel;

namespace Edge.Rules.Checks;

/// <summary>Rules that never begin to hold, and such that never end.</summary>
internal static class FiringChecks
{
    private const string Possible = "a condition that holds for values within the range of its channels";

    public static void Find(JudgedRule rule, ErrorList errors)
    {
        if (NeverFires(rule, errors)) { return; }
        HysteresisNeverEnds(rule, errors);
        LatchNeverEnds(rule, errors);
    }

    private static bool NeverFires(JudgedRule rule, ErrorList errors)
    {
        RuleDeclaration declared = rule.Declared;
        string problem = $"rule {declared.Name} can never fire";
        if (declared.Hysteresis is { } hysteresis && !IsReached(rule, hysteresis.Channel, hysteresis.On, hysteresis.On > hysteresis.Off))
        {
            errors.Add(hysteresis.At, problem, NumberShapes.Print(hysteresis.On), Within(rule, hysteresis.Channel, "on"));
            return true;
        }

        if (rule.Compiled.Set is { } set && Impossible(set.Parsed, rule.Understanding) is { } never)
        {
            return Add(rule, never, declared.Latch!.Set, declared.Latch.SetAt, errors);
        }

        if (LatchNeverTurns(rule, toSet: true, errors)) { return true; }
        if (declared.Schedule is { } schedule && declared.HeldFor > TimeSpan.Zero
            && rule.Understanding.Knowledge.Weeks.LongestOf(schedule) is var longest and < int.MaxValue
            && declared.HeldFor > TimeSpan.FromMinutes(longest))
        {
            errors.Add(schedule.At, problem, NumberShapes.Print(declared.HeldFor), "held-for shorter than its schedule lasts");
            return true;
        }

        if (rule.CanHold) { return false; }
        if (rule.Compiled.Condition is { } condition && Impossible(condition.Parsed, rule.Understanding) is { } part)
        {
            return Add(rule, part, declared.Condition!, declared.ConditionAt, errors);
        }

        SourcePosition at = declared.Condition is not null ? declared.ConditionAt : declared.Hysteresis?.At ?? declared.At;
        string together = declared.Schedule is null ? Possible : "a condition that may hold while the schedule lasts";
        errors.Add(at, problem, declared.Condition ?? declared.Name, together);
        return true;
    }

    private static bool Add(JudgedRule rule, CelNode part, string text, SourcePosition at, ErrorList errors)
    {
        errors.Add(
            RuleBook.PlaceOf(part.Start, text, at), $"rule {rule.Declared.Name} can never fire", text[part.Start..part.End],
            Words(part, rule.Understanding) is { } words ? $"{words}" : Possible);
        return true;
    }

    /// <summary>The smallest part of a condition that is to blame for it never being true; null: it may
    /// be.</summary>
    private static CelNode? Impossible(CelNode node, Understanding understanding)
    {
        if (understanding.CanBe(understanding.Of(node).True)) { return null; }
        return node is CelNode.Binary { Operator: "&&" or "||" } binary
            ? Impossible(binary.Left, understanding) ?? Impossible(binary.Right, understanding) ?? node
            : node;
    }

    private static string? Words(CelNode part, Understanding understanding)
    {
        if (part is not CelNode.Binary { Left: var left, Right: var right }) { return null; }
        CelNode subject = Constants.Of(right) is null ? right : left;
        if ((Constants.Of(right) ?? Constants.Of(left)) is not { } constant) { return null; }
        string? words = understanding.DomainOf(subject, constant).Words;
        return words is null ? null : $"{subject.DottedName() ?? "a value"} {words}";
    }

    private static void HysteresisNeverEnds(JudgedRule rule, ErrorList errors)
    {
        if (rule.Declared.Hysteresis is not { } hysteresis) { return; }
        if (IsReached(rule, hysteresis.Channel, hysteresis.Off, hysteresis.Off > hysteresis.On)) { return; }
        errors.Add(
            hysteresis.At, $"rule {rule.Declared.Name} never ends once it holds", NumberShapes.Print(hysteresis.Off),
            Within(rule, hysteresis.Channel, "off"));
    }

    private static void LatchNeverEnds(JudgedRule rule, ErrorList errors)
    {
        if (rule.Compiled.Reset is not { } reset) { return; }
        if (Impossible(reset.Parsed, rule.Understanding) is not { } never)
        {
            LatchNeverTurns(rule, toSet: false, errors);
            return;
        }

        LatchDeclaration latch = rule.Declared.Latch!;
        errors.Add(
            RuleBook.PlaceOf(never.Start, latch.Reset, latch.ResetAt), $"rule {rule.Declared.Name} is never reset",
            latch.Reset[never.Start..never.End], Words(never, rule.Understanding) ?? Possible);
    }

    /// <summary>A latch of which the dominant side holds whenever the other one does.</summary>
    /// <param name="toSet">Whether it is asked for being set, else for being reset.</param>
    private static bool LatchNeverTurns(JudgedRule rule, bool toSet, ErrorList errors)
    {
        if (rule.Declared.Latch is not { } latch || latch.SetDominates == toSet) { return false; }
        if (rule.Compiled is not { Set: { } set, Reset: { } reset }) { return false; }
        Truths wanted = rule.Understanding.Of(toSet ? set.Parsed : reset.Parsed);
        Truths dominant = rule.Understanding.Of(toSet ? reset.Parsed : set.Parsed);
        if (rule.Understanding.CanBe(Truths.Both(wanted.True, Truths.Either(dominant.False, dominant.Unknown)))) { return false; }
        string problem = toSet ? "can never fire" : "is never reset";
        errors.Add(
            toSet ? latch.SetAt : latch.ResetAt, $"rule {rule.Declared.Name} {problem}", toSet ? latch.Set : latch.Reset,
            $"a condition under which {(toSet ? "reset" : "set")} does not hold: it dominates");
        return true;
    }

    private static bool IsReached(JudgedRule rule, string channel, double threshold, bool isAbove)
    {
        Region beyond = Region.Of(isAbove ? Bounds.Above(threshold, true) : Bounds.Below(threshold, true));
        return !beyond.Meet(rule.Understanding.Knowledge.DomainOf(channel).Values).IsEmpty;
    }

    private static string Within(JudgedRule rule, string channel, string key) =>
        $"{key} within what {channel} is, {rule.Understanding.Knowledge.DomainOf(channel).Words}";
}
