using System.Collections.Immutable;
using Edge.Profiles;
using Edge.Rules.Cel.Code;

namespace Edge.Rules.Cel.Compiling;

/// <summary>One call, of which the signatures with the right number of parameters are known.</summary>
internal sealed class CelOneCall(
    CelCompiler compiler,
    CelDraft draft,
    CelNameCompiler names,
    CelNode.Call call,
    ImmutableArray<CelFunction> candidates,
    ImmutableArray<CelNode> arguments)
{
    public CelPart Make()
    {
        var parts = new CelPart[arguments.Length];
        for (int place = 0; place < parts.Length; place++)
        {
            CelParameterKind kind = candidates[0].Parameters[place].Kind;
            CelPart? part = kind == CelParameterKind.Channel ? Channel(arguments[place]) : compiler.Visit(arguments[place]);
            if (part is null) { return Refused(); }
            parts[place] = part.Value.Seen;
        }

        return Make(parts);
    }

    /// <param name="parts">The arguments; of a channel parameter the channel as a constant int.</param>
    public CelPart Make(CelPart[] parts)
    {
        ImmutableArray<(CelFunction Function, CelType Result)> taken = Taken(parts);
        if (taken.IsEmpty) { return NoneTakes(parts); }
        ImmutableArray<CelParameter> parameters = taken[0].Function.Parameters;
        CelPart[] values = Of(parts, parameters, CelParameterKind.Value);
        if (!AreConstant(parts, parameters)) { return Refused(); }
        var site = new CelCallSite(
            [.. Of(parts, parameters, CelParameterKind.Channel).Select(part => (int)part.Constant!.Value.Bits)],
            [.. Of(parts, parameters, CelParameterKind.Constant).Select(part => part.Constant!.Value)],
            [.. values.Select(value => value.Constant)]);
        var overloads = ImmutableArray.CreateBuilder<CelOverload>(taken.Length);
        long cost = 0;
        CelSize? size = null;
        long work = values.Aggregate(1L, (sum, value) => CelSize.Add(sum, value.Size.Length / 8));
        foreach ((CelFunction function, _) in taken)
        {
            if (!function.Bind(site).TryGet(out CelBody body, out CelRefusal refusal)) { return Refuse(refusal); }
            overloads.Add(new CelOverload(
                [.. function.Parameters.Where(each => each.Kind == CelParameterKind.Value).Select(each => each.Type)], body));
            CelBound bound = function.BoundOf([.. values.Select(value => value.Size)]);
            (cost, size) = (Math.Max(cost, bound.Cost), size is null ? bound.Size : CelSize.Max(size, bound.Size));
        }

        CelType result = taken.Select(each => each.Result).Aggregate(CelUnification.Join);
        var code = new CallCode(overloads.ToImmutable(), [.. values.Select(value => value.Code)]);
        bool isPure = taken.All(each => each.Function.IsPure);
        CelPart made = draft.Made(call, code, result, values, CelSize.Add(work, cost), size, isPure) with
        {
            Unit = UnitOf(taken[0].Function, parts),
            Hidden = draft.IsStrict && taken[0].Function.HidesType ? parts[0].Type : null,
        };
        return made.Constant is { Kind: CelKind.Error, Bits: (long)VerdictReason.BadText } ? BadText(made) : made;
    }

    private Unit? UnitOf(CelFunction function, CelPart[] parts)
    {
        if (function.UnitOf >= 0) { return names.VariableOf(arguments[function.UnitOf])?.Unit; }
        if (!function.KeepsUnit) { return function.Unit; }
        CelPart all = parts[0];
        for (int place = 1; place < parts.Length; place++)
        {
            all = all with { Unit = draft.SameUnit(all, arguments[place], parts[place]) };
        }

        return all.Unit;
    }

    /// <summary>The signatures that take the arguments, each with what it gives for them.</summary>
    private ImmutableArray<(CelFunction, CelType)> Taken(CelPart[] parts)
    {
        var taken = ImmutableArray.CreateBuilder<(CelFunction, CelType)>();
        foreach (CelFunction function in candidates)
        {
            var unification = new CelUnification();
            bool takes = true;
            for (int place = 0; place < parts.Length && takes; place++)
            {
                CelParameter parameter = function.Parameters[place];
                takes = parameter.Kind == CelParameterKind.Channel || unification.Accepts(parameter.Type, parts[place].Type);
            }

            if (takes) { taken.Add((function, unification.Resolve(function.Result))); }
        }

        return taken.ToImmutable();
    }

    /// <summary>Tells the first argument that no signature takes which took those before it.</summary>
    private CelPart NoneTakes(CelPart[] parts)
    {
        ImmutableArray<CelFunction> left = candidates;
        for (int place = 0; place < parts.Length; place++)
        {
            ImmutableArray<CelFunction> next = [.. left.Where(function =>
                function.Parameters[place].Kind == CelParameterKind.Channel
                || new CelUnification().Accepts(function.Parameters[place].Type, parts[place].Type))];
            if (next.IsEmpty)
            {
                string[] wanted = [.. left.Select(function => function.Parameters[place].Type.ToString()).Distinct()];
                return draft.Mismatch(arguments[place], parts[place], string.Join(" or ", wanted));
            }

            left = next;
        }

        return draft.Refuse(
            call.Start, draft.TextOf(call), $"no form takes {string.Join(", ", parts.Select(part => part.Type))}", "types that go together");
    }

    private CelPart? Channel(CelNode node)
    {
        if (names.VariableOf(node) is { Kind: CelVariableKind.Channel } variable)
        {
            draft.Use(variable.Index);
            return draft.Constant(CelValue.Of((long)variable.Index), CelType.Int);
        }

        const string Expected = "the name of a channel of this site";
        if (node.DottedName() is { } name)
        {
            string? nearest = NearestName.Of(name, draft.Environment.Channels.Select(channel => channel.Name));
            draft.Refuse(node.Start, name, "no such channel", Expected, nearest);
        }
        else { draft.Refuse(node.Start, draft.TextOf(node), "not a channel but a value", Expected); }
        return null;
    }

    private bool AreConstant(CelPart[] parts, ImmutableArray<CelParameter> parameters)
    {
        bool areConstant = true;
        for (int place = 0; place < parts.Length; place++)
        {
            bool isWrong = parameters[place].Kind == CelParameterKind.Constant && parts[place].Constant is not { IsValue: true };
            if (!isWrong) { continue; }
            areConstant = false;
            if (parts[place].Type == CelType.Refused) { continue; }
            draft.Refuse(
                arguments[place].Start, draft.TextOf(arguments[place]), "not a constant",
                $"a constant of type {parameters[place].Type}");
        }

        return areConstant;
    }

    private static CelPart[] Of(CelPart[] parts, ImmutableArray<CelParameter> parameters, CelParameterKind kind) =>
        [.. parts.Where((_, place) => parameters[place].Kind == kind)];

    private CelPart BadText(CelPart made) => draft.IsChecked
        ? draft.Refuse(call.Start, draft.TextOf(call), "a text that cannot be read", Readable())
        : made;

    private string Readable() => call.Function switch
    {
        "timestamp" => "a time such as timestamp('2026-03-01T06:00:00Z')",
        "duration" => "a length such as duration('1h30m')",
        _ => $"a text that {call.Function} reads",
    };

    private CelPart Refuse(CelRefusal refusal)
    {
        CelNode at = arguments[refusal.Argument];
        return draft.Refuse(
            at.Start, draft.TextOf(at), refusal.Problem, refusal.Expected, null, VerdictReason.BadText);
    }

    // The mistake is told already.
    private static CelPart Refused() => new(
        new CelCode.Constant(CelValue.Error(VerdictReason.NoSuchOverload)), CelType.Refused, new CelBound(1, CelSize.Scalar));
}
