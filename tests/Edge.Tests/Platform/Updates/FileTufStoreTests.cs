using System.Buffers;
using Edge.Platform.Updates;
using Edge.Tests.Updates.Tuf;
using Edge.Updates.Tuf;
using MessagePack;

namespace Edge.Tests.Platform.Updates;

public sealed class FileTufStoreTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("edge-tuf-").FullName;

    private string Pending => Path.Combine(_folder, "store", "pending");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Keeps_WhatWasApplied()
    {
        Open().Apply([new("root", [1, 2]), new("timestamp", [3])]);
        Assert.Equal([1, 2], Open().Read("root", 2));
        Assert.Null(Open().Read("root", 1));
        Assert.Null(Open().Read("snapshot", 100));
        Open().Apply([new("root", [4]), new("timestamp", null), new("snapshot", null)]);
        Assert.Equal([4], Open().Read("root", 100));
        Assert.Null(Open().Read("timestamp", 100));
        Assert.Equal(["root.json"], Files());
    }

    [Theory]
    [InlineData("..")]
    [InlineData("../escape")]
    [InlineData("/etc/passwd")]
    [InlineData("a/b")]
    [InlineData("?")]
    [InlineData("pending")]
    [InlineData(".root.json.new")]
    public void Stays_InsideItsFolder(string role)
    {
        Open().Apply([new(role, [1])]);
        Assert.Equal([1], Open().Read(role, 100));
        Assert.Equal([Path.Combine(_folder, "store", TufNames.Encode(role) + ".json")],
            Directory.GetFiles(_folder, "*", SearchOption.AllDirectories));
    }

    [Theory]
    [InlineData("")]
    [InlineData("a\0b")]
    public void Throws_OnWhatIsNoRole(string role) => Assert.Throws<ArgumentException>(() => Open().Read(role, 100));

    // The power fails behind any of the writes that follow the pending file.
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Ends_WhatAPowerCutInterrupted(int done)
    {
        TufChange[] changes = [new("root", [2]), new("timestamp", null), new("snapshot", null)];
        Open().Apply([new("root", [1])]);
        Open().Apply([new("timestamp", [1])]);
        Open().Apply([new("snapshot", [1])]);
        foreach (TufChange change in changes[..done]) { Open().Apply([change]); }
        File.WriteAllBytes(Pending, PendingBytes(changes));
        FileTufStore store = Open();
        Assert.Equal([2], store.Read("root", 100));
        Assert.Null(store.Read("timestamp", 100));
        Assert.Equal(["root.json"], Files());
    }

    [Fact]
    public void Drops_APendingFileThatSomebodyEdited()
    {
        Open().Apply([new("root", [1])]);
        byte[] good = PendingBytes([new("../../escape", [9]), new("root", null)]);
        foreach (byte[] bytes in (byte[][])[[], [0xC1], [0xDD, 0xFF, 0xFF, 0xFF, 0xFF], good[..^1], [.. good, 0], PendingBytes([new("", [1])])])
        {
            File.WriteAllBytes(Pending, bytes);
            Assert.Equal([1], Open().Read("root", 100));
            Assert.Equal(["root.json"], Files());
        }
    }

    // The whole client on real files, through a root that withdraws a key.
    [Fact]
    public async Task Serves_TheClient()
    {
        var repository = new TestRepository();
        Open().Apply([new("root", repository.FirstRoot)]);
        for (int i = 0; i < 2; i++)
        {
            var refreshed = await new TufClient(repository, Open()).RefreshAsync(TestRepository.Now, CancellationToken.None);
            Assert.True(refreshed.IsOk, refreshed.ToString());
            repository.SetKeys("timestamp", 1, TestKey.P256());
            repository.Publish("root", "timestamp");
        }
        Assert.Equal(["root.json", "snapshot.json", "targets.json", "timestamp.json"], Files());
    }

    private FileTufStore Open() => FileTufStore.Open(new LinuxDisk(), _folder, "store");

    private string[] Files() =>
        [.. Directory.GetFiles(Path.Combine(_folder, "store")).Select(f => Path.GetFileName(f)).Order(StringComparer.Ordinal)];

    // As docs/formats/tuf.md has it.
    private static byte[] PendingBytes(TufChange[] changes)
    {
        var buffer = new ArrayBufferWriter<byte>();
        var writer = new MessagePackWriter(buffer);
        writer.WriteArrayHeader(changes.Length);
        foreach (TufChange change in changes)
        {
            writer.WriteArrayHeader(2);
            writer.Write(change.Role);
            if (change.Content is null) { writer.WriteNil(); } else { writer.Write(change.Content); }
        }
        writer.Flush();
        return buffer.WrittenSpan.ToArray();
    }
}
