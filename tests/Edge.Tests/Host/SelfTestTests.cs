using Edge.Host.SelfTest;

namespace Edge.Tests.Host;

public sealed class SelfTestTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("edge-self-test-").FullName;

    public static TheoryData<string> Names => [.. SelfTests.All.Select(test => test.Name)];

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [MemberData(nameof(Names))]
    public void Passes_OnAMachineThatWorks(string name) =>
        Assert.Null(SelfTests.All.Single(test => test.Name == name).Run(_folder));
}
