namespace Edge.Rules.Cel.Library;

internal delegate CelValue One(in CelInput input, in CelValue value);

internal delegate CelValue Two(in CelInput input, in CelValue first, in CelValue second);

internal delegate CelValue Three(in CelInput input, in CelValue first, in CelValue second, in CelValue third);

/// <summary>Short ways to write the tables of the library: pure functions of values.</summary>
internal static class Signature
{
    public static CelFunction Global(string name, CelType a, CelType result, One body) =>
        Make(name, [a], result, (in input, values) => body(input, values[0]));

    public static CelFunction Global(string name, CelType a, CelType b, CelType result, Two body) =>
        Make(name, [a, b], result, (in input, values) => body(input, values[0], values[1]));

    public static CelFunction Member(CelType a, string name, CelType result, One body) =>
        Global(name, a, result, body) with { IsMember = true };

    public static CelFunction Member(CelType a, string name, CelType b, CelType result, Two body) =>
        Global(name, a, b, result, body) with { IsMember = true };

    public static CelFunction Member(CelType a, string name, CelType b, CelType c, CelType result, Three body) =>
        Make(name, [a, b, c], result, (in input, values) => body(input, values[0], values[1], values[2]))
            with { IsMember = true };

    public static CelFunction Member(
        CelType a, string name, CelType b, CelType c, CelType d, CelType result, CelBody body) =>
        Make(name, [a, b, c, d], result, body) with { IsMember = true };

    public static CelFunction Make(string name, CelType[] types, CelType result, CelBody body) =>
        CelFunction.Of(name, [.. types.Select(CelParameter.Value)], result, body) with { IsPure = true };

    public static CelValue Error(VerdictReason reason) => CelValue.Error(reason);
}
