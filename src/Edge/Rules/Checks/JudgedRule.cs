using System.Collections.Immutable;
using Edge.Profiles;

namespace Edge.Rules.Checks;

/// <summary>A rule, and when it may hold.</summary>
/// <param name="Truths">Of its condition, hysteresis, schedule and latch together, its timers aside.</param>
/// <param name="Understanding">One for all rules of an actuator.</param>
internal sealed record JudgedRule(CompiledRule Compiled, Truths Truths, Understanding Understanding)
{
    public RuleDeclaration Declared => Compiled.Declaration;

    public bool CanHold { get; } = Understanding.CanBe(Truths.True);

    /// <summary>It holds whatever is read, from some time on.</summary>
    public bool IsAlways { get; } = Compiled.Declaration is { Latch: null } declared && declared.Pulse == TimeSpan.Zero
        && declared.Cooldown == TimeSpan.Zero && !Understanding.CanBe(Truths.False) && !Understanding.CanBe(Truths.Unknown);

    /// <summary>It may be true after its condition was.</summary>
    public bool LivesOn => Declared.OffDelay > TimeSpan.Zero || Declared.Pulse > TimeSpan.Zero;

    /// <summary>It is true wherever <see cref="Truths"/> say it is neither false nor unknown.</summary>
    public bool FollowsItsCondition => Declared is { Latch: null } && Declared.HeldFor == TimeSpan.Zero
        && Declared.Pulse == TimeSpan.Zero && Declared.Cooldown == TimeSpan.Zero;

    /// <summary>Those that have an actuator.</summary>
    public static ImmutableArray<JudgedRule> AllOf(RuleBook book)
    {
        var weeks = new Weeks(book.Site.TimeZone);
        Dictionary<string, KnownChannel> channels = SiteKnowledge.ChannelsOf(book.Site);
        var understood = new Dictionary<int, Understanding>();
        var rules = ImmutableArray.CreateBuilder<JudgedRule>();
        foreach (CompiledRule rule in book.Rules)
        {
            if (rule.Actuator < 0) { continue; }
            if (!understood.TryGetValue(rule.Actuator, out Understanding? understanding))
            {
                TimeSpan maxAge = book.Site.Actuators[rule.Actuator].MaxInputAge;
                understanding = new Understanding(new SiteKnowledge(book.Site, channels, maxAge, weeks));
                understood[rule.Actuator] = understanding;
            }

            rules.Add(new JudgedRule(rule, understanding.Of(rule), understanding));
        }

        return rules.ToImmutable();
    }
}
