using System.Net.Sockets;
using Edge.Device.Control;

namespace Edge.Tests.Device.Control;

public sealed class ControlSocketTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("edge-sock-").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void Leaves_AFileOfAnotherKindAlone()
    {
        string path = Path.Combine(_root, "notes.txt");
        File.WriteAllText(path, "mine");
        Assert.Contains("left alone", ControlSocket.Obstacle(path), StringComparison.Ordinal);
        Assert.Equal("mine", File.ReadAllText(path));
    }

    [Fact]
    public void Refuses_AFolder_AndAMissingFolder()
    {
        Assert.Contains("is a folder", ControlSocket.Obstacle(_root), StringComparison.Ordinal);
        Assert.Contains("is missing", ControlSocket.Obstacle(Path.Combine(_root, "no", "c.sock")), StringComparison.Ordinal);
    }

    [Fact]
    public void Refuses_TheSocketOfALivingGateway_AndTakesThatOfADeadOne()
    {
        string path = Path.Combine(_root, "c.sock");
        Assert.Null(ControlSocket.Obstacle(path));
        string kept = Path.Combine(_root, "kept.sock");
        using (var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified))
        {
            listener.Bind(new UnixDomainSocketEndPoint(path));
            listener.Listen(1);
            Assert.Contains("Another gateway", ControlSocket.Obstacle(path), StringComparison.Ordinal);
            File.Move(path, kept);
        }

        Assert.True(File.Exists(kept));
        Assert.Null(ControlSocket.Obstacle(kept));
    }
}
