using System.Collections.Immutable;
using Edge.Rules.Cel.Code;
using Edge.Rules.Cel.Compiling;

namespace Edge.Rules.Cel;

/// <summary>An expression that may run. Immutable; what it needs to run is in the <see
/// cref="CelScan"/>.</summary>
/// <param name="Type">Of its value.</param>
/// <param name="Channels">Every channel it names, each once, ascending.</param>
/// <param name="Cost">The most units of work that a run can take; one is about a comparison.</param>
/// <param name="Parsed">What it was made of.</param>
internal sealed record CelProgram(CelCode Code, CelType Type, ImmutableArray<int> Channels, long Cost, CelNode Parsed)
{
    /// <summary>Its value, where that never changes; null where it depends on something.</summary>
    public CelValue? Constant => (Code as CelCode.Constant)?.Value;

    /// <summary>Parses and checks a condition: a bool that costs no more than <see
    /// cref="CelLimits.MaxCost"/>.</summary>
    /// <returns>The program, or every mistake in the order of the text.</returns>
    /// <param name="isStrict">Also what the language allows but would be an error whatever is read is refused.</param>
    public static (CelProgram? Program, ImmutableArray<CelError> Errors) Compile(
        string text, CelEnvironment environment, bool isStrict = false)
    {
        if (!CelParser.Parse(text).TryGet(out CelNode node, out CelError syntax)) { return (null, [syntax]); }
        return CelCompiler.Compile(text, node, environment, CelType.Bool, isStrict);
    }

    /// <summary>Parses an expression of any type and checks nothing: what is wrong becomes an error when it
    /// runs.</summary>
    public static Result<CelProgram, CelError> CompileUnchecked(string text, CelEnvironment environment) =>
        CelParser.Parse(text).TryGet(out CelNode node, out CelError syntax)
            ? CelCompiler.CompileUnchecked(text, node, environment)
            : syntax;

    /// <summary>Runs it on what the scan holds. <see cref="CelScan.NextChange"/> tells afterwards when time
    /// alone may change the result.</summary>
    /// <param name="maxAge">Milliseconds: an older reading is unknown.</param>
    public CelValue Run(CelScan scan, long maxAge)
    {
        (scan.Budget, scan.NextChange) = (CelLimits.MaxCost, long.MaxValue);
        CelValue value = Code.Run(new CelInput(scan, maxAge));
        return scan.Budget < 0 ? CelValue.Error(VerdictReason.TooCostly) : value;
    }
}
