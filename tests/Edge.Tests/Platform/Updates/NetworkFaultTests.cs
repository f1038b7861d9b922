using CsCheck;
using Edge.Platform.Updates;
using Edge.Updates;
using Edge.Updates.Releases;
using Edge.Updates.Slots;
using Edge.Updates.Trust;
using Microsoft.Extensions.Time.Testing;

namespace Edge.Tests.Platform.Updates;

/// <summary>What a network does to a fetch. A time-out is never a failure, a 404 is final, nothing is
/// fetched twice.</summary>
public sealed class NetworkFaultTests : IDisposable
{
    private static readonly NetworkFault[] Breaks =
        [NetworkFault.Cut, NetworkFault.Silence, NetworkFault.Busy, NetworkFault.ShortRange, NetworkFault.OverlappingRange];

    private readonly UpdatedMachine _machine = new();
    private readonly FaultyServer _server;
    private readonly FakeTimeProvider _time = new();
    private readonly List<HttpTufSource> _sources = [];
    private readonly ReleaseManifest _manifest;

    public NetworkFaultTests()
    {
        _manifest = _machine.Publish("1.0.0", string.Join(' ', Enumerable.Range(0, 700)));
        _server = new FaultyServer(_machine.Repositories.Folder) { Silent = WaitAsync };
    }

    // The longer one of the two files of the release.
    private string Blob => Parcel.NameOf(_manifest.Files.MaxBy(file => file.Length)!.Blob);

    private int Everything => (int)_manifest.Files.Sum(file => file.Blob.Length);

    public void Dispose()
    {
        _sources.ForEach(source => source.Dispose());
        _server.Dispose();
        _machine.Dispose();
    }

    // Neither a silent server nor one that breaks off or is busy says anything about the release.
    [Theory]
    [InlineData(NetworkFault.Silence)]
    [InlineData(NetworkFault.Cut)]
    [InlineData(NetworkFault.Busy)]
    public async Task ATimeOut_IsNeverAFailure(NetworkFault fault)
    {
        Fail(Blob, fault);
        SlotState before = _machine.Ledger.State;
        Assert.Equal(UpdateRefusal.NotReachable, (await FetchAsync()).Reason.Refusal);
        Assert.Equal(before, _machine.Ledger.State);
        Assert.False(File.Exists(_machine.Folders.Ready), "the slot writer was woken");
        await EndsWellAsync();
        Assert.Equal(Everything, _server.Sent("blobs/"));
    }

    [Theory]
    [InlineData("vendor/metadata/timestamp.json")]
    [InlineData("operator/metadata/timestamp.json")]
    [InlineData("vendor/metadata/2.root.json")]
    [InlineData("operator/targets/")]
    public async Task ATimeOut_OfMetadata_LeavesWhatRuns(string part)
    {
        await EndsWellAsync();
        string running = _machine.Ledger.State.Committed!.Release;
        _machine.Publish("1.1.0");
        Fail(part, NetworkFault.Silence);
        Assert.Equal(UpdateRefusal.NotReachable, (await FetchAsync()).Reason.Refusal);
        Assert.Equal(running, _machine.Launcher.Choose(null).Release!.Release);
        Assert.Null(_machine.Ledger.State.Failure);
        await EndsWellAsync();
        Assert.Equal("1.1.0", _machine.Ledger.State.Committed!.Release);
    }

    [Theory]
    [InlineData(NetworkFault.NotFound)]
    [InlineData(NetworkFault.Gone)]
    public async Task A404_IsFinal(NetworkFault fault)
    {
        Fail(Blob, fault);
        Assert.Equal(UpdateRefusal.FileMissing, (await FetchAsync()).Reason.Refusal);
        Assert.Equal(1, _server.Asked(Blob));
        Assert.False(File.Exists(_machine.Folders.Ready), "the slot writer was woken");
    }

    // Each address may have it; one that has not is asked once.
    [Fact]
    public async Task A404_IsFinal_OfEachAddress()
    {
        Fail(Blob, NetworkFault.NotFound);
        using var mirror =
            new FaultyServer(_machine.Repositories.Folder) { Fault = (path, _) => _server.Fault(path, false) };
        var fetched = await TwoMirrorsAsync(_server, mirror);
        Assert.Equal(UpdateRefusal.FileMissing, fetched.Reason.Refusal);
        Assert.Equal((1, 1), (_server.Asked(Blob), mirror.Asked(Blob)));
    }

    // Whatever one of two mirrors does, the other one is enough.
    [Theory]
    [InlineData("timestamp.json", NetworkFault.WrongContent)]
    [InlineData("snapshot.json", NetworkFault.NotFound)]
    [InlineData("blobs/", NetworkFault.NotFound)]
    [InlineData("blobs/", NetworkFault.WrongContent)]
    [InlineData("blobs/", NetworkFault.Silence)]
    [InlineData("", NetworkFault.Busy)]
    [InlineData("", NetworkFault.WrongContent)]
    public async Task Survives_AMaliciousMirror(string part, NetworkFault fault)
    {
        Fail(part, fault);
        using var honest = new FaultyServer(_machine.Repositories.Folder);
        var fetched = await TwoMirrorsAsync(_server, honest);
        Assert.True(fetched.IsOk, fetched.IsOk ? "" : fetched.Reason.Detail);
        Assert.Null(await _machine.WriteAsync());
        await _machine.WatchAsync();
        Assert.Equal("1.0.0", _machine.Ledger.State.Committed!.Release);
    }

    [Fact]
    public async Task A404ForEver_CostsOneRequestOfEachLook()
    {
        Fail(Blob, NetworkFault.NotFound);
        for (int look = 1; look <= 20; look++)
        {
            Assert.Equal(UpdateRefusal.FileMissing, (await FetchAsync()).Reason.Refusal);
            Assert.Equal(look, _server.Asked(Blob));
        }
        Assert.InRange(_server.Sent("blobs/"), 0, Everything);
        Assert.Null(_machine.Ledger.State.Failure);
    }

    // Half of the file is here; then the server sends all of it. What was known is passed over.
    [Fact]
    public async Task A200For206_IsTaken()
    {
        await HalfAsync();
        Fail(Blob, NetworkFault.WholeForRange);
        await EndsWellAsync(mended: false);
    }

    [Fact]
    public async Task AShortRange_IsGoneOnFrom()
    {
        await HalfAsync();
        Fail(Blob, NetworkFault.ShortRange);
        int looks = 1;
        while (!(await FetchAsync()).IsOk) { Assert.InRange(++looks, 1, 20); }
        Assert.InRange(looks, 2, 20);
        Assert.Equal(Everything, _server.Sent("blobs/"));
        await EndsWellAsync();
    }

    [Fact]
    public async Task AnOverlappingRange_IsNotTaken_AndLosesNothing()
    {
        await HalfAsync();
        int sent = _server.Sent("blobs/");
        Fail(Blob, NetworkFault.OverlappingRange);
        Assert.Equal(UpdateRefusal.NotReachable, (await FetchAsync()).Reason.Refusal);
        _server.Forget();
        await EndsWellAsync();
        Assert.Equal(Everything - sent, _server.Sent("blobs/"));
    }

    // Nobody can see where bytes come from: the hash says that they do not fit, and they are fetched whole,
    // once.
    [Theory]
    [InlineData(NetworkFault.WrongOffset)]
    [InlineData(NetworkFault.WrongContent)]
    public async Task AWrongRest_IsFetchedAnewAtOnce(NetworkFault fault)
    {
        await HalfAsync();
        _server.Fault =
            (path, isRange) => isRange && path.EndsWith(Blob, StringComparison.Ordinal) ? fault : NetworkFault.None;
        await EndsWellAsync(mended: false);
        Assert.Equal(3, _server.Asked(Blob));
    }

    [Fact]
    public async Task WrongContent_IsRefused_AndNothingOfItStays()
    {
        Fail(Blob, NetworkFault.WrongContent);
        Assert.Equal(UpdateRefusal.FileMismatch, (await FetchAsync()).Reason.Refusal);
        Assert.Equal(1, _server.Asked(Blob));
        Assert.DoesNotContain(
            Directory.GetFiles(_machine.Folders.SpoolOf("vendor"), "*", SearchOption.AllDirectories),
            file => file.Contains(Path.GetFileName(Blob), StringComparison.Ordinal));
        await EndsWellAsync();
    }

    // The power failed behind the last byte of a file, before it had its name.
    [Fact]
    public async Task AWholePart_IsNotFetchedAgain()
    {
        Assert.True((await FetchAsync()).IsOk);
        string blob = Path.Combine(_machine.Folders.SpoolOf("vendor"), Blob);
        File.Move(blob, Path.Combine(_machine.Folders.SpoolOf("vendor"), SpoolWriter.PartOf(Blob)));
        _server.Forget();
        await EndsWellAsync();
        Assert.Equal(0, _server.Asked("blobs/"));
    }

    // Whatever row of broken connections: in the end each byte has travelled once.
    [Fact]
    public void Fetches_NothingTwice_InAnyRowOfFaults() => Gen.Int[0, Breaks.Length - 1].Select(i => Breaks[i]).Array[0, 8].Sample(
        faults =>
        {
            string blobs = Path.Combine(_machine.Folders.SpoolOf("vendor"), "blobs");
            if (Directory.Exists(blobs)) { Directory.Delete(blobs, recursive: true); }
            _server.Forget();
            int next = 0, refused = 0;
            _server.Fault = (path, isRange) =>
            {
                if (!path.Contains("blobs/", StringComparison.Ordinal)) { return NetworkFault.None; }
                NetworkFault fault = next < faults.Length ? faults[next++] : NetworkFault.None;
                if (isRange && fault == NetworkFault.OverlappingRange) { refused++; }
                return fault;
            };
            while (!FetchAsync().GetAwaiter().GetResult().IsOk)
            {
                Assert.InRange(_server.Asked("blobs/"), 1, 10);
            }
            // A range that is not taken is the server's waste; nothing of it is used.
            if (refused == 0) { Assert.Equal(Everything, _server.Sent("blobs/")); }
        },
        iter: 50, threads: 1);

    private void Fail(string part, NetworkFault fault) =>
        _server.Fault =
            (path, _) => path.Contains(part, StringComparison.Ordinal) ? fault : NetworkFault.None;

    private Task<Result<FetchReport, UpdateReason>> TwoMirrorsAsync(FaultyServer first, FaultyServer second) => FetchTurns.RunAsync(
        () => 2, turn => _machine.FetchAsync(source: r => FetchTurns.Begin([Open(first.Address, r), Open(second.Address, r)], turn)));

    private async Task HalfAsync()
    {
        Fail(Blob, NetworkFault.Cut);
        Assert.Equal(UpdateRefusal.NotReachable, (await FetchAsync()).Reason.Refusal);
        _server.Fault = (_, _) => NetworkFault.None;
    }

    // The client has what was sent; then ten minutes pass.
    private async Task WaitAsync(string path, long sent)
    {
        string part = Path.Combine(_machine.Folders.Spool, SpoolWriter.PartOf(path));
        while (path.Contains("blobs/", StringComparison.Ordinal) && (File.Exists(part) ? new FileInfo(part).Length : 0) < sent)
        {
            await Task.Yield();
        }
        _time.Advance(TimeSpan.FromMinutes(10));
    }

    private async Task EndsWellAsync(bool mended = true)
    {
        if (mended) { _server.Fault = (_, _) => NetworkFault.None; }
        var fetched = await FetchAsync();
        Assert.True(fetched.IsOk, fetched.IsOk ? "" : fetched.Reason.Detail);
        Assert.Null(await _machine.WriteAsync());
        await _machine.WatchAsync();
        Assert.Equal(fetched.Value.Release.Manifest.Release, _machine.Ledger.State.Committed!.Release);
    }

    private Task<Result<FetchReport, UpdateReason>> FetchAsync() =>
        _machine.FetchAsync(source: r => Open(_server.Address, r));

    private HttpTufSource Open(Uri server, MappedRepository repository)
    {
        var source = new HttpTufSource(new Uri(server, repository.Name), allowPlainHttp: true, _time);
        _sources.Add(source);
        return source;
    }
}
