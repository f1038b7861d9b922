using System.Collections.Immutable;
using Edge.Profiles;

namespace Edge.Rules.Checks;

/// <summary>A rule, and what is known of when it may hold.</summary>
/// <remarks>Of ten thousand rules few are compared with others: where exactly they hold is not kept, it is asked for
/// again.</remarks>
internal sealed class JudgedRule
{
    private JudgedRule(CompiledRule compiled, Understanding understanding)
    {
        (Compiled, Understanding) = (compiled, understanding);
        Truths truths = Truths();
        CanHold = understanding.CanBe(truths.True);
        IsAlways = Declared is { Latch: null } && Declared.Pulse == TimeSpan.Zero && Declared.Cooldown == TimeSpan.Zero
            && !understanding.CanBe(truths.False) && !understanding.CanBe(truths.Unknown);
    }

    public CompiledRule Compiled { get; }

    /// <summary>One for all rules of an actuator.</summary>
    public Understanding Understanding { get; }

    public RuleDeclaration Declared => Compiled.Declaration;

    public bool CanHold { get; }

    /// <summary>It holds whatever is read, from some time on.</summary>
    public bool IsAlways { get; }

    /// <summary>It may be true after its condition was.</summary>
    public bool LivesOn => Declared.OffDelay > TimeSpan.Zero || Declared.Pulse > TimeSpan.Zero;

    /// <summary>It is true wherever its <see cref="Truths"/> say it is neither false nor unknown.</summary>
    public bool FollowsItsCondition => Declared is { Latch: null } && Declared.HeldFor == TimeSpan.Zero
        && Declared.Pulse == TimeSpan.Zero && Declared.Cooldown == TimeSpan.Zero;

    /// <summary>Of its condition, hysteresis, schedule and latch together, its timers aside.</summary>
    public Truths Truths() => Understanding.Of(Compiled);

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

            rules.Add(new JudgedRule(rule, understanding));
        }

        return rules.ToImmutable();
    }
}
