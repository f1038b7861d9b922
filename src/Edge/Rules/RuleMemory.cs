using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Edge.Profiles;

namespace Edge.Rules;

/// <summary>What one rule remembers over a restart. Times are milliseconds that had passed when it was
/// taken, -1 where there was nothing to count.</summary>
/// <param name="Name">Of the rule.</param>
/// <param name="Fingerprint">Of everything in its declaration that the memory depends on: a rule that was
/// rewritten does not take up what its predecessor left.</param>
public sealed record RuleMemory(string Name, ulong Fingerprint)
{
    public bool IsHysteresisOn { get; init; }

    public bool IsLatchSet { get; init; }

    /// <summary>For how long the condition held, unknown time not counted.</summary>
    public long HeldMs { get; init; } = -1;

    public bool IsOffDelayOn { get; init; }

    /// <summary>Since the input of the off-delay fell.</summary>
    public long FallenMs { get; init; } = -1;

    /// <summary>The pulse is over and its input was not false since.</summary>
    public bool IsPulseSpent { get; init; }

    /// <summary>Since the pulse began.</summary>
    public long PulseMs { get; init; } = -1;

    /// <summary>The rule was true, and a rest follows.</summary>
    public bool IsCooldownOwed { get; init; }

    /// <summary>Since the rest began.</summary>
    public long CooldownMs { get; init; } = -1;

    /// <summary>True where it says no more than a rule that never ran.</summary>
    public bool IsEmpty => this == new RuleMemory(Name, Fingerprint);

    /// <summary>True for a rule that has anything to remember.</summary>
    internal static bool IsKeptOf(RuleDeclaration rule) =>
        rule.Hysteresis is not null || rule.Latch is not null || rule.HeldFor > TimeSpan.Zero
        || rule.OffDelay > TimeSpan.Zero || rule.Pulse > TimeSpan.Zero || rule.Cooldown > TimeSpan.Zero;

    /// <summary>The first eight bytes of SHA-256 over the declaration as text.</summary>
    internal static ulong FingerprintOf(RuleDeclaration rule)
    {
        string text = string.Create(
            CultureInfo.InvariantCulture,
            $"{rule.Actuator}\n{rule.Condition}\n{rule.Hysteresis?.Channel}\n{rule.Hysteresis?.On:R}\n{rule.Hysteresis?.Off:R}\n"
            + $"{rule.Latch?.Set}\n{rule.Latch?.Reset}\n{rule.Latch?.SetDominates}\n{rule.HeldFor.Ticks}\n"
            + $"{rule.OffDelay.Ticks}\n{rule.Pulse.Ticks}\n{rule.Cooldown.Ticks}");
        if (rule.Schedule is { } schedule)
        {
            // A rule without one has the fingerprint that it had before there were schedules.
            text += string.Concat(schedule.Spans.Select(span => $"\n{span}"));
        }

        return BinaryPrimitives.ReadUInt64BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
    }
}
