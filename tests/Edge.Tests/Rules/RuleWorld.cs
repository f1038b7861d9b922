using System.Collections.Immutable;
using Edge.Profiles;
using Edge.Rules;
using Edge.Sensing;

namespace Edge.Tests.Rules;

/// <summary>A site with channels <c>c0</c>, <c>c1</c>, ..., its engine, its snapshot and a time that only
/// the test moves.</summary>
internal sealed class RuleWorld
{
    private readonly List<ActuatorEvent> _events = [];

    public RuleWorld(
        ImmutableArray<ActuatorDeclaration> actuators, ImmutableArray<RuleDeclaration> rules, int channels = 2,
        ImmutableArray<InterlockDeclaration> interlocks = default, ImmutableArray<SoftStartDeclaration> softStarts = default)
    {
        Site = SiteOf(actuators, rules, channels) with
        {
            Interlocks = interlocks.IsDefault ? [] : interlocks,
            SoftStarts = softStarts.IsDefault ? [] : softStarts,
        };
        (RuleBook? book, ImmutableArray<SiteError> errors) = RuleBook.Compile(Site, "site.yaml");
        Assert.Empty(errors);
        Engine = new RuleEngine(book!);
        Snapshot = new Snapshot(channels, 0);
    }

    public Site Site { get; }

    public RuleEngine Engine { get; }

    public Snapshot Snapshot { get; }

    /// <summary>Monotonic milliseconds.</summary>
    public long Now { get; set; }

    /// <summary>All events so far.</summary>
    public IReadOnlyList<ActuatorEvent> Events => _events;

    public static ActuatorDeclaration Actuator(
        int index = 0, bool safeOn = false, double maxInputAge = 10, double minOn = 0, double minOff = 0) => new(
            index, $"a{index}", $"GPIO{index}", ActiveLow: false, safeOn, TimeSpan.FromSeconds(maxInputAge),
            TimeSpan.FromSeconds(minOn), TimeSpan.FromSeconds(minOff), default);

    public static RuleDeclaration Rule(
        string? when, string name = "r", string actuator = "a0", int priority = 0, bool on = true, double heldFor = 0,
        HysteresisDeclaration? hysteresis = null) =>
        new(name, actuator, when, default, hysteresis, TimeSpan.FromSeconds(heldFor), priority, on, default);

    public static HysteresisDeclaration Hysteresis(string channel, double on, double off) => new(channel, on, off, default);

    public static Site SiteOf(
        ImmutableArray<ActuatorDeclaration> actuators, ImmutableArray<RuleDeclaration> rules, int channels) => new(
            "id", "p", "o", "c", null, new BoardProfile("b", "", BoardKind.Simulated, [], [], [], null, null), null,
            GuardMode.ReportOnly, [],
            [.. Enumerable.Range(0, channels).Select(index => new ChannelDeclaration(
                index, $"c{index}", "s", "q", Unit.One, 0.01, Conditioning.None, default))],
            actuators, rules, [], [], null, new OutboxDeclaration(1 << 20), []);

    public RuleWorld Start()
    {
        _events.AddRange(Engine.Start(Time));
        return this;
    }

    /// <summary>A new reading now; NaN is a bad one.</summary>
    public RuleWorld Put(int channel, double value)
    {
        Snapshot.Set(double.IsNaN(value)
            ? Reading.Bad(channel, QualityReason.NoAnswer, Time)
            : new Reading(channel, value, Quality.Good, QualityReason.None, Time));
        return this;
    }

    /// <summary>A new reading of one channel at a time, no scan.</summary>
    public RuleWorld Put(double seconds, int channel, double value)
    {
        Now = (long)(seconds * 1_000);
        return Put(channel, value);
    }

    public ActuatorEvent[] Scan()
    {
        ActuatorEvent[] events = Engine.Scan(Snapshot, Time).ToArray();
        _events.AddRange(events);
        return events;
    }

    /// <summary>Scans at a time, all channels with these values; whether the first actuator is on.</summary>
    public bool At(double seconds, params double[] values)
    {
        Now = (long)(seconds * 1_000);
        for (int channel = 0; channel < values.Length; channel++) { Put(channel, values[channel]); }
        Scan();
        return Engine.IsOn(0);
    }

    /// <summary>The same site after a restart, with what this one remembers.</summary>
    /// <param name="later">Seconds that went by, in monotonic time of the same boot.</param>
    public RuleWorld Restarted(double later = 0)
    {
        EngineMemory memory = Engine.Capture(default, Time);
        Result<EngineMemory, MemoryRefusal> read = MemoryFile.Read(MemoryFile.Write(memory));
        RuleWorld next = new(
            Site.Actuators, Site.Rules, Site.Channels.Length, Site.Interlocks, Site.SoftStarts) { Now = Now + (long)(later * 1_000) };
        next.Start();
        next.Engine.Restore(read.Value, default, next.Time);
        return next;
    }

    public ActuatorEvent[] Shutdown() => Engine.Shutdown(Time).ToArray();

    public ReadingTime Time => new(Now, Now, TimeQuality.Synchronised);
}
