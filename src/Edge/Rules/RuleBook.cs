using System.Collections.Immutable;
using Edge.Profiles;
using Edge.Rules.Cel;
using Edge.Rules.Windows;

namespace Edge.Rules;

/// <summary>The rules of a site, compiled and checked. Immutable.</summary>
public sealed class RuleBook
{
    private RuleBook(
        Site site, ImmutableArray<CompiledRule> rules, WindowPlan windows, ImmutableArray<int> readBackChannels) =>
        (Site, Rules, Windows, ReadBackChannels) = (site, rules, windows, readBackChannels);

    public Site Site { get; }

    /// <summary>For each actuator the channel that is read back, or -1.</summary>
    internal ImmutableArray<int> ReadBackChannels { get; }

    internal ImmutableArray<CompiledRule> Rules { get; }

    internal WindowPlan Windows { get; }

    /// <summary>Compiles every condition; all their mistakes at once, at their places in the file.</summary>
    /// <remarks>At most <see cref="SiteErrors.MaxErrors"/> mistakes. An unknown actuator is told by the
    /// reader of the site.</remarks>
    /// <param name="fileName">As the caller named it; errors begin with it.</param>
    public static (RuleBook? Book, ImmutableArray<SiteError> Errors) Compile(Site site, string fileName)
    {
        var channels = ByName(site.Channels.Select(channel => (channel.Name, channel.Index)));
        var windows = new WindowPlan();
        CelEnvironment environment = EnvironmentOf(site, windows);
        var actuators = ByName(site.Actuators.Select(actuator => (actuator.Name, actuator.Index)));
        var errors = new ErrorList(fileName);
        var rules = ImmutableArray.CreateBuilder<CompiledRule>(site.Rules.Length);
        foreach (RuleDeclaration rule in site.Rules)
        {
            if (errors.IsFull) { break; }
            CelProgram? condition = CompileCondition(rule, rule.Condition, rule.ConditionAt, site, environment, errors);
            CelProgram? set = CompileCondition(rule, rule.Latch?.Set, rule.Latch?.SetAt ?? default, site, environment, errors);
            CelProgram? reset = CompileCondition(rule, rule.Latch?.Reset, rule.Latch?.ResetAt ?? default, site, environment, errors);
            int hysteresis = rule.Hysteresis is null ? -1 : Channel(rule.Hysteresis, channels, errors);
            ImmutableArray<int> inputs =
            [
                .. new[] { condition, set, reset }.SelectMany(each => each?.Channels ?? [])
                    .Concat(hysteresis >= 0 ? [hysteresis] : Array.Empty<int>()).Distinct(),
            ];
            int actuator = actuators.GetValueOrDefault(rule.Actuator, -1);
            rules.Add(new CompiledRule(rules.Count, rule, actuator, condition, hysteresis, inputs)
            {
                Set = set,
                Reset = reset,
                Modes = [.. new[] { condition, set, reset }.OfType<CelProgram>()
                    .SelectMany(each => ModeVocabulary.NamedIn(each.Parsed, site)).Distinct()],
                Fingerprint = RuleMemory.IsKeptOf(rule) ? RuleMemory.FingerprintOf(rule) : 0,
            });
        }

        InputAges.Check(site, rules, errors);
        ReadBackChecks.Check(site, errors);
        if (errors.Count > 0) { return (null, errors.InOrder()); }
        ImmutableArray<int> readBack =
            [.. site.Actuators.Select(each => each.ReadBack is { } from ? channels.GetValueOrDefault(from.Channel, -1) : -1)];
        return (new RuleBook(site, rules.MoveToImmutable(), windows, readBack), []);
    }

    /// <summary>A site with mistakes may have a name twice: the first one counts here.</summary>
    private static Dictionary<string, int> ByName(IEnumerable<(string Name, int Index)> things)
    {
        var byName = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach ((string name, int index) in things) { byName.TryAdd(name, index); }
        return byName;
    }

    /// <summary>All that a condition of the site may name.</summary>
    private static CelEnvironment EnvironmentOf(Site site, WindowPlan windows) => CelEnvironment.Standard
        .With(site.Channels.Reverse().Select(each => CelVariable.Channel(each.Name, each.Index, each.Unit)))
        .With(SiteFunctions.All())
        .With(WindowFunctions.All(windows))
        .With(TimeVocabulary.Variables())
        .With(TimeVocabulary.Functions())
        .With(SunVocabulary.Variables(site))
        .With(SunVocabulary.Functions(site))
        .With(site.Modes.Select(ModeVocabulary.Variable));

    private static CelProgram? CompileCondition(
        RuleDeclaration rule, string? text, SourcePosition start, Site site, CelEnvironment environment, ErrorList errors)
    {
        if (text is null) { return null; }
        (CelProgram? program, ImmutableArray<CelError> found) = CelProgram.Compile(text, environment, isStrict: true);
        if (program is not null) { found = [.. WordMistakes.In(program.Parsed, text, site)]; }
        foreach (CelError error in found)
        {
            SourcePosition at = PlaceOf(error.Offset, text, start);
            errors.Add(at, $"rule {rule.Name}: {error.Problem}", error.Text, error.Expected, error.Nearest);
        }

        return found.IsEmpty ? program : null;
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
    internal static SourcePosition PlaceOf(int offset, string text, SourcePosition start)
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
    ImmutableArray<int> Channels)
{
    /// <summary>The conditions of its latch; null where it has none.</summary>
    public CelProgram? Set { get; init; }

    public CelProgram? Reset { get; init; }

    /// <summary>Positions of the modes that its conditions name.</summary>
    public ImmutableArray<int> Modes { get; init; } = [];

    /// <summary>0 where a restart has nothing to forget.</summary>
    public ulong Fingerprint { get; init; }
}
