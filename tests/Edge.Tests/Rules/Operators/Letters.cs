using Edge.Rules;

namespace Edge.Tests.Rules.Operators;

/// <summary>The signs of timing diagrams.</summary>
internal static class Letters
{
    public static Verdict Input(char sign) => sign switch { '1' => Verdict.True, '0' => Verdict.False, _ => Verdict.Unknown };

    public static string Of(params Verdict[] verdicts) => string.Concat(
        verdicts.Select(verdict => verdict switch { Verdict.True => 'T', Verdict.False => 'F', _ => 'U' }));
}
