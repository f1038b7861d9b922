using System.Text;
using Edge.Cel;

const string usage = """
    edge-cel
    Evaluates expressions of the Common Expression Language: one JSON object a line on standard input, one a line on
    standard output, in the same order. Nothing is refused for its types: what is wrong is an error of the evaluation.
      {"id": "1", "expr": "x + 1", "bindings": {"x": {"int": "4"}}}   ->   {"id":"1","value":{"int":"5"}}
      {"id": "2", "expr": "1 / 0"}                                    ->   {"id":"2","error":"division by zero"}
    A value is {"int": "5"}, {"uint": "5"}, {"double": 1.5} (or "NaN", "Infinity", "-Infinity"), {"string": "a"},
    {"bytes": "base64"}, {"bool": true}, {"null": null}, {"list": [...]}, {"map": [[key, value], ...]},
    {"timestamp": "RFC 3339"}, {"duration": "1.5s"} or {"type": "int"}. Names of bindings may contain dots.
    Example: echo '{"id": "1", "expr": "[1, 2].map(x, x * x)"}' | edge-cel
    """;
if (args is ["--help"])
{
    Console.WriteLine(usage);
    return 0;
}

if (args.Length > 0)
{
    Console.Error.WriteLine(usage);
    return 2;
}

using var input = new StreamReader(Console.OpenStandardInput(), new UTF8Encoding(false));
using Stream output = Console.OpenStandardOutput();
while (input.ReadLine() is { } line)
{
    if (line.Length == 0) { continue; }
    output.Write(Runner.Answer(line));
    output.Flush();
}

return 0;
