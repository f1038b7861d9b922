using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Serialization;
using Edge.Host.SelfTest;
using Edge.Platform.CommandLine;

namespace Edge.Host.Commands;

/// <summary><c>edge self-test</c>: whether this executable works on this machine at all.</summary>
internal static class SelfTestCommand
{
    public static Command Create()
    {
        Option<bool> json = ControlOptions.Json();
        const string Purpose = "Test this executable on this machine: keys, sealing, storage, drivers, rules.";
        var command = new Command("self-test", Purpose) { json };
        command.SetAction(parsed => Run(parsed.GetValue(json)));
        return command.WithExample("edge self-test");
    }

    private static int Run(bool json)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("edge-self-test");
        try
        {
            SelfTestResult[] results =
                [.. SelfTests.All.Select(test => new SelfTestResult(test.Name, test.Run(folder.FullName)))];
            Console.Write(json
                ? JsonSerializer.Serialize(results, SelfTestJson.Default.SelfTestResultArray) + "\n"
                : Text(results));
            bool isWell = Array.TrueForAll(results, result => result.Problem is null);
            return isWell ? CommandFrame.Done : CommandFrame.Refused;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static string Text(SelfTestResult[] results)
    {
        int failed = results.Count(result => result.Problem is not null);
        IEnumerable<string> lines = results.Select(result => result.Problem is { } problem
            ? $"FAILED  {result.Test}: {problem}\n"
            : $"ok      {result.Test}\n");
        return string.Concat(lines) + (failed == 0
            ? "All well.\n"
            : $"{failed} failed: this executable cannot be trusted on this machine; install it anew.\n");
    }
}

/// <param name="Problem">Null when it passed.</param>
internal sealed record SelfTestResult(string Test, string? Problem);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(SelfTestResult[]))]
internal sealed partial class SelfTestJson : JsonSerializerContext;
