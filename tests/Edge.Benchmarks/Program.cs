using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Edge.Benchmarks;

if (BenchArguments.Parse(args) is not { } arguments)
{
    Console.Error.WriteLine(BenchArguments.Usage);
    return 2;
}

Clock.StayOnOneCore();
var bench = new Bench(arguments);
var rows = new List<Row>();
bool isComplete = true;
foreach ((string name, Func<IEnumerable<Row>> take) in bench.Groups())
{
    if (arguments.Only is { } only && !name.Contains(only, StringComparison.Ordinal)) { continue; }
    Console.Error.WriteLine($"measuring {name} ...");
    try
    {
        rows.AddRange(take());
    }
    catch (Exception exception) when (exception is InvalidOperationException or IOException)
    {
        // The other rows are worth having; the run has failed all the same.
        Console.Error.WriteLine($"{name}: not measured: {exception.Message}");
        isComplete = false;
    }
}

string compiled = RuntimeFeature.IsDynamicCodeSupported ? "just in time" : "ahead of time";
string environment = $"{RuntimeInformation.OSDescription}, {RuntimeInformation.ProcessArchitecture}, "
    + $"{Environment.ProcessorCount} processors, .NET {Environment.Version}, compiled {compiled}";
Console.WriteLine(environment);
Console.Write(Table.Render(rows));
if (arguments.JsonPath is { } path)
{
    using FileStream file = File.Create(path);
    Table.WriteJson(file, environment, rows);
}
return isComplete && !rows.Exists(row => row.IsMet == false) ? 0 : 1;
