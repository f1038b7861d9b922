using System.Collections.Immutable;
using Edge.Sensing;

namespace Edge.Rules;

/// <summary>What a restart must not forget: timers, latches, recent switchings, overrides.</summary>
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
