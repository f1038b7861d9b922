using Edge.Fuzz;

namespace Edge.Tests.Fuzz;

/// <summary>A short run of every fuzz target; scripts/fuzz is the long one.</summary>
public sealed class FuzzTests
{
    private static readonly Dictionary<string, FuzzTarget> Targets = FuzzTargets.All().ToDictionary(t => t.Name);

    public static TheoryData<string> Names => [.. Targets.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Finds_Nothing(string name)
    {
        FuzzReport report = Fuzzer.Run(Targets[name], name == "tuf-client" ? 300 : 3_000, seed: 7);
        Assert.True(
            report.Finding is null,
            $"seed 7, execution {report.Executions}: {Convert.ToHexString(report.Finding ?? [])}\n{report.Exception}");
        Assert.InRange(report.Outcomes, 2, int.MaxValue);
    }

    [Fact]
    public void Finds_WhatThrows()
    {
        var fragile = new FuzzTarget("fragile", [[1, 2, 3]], b => b.Length > 3 ? throw new FormatException() : $"{b.Length}");
        FuzzReport report = Fuzzer.Run(fragile, 1_000, seed: 1);
        Assert.IsType<FormatException>(report.Exception);
        Assert.Equal(report.Finding, Fuzzer.Run(fragile, 1_000, seed: 1).Finding);
    }
}
