using Edge.Device.Hardening;

namespace Edge.Tests.Device.Hardening;

// Goal: whose tokens open a console does not hang on what the gateway's user leaves in his folder.
public sealed class SeenDeviceTests : IDisposable
{
    private static readonly DeviceId Own = new(42), Foreign = new(43);

    private readonly string _folder = Directory.CreateTempSubdirectory("edge-device-").FullName;

    private string Common => Path.Combine(_folder, "common");

    private string Root => Path.Combine(_folder, "root");

    private SeenDevice Known => new(Common, Root);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Keeps_TheFirst_AndTellsOfAnother()
    {
        Assert.Null(Known.Read());
        Assert.Null(Known.Note(Own));
        Assert.Contains($"{Foreign}", Known.Note(Foreign), StringComparison.Ordinal);
        Assert.Equal(Own, Known.Read());
        Assert.Null(Known.Note(Own));
    }

    [Fact]
    public void Knows_ItWithoutTheDataPartition()
    {
        Known.Note(Own);
        Directory.Delete(Common, recursive: true);
        Assert.Equal(Own, Known.Read());
        Known.Note(Foreign);
        Assert.Equal(Own, new SeenDevice(Common).Read());
    }

    [Fact]
    public void Knows_ItInAnotherRoot_AndWhereOneFileIsDamaged()
    {
        Known.Note(Own);
        var other = new SeenDevice(Common, Path.Combine(_folder, "other"));
        Assert.NotNull(other.Note(Foreign));
        Assert.Equal(Own, new SeenDevice(Path.Combine(_folder, "other")).Read());
        File.WriteAllText(Path.Combine(Common, "device"), "no device");
        Assert.Equal(Own, Known.Read());
        Assert.Null(Known.Note(Own));
        Assert.Equal($"{Own}", File.ReadAllText(Path.Combine(Common, "device")));
    }

    [Fact]
    public void Goes_OnWhereNeitherTakesAFile()
    {
        File.WriteAllText(Common, "no room");
        File.WriteAllText(Root, "no room");
        Assert.Null(Known.Note(Own));
        Assert.Null(Known.Read());
    }
}
