using System.Collections.Immutable;
using Edge.Profiles;
using Edge.Rules.Cel;

namespace Edge.Rules;

/// <summary>The rules of a site, compiled and checked. Immutable.</summary>
public sealed class RuleBook
{
    private RuleBook(Site site, ImmutableArray<CompiledRule> rules) => (Site, Rules) = (site, rules);

    public Site Site { get; }

    internal ImmutableArray<CompiledRule> Rules { get; }

    /// <summary>Compiles every condition; all their mistakes at once, at their places in the file.</summary>
    /// <remarks>At most <see cref="SiteErrors.MaxErrors"/> mistakes. An unknown actuator is told by the
    /// reader of the site.</remarks>
    /// <param name="fileName">As the caller named it; errors begin with it.</param>
    public static (RuleBook? Book, ImmutableArray<SiteError> Errors) Compile(Site site, string fileName)
    {
        var channels = ByName(site.Channels.Select(channel => (channel.Name, channel.Index)));
        CelEnvironment environment = EnvironmentOf(site);
        var actuators = ByName(site.Actuators.Select(actuator => (actuator.Name, actuator.Index)));
        var errors = new ErrorList(fileName);
        var rules = ImmutableArray.CreateBuilder<CompiledRule>(site.Rules.Length);
        foreach (RuleDeclaration rule in site.Rules)
        {
            if (errors.IsFull) { break; }
            CelProgram? condition = CompileCondition(rule, environment, errors);
            int hysteresis = rule.Hysteresis is null ? -1 : Channel(rule.Hysteresis, channels, errors);
            ImmutableArray<int> inputs = condition?.Channels ?? [];
            if (hysteresis >= 0 && !inputs.Contains(hysteresis)) { inputs = inputs.Add(hysteresis); }
            int actuator = actuators.GetValueOrDefault(rule.Actuator, -1);
            rules.Add(new CompiledRule(rules.Count, rule, actuator, condition, hysteresis, inputs));
        }

        InputAges.Check(site, rules, errors);
        return (errors.Count == 0 ? new RuleBook(site, rules.MoveToImmutable()) : null, errors.InOrder());
    }

    /// <summary>A site with mistakes may have a name twice: the first one counts here.</summary>
    private static Dictionary<string, int> ByName(IEnumerable<(string Name, int Index)> things)
    {
        var byName = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach ((string name, int index) in things) { byName.TryAdd(name, index); }
        return byName;
    }

    /// <summary>All that a condition of the site may name.</summary>
    private static CelEnvironment EnvironmentOf(Site site) => CelEnvironment.Standard
        .With(site.Channels.Reverse().Select(each => CelVariable.Channel(each.Name, each.Index, each.Unit)))
        .With(SiteFunctions.All());

    private static CelProgram? CompileCondition(RuleDeclaration rule, CelEnvironment environment, ErrorList errors)
    {
        if (rule.Condition is not { } text) { return null; }
        (CelProgram? program, ImmutableArray<CelError> found) = CelProgram.Compile(text, environment);
        foreach (CelError error in found)
        {
            SourcePosition at = PlaceOf(error.Offset, text, rule.ConditionAt);
            errors.Add(at, $"rule {rule.Name}: {error.Problem}", error.Text, error.Expected, error.Nearest);
        }

        return program;
    }

    private static int Channel(
        HysteresisDeclaration declared, Dictionary<string, int> channels, ErrorList errors)
    {
        const string Expected = "a channel of this site";
        if (channels.TryGetValue(declared.Channel, out int channel)) { return channel; }
        errors.AddUnknown(declared.At, "no such channel", declared.Channel, channels.Keys, Expected);
        return -1;
    }

    /// <summary>The place in the file. The lines of a block are indented as its first one is.</summary>
    private static SourcePosition PlaceOf(int offset, string text, SourcePosition start)
    {
        ReadOnlySpan<char> before = text.AsSpan(0, Math.Min(offset, text.Length));
        int inLine = before.Length - (before.LastIndexOf('\n') + 1);
        return new SourcePosition(start.Line + before.Count('\n'), start.Column + inLine);
    }
}

/// <param name="Index">Its position in <see cref="Site.Rules"/>.</param>
/// <param name="Actuator">Index, or -1 when the site has none of that name (an error of its own).</param>
/// <param name="HysteresisChannel">Index, or -1.</param>
/// <param name="Channels">All that it looks at, each once.</param>
internal sealed record CompiledRule(
    int Index,
    RuleDeclaration Declaration,
    int Actuator,
    CelProgram? Condition,
    int HysteresisChannel,
    ImmutableArray<int> Channels);
