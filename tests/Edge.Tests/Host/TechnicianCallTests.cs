using Edge.Device.Hardening;
using Edge.Hardening;
using Edge.Host.Guard;
using Edge.Tests.Device.Hardening;
using Edge.Tests.Hardening;
using Edge.Tests.Host.Updates;

namespace Edge.Tests.Host;

// Goal: whoever holds the line in the first minutes of a boot gets a console, also where something is amiss for a moment.
public sealed class TechnicianCallTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("edge-call-").FullName;
    private readonly RecordedTrail _trail = new();
    private readonly List<string> _started = [];
    private readonly TechnicianDoor _door;
    private readonly TechnicianCall _call;
    private TimeSpan _sinceBoot = TimeSpan.FromSeconds(10);
    private bool _isHeld = true, _hasPins = true, _hasSystemd = true;

    public TechnicianCallTests()
    {
        _door = new TechnicianDoor(Path.Combine(_folder, "state"), Run, new BootId(Guid.Parse("00112233-4455-6677-8899-aabbccddeeff")));
        _call = new(_door, _trail, () => _sinceBoot, (_, _) => _hasPins ? _isHeld : throw new IOException("no pins yet"), Start);
    }

    private static GuardPolicy Policy
    {
        get
        {
            GuardPolicy policy = GuardPolicies.Of(GuardPolicies.Board("virtual"), "ethernet");
            return policy with { Hardening = policy.Hardening with { Technician = new("GPIO26", true, "tty2", default) } };
        }
    }

    private string Run => Path.Combine(_folder, "run");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Asks_OnceForWhoeverHoldsTheLine()
    {
        _isHeld = false;
        Assert.False(_call.Look(Policy));
        (_isHeld, _hasPins) = (true, false);
        Assert.False(_call.Look(Policy));
        Assert.False(_door.IsSomebodyThere);
        _hasPins = true;
        Assert.True(_call.Look(Policy));
        Assert.True(_door.IsSomebodyThere);
        Assert.Equal(["tty2"], _started);
        Assert.Single(_trail.Events, each => each is { Kind: GuardEventKind.TechnicianPresent, Subject: "GPIO26" });
    }

    [Fact]
    public void TriesAgain_WhereRunTakesNothing_AndTellsItOnce()
    {
        File.WriteAllText(Run, "no room");
        Assert.False(_call.Look(Policy));
        Assert.False(_call.Look(Policy));
        Assert.Equal(GuardEventKind.Failed, Assert.Single(_trail.Events).Kind);
        Assert.Empty(_started);
        File.Delete(Run);
        Assert.True(_call.Look(Policy));
        Assert.Equal(["tty2"], _started);
    }

    // He may have let go of it meanwhile.
    [Fact]
    public void TriesAgain_WhereSystemdDoesNotAnswer()
    {
        _hasSystemd = false;
        Assert.False(_call.Look(Policy));
        (_hasSystemd, _isHeld) = (true, false);
        Assert.True(_call.Look(Policy));
        Assert.Equal(["tty2"], _started);
        Assert.Single(_trail.Events, each => each.Kind == GuardEventKind.TechnicianPresent);
    }

    [Fact]
    public void Ends_WithTheWindow_WithoutALine_AndWhereItWasAskedBefore()
    {
        Assert.True(_call.Look(GuardPolicies.Of(GuardPolicies.Board("virtual"), "ethernet")));
        _sinceBoot = TechnicianCall.Window + TimeSpan.FromMilliseconds(1);
        Assert.True(_call.Look(Policy));
        _sinceBoot = TimeSpan.Zero;
        _door.NotePresence();
        Assert.True(_call.Look(Policy));
        Assert.Empty(_started);
    }

    [Fact]
    public void Says_InWords_WhyTheConsoleDoesNotAsk()
    {
        (int code, string output) = UpdatedGateway.Edge("guard", "console", "--tty", "tty9", "--guard-run", Run, "--guard-state",
            Path.Combine(_folder, "guard"), "--slots", Path.Combine(_folder, "slots"));
        Assert.Equal(1, code);
        Assert.Contains("does not know yet which device it is", output, StringComparison.Ordinal);
    }

    private void Start(string terminal)
    {
        if (!_hasSystemd) { throw new IOException("no answer"); }
        _started.Add(terminal);
    }
}
