using Edge.Hardening;

namespace Edge.Tests.Hardening;

public sealed class BaseSystemTests
{
    // Of the platform, and never on a gateway.
    private static readonly string[] Elsewhere = ["edge-collector.service"];

    public static TheoryData<string> OwnUnits => [.. Directory.GetFiles(Path.Combine(Repository.Root, "packaging", "systemd"))
        .Select(file => Path.GetFileName(file)).Where(name => name.EndsWith(".service", StringComparison.Ordinal)
            || name.EndsWith(".timer", StringComparison.Ordinal) || name.EndsWith(".path", StringComparison.Ordinal)
            || name.EndsWith(".socket", StringComparison.Ordinal))];

    [Theory, MemberData(nameof(OwnUnits))]
    public void Knows_EveryUnitOfTheGateway(string name) => Assert.Equal(!Elsewhere.Contains(name), BaseSystem.Has(name));
}
