using System.Diagnostics;
using System.Net.Sockets;
using Edge.Platform.Files;
using Edge.Tests.Device.Updates.Boot;
using Edge.Tests.Platform.Updates;
using Edge.Updates.Boot;
using Edge.Updates.Trust;

namespace Edge.Tests.Host.Updates;

/// <summary>The packs of an operating system, with the executables on both sides of the socket, and what is said
/// while it is being written.</summary>
public sealed class SystemFetchTests : IDisposable
{
    private readonly SystemMachine _system = new();

    public void Dispose() => _system.Dispose();

    // The slot writer has no network: the fetcher's executable answers, started for the connection as systemd
    // starts it.
    [Fact]
    public async Task Fetches_ThePacksOverTheSocketOfTheFetcher()
    {
        await using UpdatedGateway gateway = await UpdatedGateway.StartAsync();
        _system.SetUp(gateway);
        _system.Boot("a");
        SystemMachine.Publish(gateway, "1");
        await AssertWrittenOverTheSocketAsync(gateway);
    }

    // The first address of the map is a web server that knows nothing of packs; the second has them.
    [Fact]
    public async Task Fetches_ThePacksFromTheSecondAddress()
    {
        await using UpdatedGateway gateway = await UpdatedGateway.StartAsync();
        _system.SetUp(gateway);
        _system.Boot("a");
        SystemMachine.Publish(gateway, "1");
        using var other = new FaultyServer(gateway.Repositories.Folder)
        {
            Fault = (asked, _) => asked.Contains("packs/", StringComparison.Ordinal) ? NetworkFault.NotFound : NetworkFault.None,
        };
        string map = Path.Combine(gateway.Folders.Setup, "map.json");
        RepositoryMap known = RepositoryMap.Read(File.ReadAllBytes(map)).Value;
        File.WriteAllBytes(map, RepositoryMapWriter.Write(known with
        {
            Repositories =
            [
                .. known.Repositories.Select(each => each with { Addresses = [new Uri(other.Address, each.Name + "/"), .. each.Addresses] }),
            ],
        }));
        await AssertWrittenOverTheSocketAsync(gateway);
        Assert.True(other.Asked("packs/") > 0);
    }

    // Half of a system stands there: nobody starts it by hand.
    [Fact]
    public async Task Refuses_ToTryWhatIsBeingWritten()
    {
        await using UpdatedGateway gateway = await UpdatedGateway.StartAsync();
        _system.SetUp(gateway);
        _system.Boot("a");
        Assert.Equal(0, Try(gateway).Code);
        SystemMachine.Publish(gateway, "1");
        Assert.Equal(1, gateway.Update("--component", "os", "--root", _system.Folder, "--pack-socket", "/nowhere").Code);
        File.WriteAllBytes(Path.Combine(_system.Folder, "edge1.env"), GrubEnvironment.Empty.With("edge_slot", "a").With("edge_end", "1").Write());
        var refused = Try(gateway);
        Assert.Equal(1, refused.Code);
        Assert.Contains("1 is being written into slot b. See: edge update status --component os", refused.Output, StringComparison.Ordinal);
        using (FolderLock.Take(gateway.Folders.Writing).Value)
        {
            Assert.Contains("edge slot is at work", Try(gateway).Output, StringComparison.Ordinal);
        }
        File.Delete(Path.Combine(gateway.Folders.Slots, "os", "state.json"));
        File.Delete(Path.Combine(gateway.Folders.Slots, "os", "state-2.json"));
        Assert.Contains("slot b was begun to be written and is not whole", Try(gateway).Output, StringComparison.Ordinal);
        Assert.Equal(("a", null), _system.Block("edge1.env"));
    }

    private (int Code, string Output) Try(UpdatedGateway gateway) => UpdatedGateway.Edge(
        "boot", "try", "--setup", gateway.Folders.Boot, "--root", _system.Folder, "--slots", gateway.Folders.Slots);

    private async Task AssertWrittenOverTheSocketAsync(UpdatedGateway gateway)
    {
        string path = Path.Combine(_system.Folder, "packs.sock");
        using var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(new UnixDomainSocketEndPoint(path));
        listener.Listen();
        Task<int> answering = AnswerOnceAsync(gateway, listener);
        var written = await Task.Run(() => gateway.Update("--component", "os", "--root", _system.Folder, "--pack-socket", path));
        Assert.True(written.Code == 0, written.Output);
        Assert.Equal("1", SystemReleases.NameOf(File.ReadAllBytes(_system.Partition("b"))));
        Assert.Equal(0, await answering);
    }

    private static async Task<int> AnswerOnceAsync(UpdatedGateway gateway, Socket listener)
    {
        await using var connection = new NetworkStream(await listener.AcceptAsync(), ownsSocket: true);
        using Process fetcher = Process.Start(new ProcessStartInfo(
            Path.Combine(AppContext.BaseDirectory, "edge"), ["fetch", "packs", "--slots", gateway.Folders.Slots, "--setup", gateway.Folders.Setup])
        {
            RedirectStandardInput = true, RedirectStandardOutput = true,
        })!;
        Task answers = fetcher.StandardOutput.BaseStream.CopyToAsync(connection);
        var question = new byte[4_096];
        for (int count; (count = await connection.ReadAsync(question)) > 0;)
        {
            await fetcher.StandardInput.BaseStream.WriteAsync(question.AsMemory(0, count));
            await fetcher.StandardInput.BaseStream.FlushAsync();
        }
        fetcher.StandardInput.Close();
        await answers;
        await fetcher.WaitForExitAsync();
        return fetcher.ExitCode;
    }
}
