using Edge.Audit;
using Edge.Platform.Audit;
using Edge.Sealing;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Edge.Tests.Audit;

// Goal: each entry reaches the collector, and nothing counts as delivered that did not.
// Method: a real log in a folder; the outbox is a buffer that a test empties.
public sealed class AuditForwardingTests : IDisposable
{
    private const long Minute = 60_000;

    private readonly AuditWorld _world = new();
    private readonly string _state = Directory.CreateTempSubdirectory("edge-forward-").FullName;
    private readonly StreamBuffer _buffer = new();
    private readonly List<DeviceReport> _sent = [];
    private long _stored;
    private bool _waits;

    private string Mark => Path.Combine(_state, "forwarded-audit");

    public void Dispose()
    {
        _world.Dispose();
        Directory.Delete(_state, recursive: true);
    }

    [Fact]
    public void Sends_EachEntryOnce_OverRestarts()
    {
        using (AuditLog log = _world.Open())
        {
            Record(log, 40);
            Run(log);
            Assert.Equal(log.Head.Size, log.Delivered);
        }

        using (AuditLog log = _world.Open())
        {
            Run(log);
            Record(log, 40);
            Run(log);
        }

        Assert.Equal(Enumerable.Range(0, 81).Select(i => (long)i), Indices());
    }

    [Fact]
    public void Marks_NothingAsDelivered_ThatIsNotStoredOrStillWaits()
    {
        using AuditLog log = _world.Open();
        Record(log, 40);
        AuditForwarding forwarding = New(log);
        forwarding.Step(log);
        Assert.Equal(1, _buffer.Reports);
        Assert.False(File.Exists(Mark));
        Take();
        _waits = true;
        forwarding.Step(log);
        Assert.True(File.Exists(Mark));
        Assert.Equal(0, log.Delivered);
        _waits = false;
        forwarding.Step(log);
        Assert.Equal(41, log.Delivered);
    }

    [Fact]
    public void Waits_AMinuteForFewEntries()
    {
        using AuditLog log = _world.Open();
        AuditForwarding forwarding = New(log);
        forwarding.Step(log);
        Take();
        Record(log, 3);
        forwarding.Step(log);
        Assert.Equal(0, _buffer.Reports);
        _world.Clock.Skip(Minute);
        forwarding.Step(log);
        Assert.Equal(1, _buffer.Reports);
    }

    // What to do with a damaged log is said in words: move the folder away, and a log begins anew.
    [Fact]
    public void Sends_ALogThatBeganAnew_AndNothingOfItIsDeliveredBefore()
    {
        using (AuditLog log = _world.Open())
        {
            Record(log, 50);
            Run(log);
        }

        foreach (string file in Directory.GetFiles(_world.Folder)) { File.Delete(file); }
        _sent.Clear();
        using (AuditLog log = _world.Open())
        {
            Record(log, 20);
            _waits = true;
            Run(log);
            Assert.Equal(0, log.Delivered);
            Record(log, 60);
            Run(log);
        }

        Assert.Equal(Enumerable.Range(0, 81).Select(i => (long)i), Indices());
    }

    [Theory]
    [InlineData("7")]
    [InlineData("40 of another form")]
    [InlineData("999 00")]
    [InlineData("-1 00")]
    [InlineData("")]
    public void Takes_NoMarkThatIsNoneOfThisLog(string text)
    {
        File.WriteAllText(Mark, text);
        using AuditLog log = _world.Open();
        Record(log, 40);
        Run(log);
        Assert.Equal(Enumerable.Range(0, 41).Select(i => (long)i), Indices());
    }

    [Fact]
    public void Knows_ItsMarkAgain_AfterTheBeginningWasCutBack()
    {
        var options = new AuditLogOptions(64 * 1024, KeepsUndelivered: true);
        using (AuditLog log = _world.Open(options))
        {
            for (int i = 0; i < 20; i++)
            {
                Record(log, 50);
                Run(log);
            }

            Assert.True(AuditReader.Verify(_world.Folder, _world.Device, []).Value.First > 0, "nothing was cut back");
        }

        long last = Indices()[^1];
        _sent.Clear();
        using (AuditLog log = _world.Open(options))
        {
            Record(log, 40);
            Run(log);
        }

        Assert.Equal(last + 1, Indices()[0]);
    }

    private static void Record(AuditLog log, int entries)
    {
        for (int i = 0; i < entries; i++) { log.Record(AuditEvent.OverrideSet, AuditActor.User(1_000), $"pump{i}", "maintenance"); }
    }

    private AuditForwarding New(AuditLog log) => new(
        () => log, Mark, _buffer, () => _stored, () => _waits, _world.Clock, new FakeTimeProvider(), NullLogger<AuditForwarding>.Instance);

    /// <summary>A start of the gateway until nothing is left to send.</summary>
    private void Run(AuditLog log)
    {
        AuditForwarding forwarding = New(log);
        for (int i = 0; i < 8; i++)
        {
            _world.Clock.Skip(Minute);
            forwarding.Step(log);
            Take();
        }
    }

    private void Take()
    {
        DeviceReport[] reports = _buffer.TakeReports();
        _sent.AddRange(reports);
        _stored += reports.Length;
    }

    private List<long> Indices() =>
    [
        .. _sent.SelectMany(report => AuditFrame.In(report.Content)).Where(each => each.Frame.Kind == AuditFrameKind.Entry)
            .Select(each => AuditEntry.Decode(each.Frame.Content)!.Index),
    ];
}
