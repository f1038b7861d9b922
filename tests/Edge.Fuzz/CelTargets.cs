using System.Collections.Immutable;
using System.Text;
using Edge.Profiles;
using Edge.Rules.Cel;
using Edge.Rules.Cel.Patterns;
using Edge.Rules.Checks;
using Edge.Tests.Rules.Cel;

namespace Edge.Fuzz;

/// <summary>Text of rules: the parser, the checker with what it promises, the evaluator, patterns.</summary>
internal static class CelTargets
{
    private static readonly string[] Expressions =
    [
        "t > 20.0 && (u <= -1.5e3 || !(air.temperature == double(7u))) ? true : int(gone) % 0x1f != 3 // why\n",
        "[1, 2, 3].map(x, x * 2).filter(y, y > 2).exists(z, z in {4: 'a', 6u: b'b'})",
        "{'a': 1, 'b-c': [null]}.transformMap(k, v, k + string(type(v))).all(k, v, has({k: v}.`b-c`))",
        "'%s %d %.3f %x'.format(['a', 1, 2.5, b'\\xff']).split(' ', 2).join('-').replace('-', '').matches('^[a-z]+\\\\d*$')",
        "timestamp('2024-02-29T12:00:00.5+01:00') - duration('1h30m') < timestamp(0) || duration('-1.5s').getMilliseconds() == 5",
        "timestamp(1e3 > 2.0 ? 5 : 7).getHours('Europe/Berlin') == 1 && math.greatest(1, 2u, 3.5) == math.abs(-3.5)",
        "r'''\\n''' + \"\\u00e4\\U0001F327\\x41\\101\" == 'tacocat'.substring(1, 4).reverse().charAt(0) && 'ab'.indexOf('b') == 1",
        "[[1, 2], [3]].transformList(i, v, i > 0, v + [i])[0][1] == 1 && dyn({1: 2})[1.0] == 2 && -(-9223372036854775808) > 0",
    ];

    private static readonly string[] Patterns =
        ["^(a+)+$\naaaa!", "(?i)[[:alpha:]\\d-]{2,3}\\b|\\p{Lu}\\Qx.\\E\nAb 12", "(?P<n>x*?)(?s:.)\\x{41}\\z\nxxA", "[^]a-c\\S]+|(?m)^$\n\n"];

    // Of the kinds that a site has; one of them is never usable.
    private static readonly CelEnvironment Site = CelEnvironment.Standard
        .With(CelVariable.Slot("t", 0, CelType.Double), CelVariable.Slot("u", 1, CelType.Double))
        .With(CelVariable.Slot("air.temperature", 2, CelType.Double), CelVariable.Slot("gone", 3, CelType.Double))
        .With(CelVariable.Slot("mode", 4, CelType.String, 8));

    // A site that knows none of these names: what is known of them is what conditions say.
    private static readonly Site NoSite = new(
        "fuzz", "", "", "", null, new BoardProfile("b", "", BoardKind.Simulated, [], [], [], null, null), null,
        GuardMode.ReportOnly, [], [], [], [], [], [], null, new OutboxDeclaration(1 << 20), []);

    private static readonly CelScan Scan = MadeScan();

    public static IEnumerable<FuzzTarget> All()
    {
        byte[][] corpus = [.. Expressions.Select(Encoding.UTF8.GetBytes)];
        yield return new FuzzTarget("cel-parser", corpus, Parse);
        yield return new FuzzTarget("cel-evaluator", corpus, Evaluate);
        yield return new FuzzTarget("cel-checked", corpus, Check);
        yield return new FuzzTarget("cel-understood", corpus, Understand);
        yield return new FuzzTarget("cel-pattern", [.. Patterns.Select(Encoding.UTF8.GetBytes)], Match);
    }

    // What is accepted means the same when it is printed and read again.
    private static string Parse(byte[] bytes)
    {
        string text = Encoding.UTF8.GetString(bytes);
        if (!CelParser.Parse(text).TryGet(out CelNode node, out CelError error)) { return Refusal(error, text); }
        string printed = CelPrinter.Print(node);
        if (printed.Length > CelParser.MaxLength || !CelParser.Parse(printed).TryGet(out CelNode again, out _)) { return "ok, long"; }
        return CelShape.Of(again) == CelShape.Of(node) ? Shape(node) : throw new InvalidOperationException($"not the same: {printed}");
    }

    private static string Evaluate(byte[] bytes)
    {
        string text = Encoding.UTF8.GetString(bytes);
        if (!CelProgram.CompileUnchecked(text, Site).TryGet(out CelProgram program, out CelError error)) { return Refusal(error, text); }
        CelValue value = program.Run(Scan, 0);
        return $"{Shape(program.Parsed)} {value.Kind} {value.Reason}";
    }

    // What is checked keeps its promises: its type, and what it costs.
    private static string Check(byte[] bytes)
    {
        string text = Encoding.UTF8.GetString(bytes);
        (CelProgram? program, var errors) = CelProgram.Compile(text, Site);
        if (program is null) { return string.Join(' ', errors.Select(error => Refusal(error, text)).Take(2)); }
        CelValue value = program.Run(Scan, 0);
        if (value.IsValue && value.Kind != CelKind.Bool) { throw new InvalidOperationException($"checked as bool, is {value.Kind}"); }
        long work = CelLimits.MaxCost - Scan.Budget;
        return work <= program.Cost
            ? $"{Shape(program.Parsed)} {value.Kind} {value.Reason}"
            : throw new InvalidOperationException($"work {work}, bound {program.Cost}");
    }

    // What is said of a condition without running it is not wrong when it runs.
    private static string Understand(byte[] bytes)
    {
        string text = Encoding.UTF8.GetString(bytes);
        (CelProgram? program, var errors) = CelProgram.Compile(text, Site, isStrict: true);
        if (program is null) { return string.Join(' ', errors.Select(error => Refusal(error, text)).Take(2)); }
        var knowledge = new SiteKnowledge(NoSite, SiteKnowledge.ChannelsOf(NoSite), TimeSpan.FromSeconds(1), new Weeks(TimeZoneInfo.Utc));
        var understanding = new Understanding(knowledge);
        Truths truths = understanding.Of(program.Parsed);
        CelValue value = program.Run(Scan, 0);
        ImmutableArray<Box> where = value.Kind != CelKind.Bool ? truths.Unknown : value.Bool ? truths.True : truths.False;
        return understanding.CanBe(where)
            ? $"{Shape(program.Parsed)} {value.Kind} {truths.True.Length} {truths.False.Length}"
            : throw new InvalidOperationException($"said never to be what it is, {value.Kind} {value.Bits}");
    }

    private static string Match(byte[] bytes)
    {
        string[] parts = Encoding.UTF8.GetString(bytes).Split('\n', 2);
        if (!Pattern.Parse(parts[0]).TryGet(out Pattern pattern, out PatternError error))
        {
            return error.Offset <= parts[0].Length ? error.Problem : throw new InvalidOperationException($"{error} is outside");
        }

        Scan.Budget = CelLimits.MaxCost;
        CelValue value = pattern.IsIn(new CelInput(Scan, 0), parts.Length > 1 ? parts[1] : "");
        return $"{value.Kind} {value.Bits} {long.Log2(1 + CelLimits.MaxCost - Scan.Budget)}";
    }

    private static string Refusal(CelError error, string text) => error.Offset >= 0 && error.Offset <= text.Length
        ? error.Problem.Split(' ', 6)[0] + error.Expected.Length
        : throw new InvalidOperationException($"{error} is outside");

    // The kinds of parts at the top: inputs with a new combination are worth to be changed further.
    private static string Shape(CelNode node) => node switch
    {
        CelNode.Binary binary => $"{binary.Operator}({binary.Left.GetType().Name},{binary.Right.GetType().Name})",
        CelNode.Call call => $"{call.Function}/{call.Arguments.Length}({call.Target?.GetType().Name})",
        CelNode.Macro macro => $"{macro.Kind}({macro.Range.GetType().Name},{macro.Body.GetType().Name})",
        _ => node.GetType().Name,
    };

    private static CelScan MadeScan()
    {
        var scan = new CelScan(slots: 5);
        (scan.Slots[0], scan.Slots[1], scan.Slots[2]) = (CelValue.Of(20.0), CelValue.Of(-0.5), CelValue.Of(28.5));
        scan.Slots[4] = CelValue.Of("night");
        return scan;
    }
}
