using Edge.Profiles;

namespace Edge.Rules.Operators;

/// <summary>The timed operators of one rule, one behind the other: held-for, off-delay, pulse,
/// cooldown.</summary>
internal sealed class RuleTimers(RuleDeclaration rule, long maxInputAge)
{
    private readonly HeldFor _heldFor = new((long)rule.HeldFor.TotalMilliseconds, maxInputAge);
    private readonly OffDelay? _offDelay =
        rule.OffDelay > TimeSpan.Zero ? new((long)rule.OffDelay.TotalMilliseconds, maxInputAge) : null;
    private readonly Pulse? _pulse = rule.Pulse > TimeSpan.Zero ? new((long)rule.Pulse.TotalMilliseconds) : null;
    private readonly Cooldown? _cooldown =
        rule.Cooldown > TimeSpan.Zero ? new((long)rule.Cooldown.TotalMilliseconds) : null;

    /// <summary>When time alone may change the verdict; <see cref="long.MaxValue"/> while nothing
    /// runs.</summary>
    public long Deadline => Math.Min(
        Math.Min(_heldFor.Deadline, _offDelay?.Deadline ?? long.MaxValue),
        Math.Min(_pulse?.Deadline ?? long.MaxValue, _cooldown?.Deadline ?? long.MaxValue));

    /// <summary>All that a restart must not forget; another value after each edge.</summary>
    public TimerMarks Marks => new(
        _heldFor.Counts && rule.HeldFor > TimeSpan.Zero,
        _offDelay is { IsOn: true },
        _pulse is { IsSpent: true },
        _cooldown is { IsOwed: true },
        _offDelay?.Mark ?? long.MinValue,
        _pulse?.Mark ?? long.MinValue,
        _cooldown?.Mark ?? long.MinValue);

    /// <summary>The shortest of the declared times that run now, in milliseconds;
    /// <see cref="long.MaxValue"/>: none.</summary>
    public long ShortestRunning(long now)
    {
        long shortest = _heldFor.IsRunning(now) ? (long)rule.HeldFor.TotalMilliseconds : long.MaxValue;
        if (_offDelay?.IsRunning(now) is true) { shortest = Math.Min(shortest, (long)rule.OffDelay.TotalMilliseconds); }
        if (_pulse?.IsRunning(now) is true) { shortest = Math.Min(shortest, (long)rule.Pulse.TotalMilliseconds); }
        if (_cooldown?.IsRunning(now) is true) { shortest = Math.Min(shortest, (long)rule.Cooldown.TotalMilliseconds); }
        return shortest;
    }

    public void Reset()
    {
        _heldFor.Reset();
        _offDelay?.Reset();
        _pulse?.Reset();
        _cooldown?.Reset();
    }

    /// <param name="usableAt">When what makes the input unknown was last usable.</param>
    public Verdict Step(Verdict input, long usableAt, long now)
    {
        Verdict verdict = input == Verdict.Unknown
            ? _heldFor.Unknown(usableAt, now)
            : _heldFor.Known(input == Verdict.True, now);
        if (_offDelay is not null) { verdict = _offDelay.Step(verdict, usableAt, now); }
        if (_pulse is not null) { verdict = _pulse.Step(verdict, now); }
        return _cooldown is null ? verdict : _cooldown.Step(verdict, now);
    }

    public RuleMemory Capture(RuleMemory memory, long now) => memory with
    {
        HeldMs = rule.HeldFor > TimeSpan.Zero ? _heldFor.AgeAt(now) : -1,
        IsOffDelayOn = _offDelay is { IsOn: true },
        FallenMs = _offDelay?.AgeAt(now) ?? -1,
        IsPulseSpent = _pulse is { IsSpent: true },
        PulseMs = _pulse?.AgeAt(now) ?? -1,
        IsCooldownOwed = _cooldown is { IsOwed: true },
        CooldownMs = _cooldown?.AgeAt(now) ?? -1,
    };

    /// <param name="off">Milliseconds since the memory was taken, as far as anybody knows.</param>
    public void Restore(RuleMemory memory, long off, long now)
    {
        _heldFor.Restore(memory.HeldMs, off, now);
        _offDelay?.Restore(memory.IsOffDelayOn, memory.FallenMs, off, now);
        _pulse?.Restore(memory.IsPulseSpent, memory.PulseMs, off, now);
        _cooldown?.Restore(memory.IsCooldownOwed, memory.CooldownMs, off, now);
    }
}

/// <summary>The edges of the timers of one rule.</summary>
internal readonly record struct TimerMarks(
    bool IsHeld, bool IsOffDelayOn, bool IsPulseSpent, bool IsCooldownOwed, long Fallen, long Pulse, long Cooldown);
