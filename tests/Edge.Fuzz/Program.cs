using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using Edge.Fuzz;

const string usage = """
    edge-fuzz TARGET|all [--count N] [--seed S] [--out FOLDER]
    Changes valid documents at random and feeds them to a decoder; an exception that escapes is a finding: its input is
    written to FOLDER (out/fuzz) and the exit code is 1. The same seed does the same again.
    Example: edge-fuzz tuf-targets --count 2000000 --seed 1
    """;
FuzzTarget[] targets = [.. FuzzTargets.All()];
long count = 100_000;
int seed = 1;
string folder = Path.Combine("out", "fuzz");
bool isUsable = args.Length % 2 == 1;
for (int i = 1; isUsable && i < args.Length; i += 2)
{
    isUsable = args[i] switch
    {
        "--count" => long.TryParse(args[i + 1], CultureInfo.InvariantCulture, out count) && count > 0,
        "--seed" => int.TryParse(args[i + 1], CultureInfo.InvariantCulture, out seed),
        "--out" => (folder = args[i + 1]).Length > 0,
        _ => false,
    };
}
FuzzTarget[] chosen = isUsable ? [.. targets.Where(t => args[0] == "all" || t.Name == args[0])] : [];
if (chosen.Length == 0)
{
    Console.Error.WriteLine($"{usage}\nTargets: {string.Join(", ", targets.Select(t => t.Name))}");
    return args is ["--help"] ? 0 : 2;
}

int findings = 0;
foreach (FuzzTarget target in chosen)
{
    long start = Stopwatch.GetTimestamp();
    Action<long>? progress = Console.IsErrorRedirected ? null : done => Console.Error.Write($"\r{target.Name} {done}");
    FuzzReport report = Fuzzer.Run(target, count, seed, progress);
    double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
    string end = progress is null ? "" : "\r";
    Console.WriteLine(
        $"{end}{target.Name}: {report.Executions} executions in {seconds:0} s, seed {seed}, {report.Outcomes} kinds of outcome, "
        + $"{(report.Finding is null ? "no" : "one")} finding");
    if (report.Finding is not { } input) { continue; }
    findings++;
    Directory.CreateDirectory(folder);
    string file = Path.Combine(folder, $"{target.Name}-{Convert.ToHexStringLower(SHA256.HashData(input))[..16]}.bin");
    File.WriteAllBytes(file, input);
    Console.WriteLine($"{file}:\n{report.Exception}");
}
return findings == 0 ? 0 : 1;
