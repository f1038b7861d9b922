using Edge.Audit;
using Edge.Device.Control;
using Edge.Keys;
using Edge.Platform.Audit;
using Edge.Platform.Keys;

namespace Edge.Tests.Host;

/// <summary>From a file of the kernel to what a technician sees and the platform has.</summary>
public sealed class ResourceFlowTests
{
    [Fact]
    public async Task Tells_StatusDoctorLogAndCollectorOfAHotBoard()
    {
        await using var world = new GatewayWorld();
        string zone = Path.Combine(Directory.CreateDirectory(Path.Combine(world.Machine, "sys/class/thermal/thermal_zone0")).FullName, "temp");
        File.WriteAllText(zone, "71000\n");
        File.AppendAllText(world.SitePath, "\nresources: {temperature: {raise: 70}}\n");
        await world.StartCollectorAsync();
        world.Enrol();
        world.Start();
        await world.UntilAsync(() => Temperature(world)?.State == "scarce", "a board that is hot");
        Assert.Equal((71, "°C", 70, 65), (Temperature(world)!.Value, Temperature(world)!.Symbol, Temperature(world)!.Raise, Temperature(world)!.Clear));
        Assert.Contains("temperature 71 °C for", StatusText.Render(world.Status, colour: false), StringComparison.Ordinal);
        Assert.Contains(await world.ExamineAsync(), finding => finding is { Subject: "temperature", State: "71 °C of the hottest zone; short from 70 °C" });
        File.WriteAllText(zone, "64900\n");
        await world.UntilAsync(() => Temperature(world)?.State == "enough", "a board that is cool");
        long size = world.Gateway.Audit!.Head.Size;
        await world.UntilAsync(() => world.Gateway.Audit!.Delivered >= size, "a log that the collector has");
        await world.StopAsync();

        using FileIdentityKey key = FileIdentityKey.Open(Path.Combine(world.State, "identity.key")).Value;
        var entries = new List<AuditEntry>();
        Assert.True(AuditReader.Verify(Path.Combine(world.State, "audit"), DeviceDescriptor.Of(key), [], entries.Add).Value.IsGenuine);
        Assert.Equal(
            [(AuditEvent.ResourceShort, "temperature"), (AuditEvent.ResourceRecovered, "temperature")],
            entries.Where(entry => (int)entry.Event / 100 == 8).Select(entry => (entry.Event, entry.Subject)));
    }

    private static ResourceStatus? Temperature(GatewayWorld world) => world.Status.Resources.SingleOrDefault(resource => resource.Name == "temperature");
}
