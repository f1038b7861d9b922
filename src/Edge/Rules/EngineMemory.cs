using System.Collections.Immutable;
using Edge.Profiles;
using Edge.Sensing;

namespace Edge.Rules;

/// <summary>What a restart must not forget: timers, latches, recent switchings, overrides, modes.</summary>
/// <param name="Boot">The boot that <paramref name="Time"/> counts from.</param>
/// <param name="Time">When it was taken.</param>
/// <param name="Rules">Those that remember something, in the order of the site.</param>
/// <param name="Actuators">Those whose switching rate is limited and that were switched lately.</param>
public sealed record EngineMemory(
    BootId Boot,
    ReadingTime Time,
    ImmutableArray<RuleMemory> Rules,
    ImmutableArray<ActuatorMemory> Actuators,
    ImmutableArray<OverrideMemory> Overrides)
{
    /// <summary>What people chose and a start must not undo, one a mode at most.</summary>
    public ImmutableArray<ModeMemory> Modes { get; init; } = [];

    /// <summary>The shortest declared time that runs; null: none does. Not stored: it tells how soon the
    /// memory gets old.</summary>
    public TimeSpan? ShortestRunning { get; init; }

    /// <summary>Milliseconds from then to now, as far as anybody knows.</summary>
    /// <remarks>Exact in the same boot. In another one by the wall clock, where it was synchronised both
    /// times; else nobody knows, and it counts as none.</remarks>
    public long TimePassed(BootId boot, ReadingTime now)
    {
        if (boot == Boot) { return Math.Max(0, now.MonotonicMilliseconds - Time.MonotonicMilliseconds); }
        bool isKnown = Time.Quality == TimeQuality.Synchronised && now.Quality == TimeQuality.Synchronised;
        return isKnown ? Math.Max(0, now.UnixMilliseconds - Time.UnixMilliseconds) : 0;
    }
}

/// <summary>How often an actuator left its safe state lately.</summary>
/// <param name="SwitchedMs">Milliseconds that had passed since each time, the oldest first.</param>
public sealed record ActuatorMemory(string Name, ImmutableArray<long> SwitchedMs);

/// <summary>An override over a restart.</summary>
/// <param name="Actuator">By name: the site file may have changed.</param>
/// <param name="LeftMs">Milliseconds until its end when the memory was taken.</param>
public sealed record OverrideMemory(
    string Actuator, bool On, uint UserId, string Who, string Why, long SetUnixMs, TimeQuality SetQuality, long LastsMs,
    long LeftMs)
{
    public static OverrideMemory Of(string actuator, ActuatorOverride item, long now) => new(
        actuator, item.On, item.UserId, item.Who, item.Why, item.Set.UnixMilliseconds, item.Set.Quality,
        item.LastsMilliseconds, Math.Clamp(item.EndsAt - now, 0, item.LastsMilliseconds));

    /// <param name="off">Milliseconds since the memory was taken, as far as anybody knows; they
    /// count.</param>
    public ActuatorOverride After(long off, int index, ReadingTime now) => new(
        index, On, UserId, Who, Why,
        new(now.MonotonicMilliseconds - (LastsMs - LeftMs) - off, SetUnixMs, SetQuality), LastsMs);
}

/// <summary>What a person chose for a mode, over a restart.</summary>
/// <param name="Mode">By name, as its value: the site file may have changed.</param>
/// <param name="LastsMs">-1: until somebody chooses another.</param>
/// <param name="LeftMs">Milliseconds until its end when the memory was taken; -1: it has none.</param>
public sealed record ModeMemory(
    string Mode, string Value, uint UserId, string Who, long SetUnixMs, TimeQuality SetQuality, long LastsMs, long LeftMs)
{
    public static ModeMemory Of(ModeDeclaration mode, ModeChoice choice, long now)
    {
        bool ends = choice.LastsMilliseconds != Term.Forever;
        return new(
            mode.Name, mode.Values[choice.Value], choice.UserId, choice.Who ?? "", choice.Set.UnixMilliseconds, choice.Set.Quality,
            ends ? choice.LastsMilliseconds : -1,
            ends ? Math.Clamp(choice.Term.EndsAt - now, 0, choice.LastsMilliseconds) : -1);
    }

    /// <param name="off">Milliseconds since the memory was taken, as far as anybody knows; they
    /// count.</param>
    /// <returns>Null where the site no longer has that mode or value.</returns>
    public ModeChoice? After(long off, Site site, ReadingTime now)
    {
        ModeDeclaration? mode = site.Modes.FirstOrDefault(each => each.Name == Mode);
        int value = mode?.Values.IndexOf(Value) ?? -1;
        if (mode is null || value < 0) { return null; }
        long passed = LastsMs < 0 ? off : LastsMs - LeftMs + off;
        return new(mode.Index, value)
        {
            UserId = UserId,
            Who = Who,
            Set = new(now.MonotonicMilliseconds - passed, SetUnixMs, SetQuality),
            LastsMilliseconds = LastsMs < 0 ? Term.Forever : LastsMs,
        };
    }
}
