using Edge.Platform.Profiles;
using Edge.Profiles;

namespace Edge.Tests.Tidy;

/// <summary>The site whose memory is claimed is what the claim says.</summary>
public sealed class BenchmarkSiteTests
{
    [Fact]
    public void Has_TwentyChannelsEachTenSeconds()
    {
        string path = Repository.PathOf("tests", "Edge.Benchmarks", "twenty-channels.yaml");
        SiteReading reading = SiteFiles.Read(path, [Repository.PathOf("hardware-profiles")]);
        Assert.Empty(reading.Errors);
        Assert.Equal(20, reading.Site!.Channels.Length);
        Assert.All(reading.Site.Sensors, sensor => Assert.Equal(TimeSpan.FromSeconds(10), sensor.Every));
    }
}
