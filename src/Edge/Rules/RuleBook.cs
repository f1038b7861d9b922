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

    /// <summary>Compiles every condition; the mistakes of all of them at once, at their places in the site file.</summary>
    public static (RuleBook? Book, ImmutableArray<SiteError> Errors) Compile(Site site, string fileName)
    {
        var channels = site.Channels.ToDictionary(channel => channel.Name, channel => channel.Index, StringComparer.Ordinal);
        var errors = ImmutableArray.CreateBuilder<SiteError>();
        var rules = ImmutableArray.CreateBuilder<CompiledRule>();
        foreach (RuleDeclaration rule in site.Rules)
        {
            CelProgram? condition = null;
            if (rule.Condition is { } text)
            {
                Result<CelProgram, CelError> compiled = Compile(text, channels);
                if (compiled.IsOk) { condition = compiled.Value; }
                else { errors.Add(AtFile(fileName, rule, text, compiled.Reason)); }
            }

            int actuator = site.Actuators.FirstOrDefault(candidate => candidate.Name == rule.Actuator)?.Index ?? -1;
            int hysteresis = rule.Hysteresis is { } declared ? channels.GetValueOrDefault(declared.Channel, -1) : -1;
            rules.Add(new CompiledRule(rule, actuator, condition, hysteresis));
        }

        return (errors.Count == 0 ? new RuleBook(site, rules.ToImmutable()) : null, errors.ToImmutable());
    }

    private static Result<CelProgram, CelError> Compile(string text, Dictionary<string, int> channels) =>
        CelParser.Parse(text).TryGet(out CelNode node, out CelError error) ? CelChecker.Check(node, channels) : error;

    /// <summary>The place in the file; a condition over several lines counts them.</summary>
    private static SiteError AtFile(string fileName, RuleDeclaration rule, string text, CelError error)
    {
        ReadOnlySpan<char> before = text.AsSpan(0, Math.Min(error.Offset, text.Length));
        int lines = before.Count('\n');
        SourcePosition at = lines == 0
            ? rule.ConditionAt with { Column = rule.ConditionAt.Column + before.Length }
            : new SourcePosition(rule.ConditionAt.Line + lines, before.Length - before.LastIndexOf('\n'));
        return new SiteError(fileName, at, error.Text, $"rule {rule.Name}: {error.Problem}", error.Expected, error.Nearest);
    }
}

/// <param name="Actuator">Index, or -1 when the site names none (then the site has an error of its own).</param>
/// <param name="HysteresisChannel">Index, or -1.</param>
internal sealed record CompiledRule(RuleDeclaration Declaration, int Actuator, CelProgram? Condition, int HysteresisChannel);
