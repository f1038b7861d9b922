using CsCheck;
using Edge.Rules;
using Edge.Sensing;

namespace Edge.Tests.Rules;

/// <summary>Rule states that several tests and the fuzzer write.</summary>
internal static class RuleStates
{
    private static readonly Gen<long> Age = Gen.OneOf(Gen.Const(-1L), Gen.Long[0, 1L << 53]);

    public static EngineMemory Golden { get; } = new(
        BootId.FromBytes([.. Enumerable.Repeat((byte)5, BootId.Length)]),
        new ReadingTime(61_000, 1_790_000_000_000, TimeQuality.Synchronised),
        [
            new RuleMemory("flood", 0x0102030405060708) { IsHysteresisOn = true, HeldMs = 2_500 },
            new RuleMemory("flush", 0x1112131415161718) { PulseMs = 400, IsLatchSet = true },
        ],
        [new ActuatorMemory("pump", [60_000, 1_000])],
        [new OverrideMemory("siren", false, 1000, "ann", "test", 1_789_999_990_000, TimeQuality.Synchronised, 600_000, 590_000)]);

    public static EngineMemory WithModes { get; } = new(
        Golden.Boot, Golden.Time, [], [], [])
    {
        Modes =
        [
            new ModeMemory("town", "event", 1000, "ann", 1_789_999_990_000, TimeQuality.Synchronised, 172_800_000, 172_790_000),
            new ModeMemory("garden", "winter", 0, "root", 1_780_000_000_000, TimeQuality.Holdover, -1, -1),
        ],
    };

    public static Gen<EngineMemory> Any { get; } = Gen.Select(
        Gen.Byte.Array[16], Gen.Long[0, 1L << 53], Gen.Int[1, 3], Rules(), Actuators(), Overrides(), Modes(),
        (boot, now, quality, rules, actuators, overrides, modes) => new EngineMemory(
            BootId.FromBytes(boot), new(now, now / 64, (TimeQuality)quality), [.. rules], [.. actuators], [.. overrides]) { Modes = [.. modes] });

    /// <summary>All of it as text: arrays in records compare by reference.</summary>
    public static string Shown(EngineMemory memory) => string.Join(
        '\n',
        memory.Rules.Select(rule => $"{rule}")
            .Concat(memory.Actuators.Select(each => $"{each.Name} {string.Join(' ', each.SwitchedMs)}"))
            .Concat(memory.Overrides.Select(each => $"{each}"))
            .Concat(memory.Modes.Select(each => $"{each}"))
            .Prepend($"{memory.Boot} {memory.Time}"));

    private static Gen<RuleMemory[]> Rules() => Gen.Select(
        Gen.ULong, Gen.Int[0, 31], Age, Age, Age, Age,
        (print, flags, held, fallen, pulse, rest) => new RuleMemory("", print)
        {
            IsHysteresisOn = (flags & 1) != 0, IsLatchSet = (flags & 2) != 0, IsOffDelayOn = (flags & 4) != 0,
            IsPulseSpent = (flags & 8) != 0, IsCooldownOwed = (flags & 16) != 0,
            HeldMs = held, FallenMs = fallen, PulseMs = pulse, CooldownMs = rest,
        }).Array[0, 6].Select(rules => rules.Select((rule, index) => rule with { Name = $"rule-{index}" }).ToArray());

    private static Gen<ActuatorMemory[]> Actuators() => Gen.Long[0, 1L << 40].Array[0, 60].Array[0, 3]
        .Select(all => all.Select((ages, index) => new ActuatorMemory($"a{index}", [.. ages.OrderDescending()])).ToArray());

    private static Gen<OverrideMemory[]> Overrides() => Gen.Select(
        Gen.Bool, Gen.UInt, Gen.Int[1, 3], Gen.Long[0, 1L << 40], Gen.Long[0, 1L << 40],
        (on, user, quality, left, more) => new OverrideMemory(
            "", on, user, "ann", "because, warum: \u00fc", 5, (TimeQuality)quality, left + more, left))
        .Array[0, 3].Select(all => all.Select((each, index) => each with { Actuator = $"a{index}" }).ToArray());

    private static Gen<ModeMemory[]> Modes() => Gen.Select(
        Gen.UInt, Gen.Int[1, 3], Gen.Bool, Gen.Long[0, 1L << 40], Gen.Long[0, 1L << 40],
        (user, quality, ends, left, more) => new ModeMemory(
            "", "event", user, "ann", 5, (TimeQuality)quality, ends ? left + more : -1, ends ? left : -1))
        .Array[0, 3].Select(all => all.Select((each, index) => each with { Mode = $"m{index}" }).ToArray());
}
