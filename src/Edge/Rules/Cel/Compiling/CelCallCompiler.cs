using System.Collections.Immutable;
using Edge.Profiles;

namespace Edge.Rules.Cel.Compiling;

/// <summary>Calls: which signatures take the arguments, and what they bind.</summary>
internal sealed class CelCallCompiler(CelCompiler compiler, CelDraft draft, CelNameCompiler names)
{
    public CelPart Visit(CelNode.Call call)
    {
        bool isMember = call.Target is not null;
        string name = call.Function.TrimStart('.');
        ImmutableArray<CelNode> arguments = call.Arguments;
        if (isMember && Qualified(call) is { } qualified) { (name, isMember) = (qualified, false); }
        else if (isMember) { arguments = arguments.Insert(0, call.Target!); }
        ImmutableArray<CelFunction> named =
            [.. draft.Environment.Functions(name).Where(function => function.IsMember == isMember)];
        if (named.IsEmpty) { return NoFunction(call, name, isMember); }
        ImmutableArray<CelFunction> fitting = [.. named.Where(function => function.Parameters.Length == arguments.Length)];
        bool isFold = fitting.IsEmpty && named.Any(function => function.IsFold && function.Parameters.Length < arguments.Length);
        if (isFold) { return Fold(call, [.. named.Where(function => function.IsFold)], arguments); }
        if (fitting.IsEmpty)
        {
            int given = call.Arguments.Length;
            int[] wanted = [.. named.Select(each => each.Parameters.Length - (isMember ? 1 : 0)).Distinct().Order()];
            return draft.Refuse(
                call.Start, draft.TextOf(call), given == 1 ? "1 argument" : $"{given} arguments",
                string.Join(" or ", wanted) + (wanted[^1] == 1 ? " argument" : " arguments"));
        }

        return new CelOneCall(compiler, draft, names, call, fitting, arguments).Make();
    }

    /// <summary>The name of a function that is qualified rather than called on a value.</summary>
    private string? Qualified(CelNode.Call call)
    {
        bool isLocal = call.Target!.FirstName() is { } first && CelLocal.Find(draft.Locals, first) is not null;
        if (isLocal || call.Target.DottedName() is not { } target) { return null; }
        string name = $"{target}.{call.Function}";
        return draft.Environment.Functions(name).IsEmpty ? null : name;
    }

    private CelPart NoFunction(CelNode.Call call, string name, bool isMember)
    {
        var known = draft.Environment.FunctionNames.Where(each => isMember == draft.Environment.Functions(each)[0].IsMember);
        string? nearest = NearestName.Of(name, known);
        const string Expected = "a function of the language or of the site";
        CelPart refused = draft.Refuse(call.FunctionAt, call.Function.TrimStart('.'), "no such function", Expected, nearest);
        foreach (CelNode argument in call.Arguments) { compiler.Visit(argument); }
        return refused;
    }

    /// <summary>More arguments than parameters: from the left, two at a time.</summary>
    private CelPart Fold(CelNode.Call call, ImmutableArray<CelFunction> two, ImmutableArray<CelNode> arguments)
    {
        CelPart folded = compiler.Visit(arguments[0]).Seen;
        for (int place = 1; place < arguments.Length; place++)
        {
            CelPart next = compiler.Visit(arguments[place]).Seen;
            folded = new CelOneCall(compiler, draft, names, call, two, [arguments[place - 1], arguments[place]])
                .Make([folded, next]);
        }

        return folded;
    }
}
