using Edge.Hardening;
using Edge.Host.Guard;
using Edge.Keys;
using Edge.Tests.Golden;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Edge.Tests.Host;

// Goal: the loop that makes connections runs behind a green report only, and ends when it is red or old for
// minutes.
public sealed class GuardedUplinkTests : IDisposable, IHostedService
{
    private readonly PublishedIdentity _identity = new(null);
    private readonly FakeTimeProvider _time = new();
    private readonly List<string> _done = [];
    private GateRefusal? _refusal = GateRefusal.NoReport;

    public void Dispose() => _identity.Dispose();

    Task IHostedService.StartAsync(CancellationToken cancellationToken)
    {
        _done.Add("opened");
        return Task.CompletedTask;
    }

    Task IHostedService.StopAsync(CancellationToken cancellationToken)
    {
        _done.Add("closed");
        return Task.CompletedTask;
    }

    [Theory]
    [InlineData(GateRefusal.NotGreen)]
    [InlineData(GateRefusal.TooOld)]
    [InlineData(GateRefusal.NoReport)]
    public async Task Closes_WhenTheReportIsNoLongerGreen_AndOpensAgain(GateRefusal refusal)
    {
        // What follows a wait runs where time is moved on.
        SynchronizationContext.SetSynchronizationContext(null);
        using var end = new CancellationTokenSource();
        var gate = new GuardedUplink(this, Judge, _time, NullLogger<GuardedUplink>.Instance);
        Task running = gate.RunAsync(end.Token);
        Pass(60);
        Assert.Empty(_done);
        Assert.False(gate.IsOpen);
        _refusal = null;
        Pass(10);
        Assert.Equal(["opened"], _done);
        _refusal = refusal;
        Pass(60);
        Assert.True(gate.IsOpen);
        Pass(80);
        Assert.Equal(["opened", "closed"], _done);
        Assert.Equal((false, refusal.Words()), (gate.IsOpen, gate.Why));
        _refusal = null;
        Pass(30);
        Assert.Contains("green again", gate.Why, StringComparison.Ordinal);
        Assert.False(gate.IsOpen);
        Pass(60);
        Assert.Equal(["opened", "closed", "opened"], _done);
        await end.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
    }

    private Result<Verified<GuardReport>, GateRefusal> Judge()
    {
        if (_refusal is { } refusal) { return refusal; }
        using SigningIdentity signer = SigningIdentity.Create(_identity, KeyPurpose.GuardReports,
            PublishedKeys.Boot);
        GuardReport report = GuardReportVectorTests.Report(DeviceDescriptor.Of(_identity).Device);
        return GuardReportCodec.Verify(GuardReportCodec.Sign(report, signer),
            DeviceDescriptor.Of(_identity)).Value;
    }

    private void Pass(int seconds)
    {
        for (int each = 0; each < seconds; each++) { _time.Advance(TimeSpan.FromSeconds(1)); }
    }
}
