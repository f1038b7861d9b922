using System.Collections.Immutable;
using CsCheck;
using Edge.Profiles;
using Edge.Rules;
using Edge.Sensing;
using Edge.Tests.Golden;

namespace Edge.Tests.Rules;

public sealed class MemoryFileTests
{
    [Fact]
    public void Writes_TheGoldenBytes_AndReadsThem()
    {
        GoldenWorld.Matches("rule-state", MemoryFile.Write(RuleStates.Golden));
        Assert.Equal(RuleStates.Shown(RuleStates.Golden), RuleStates.Shown(MemoryFile.Read(GoldenWorld.Stored("rule-state")).Value));
    }

    [Fact]
    public void Writes_TheGoldenBytesOfModes_AndReadsThem()
    {
        GoldenWorld.Matches("rule-state-modes", MemoryFile.Write(RuleStates.WithModes));
        Assert.Equal(RuleStates.Shown(RuleStates.WithModes), RuleStates.Shown(MemoryFile.Read(GoldenWorld.Stored("rule-state-modes")).Value));
    }

    // An earlier program knows version 1 alone: it reads what has no mode in it.
    [Fact]
    public void Writes_TheFirstVersionWhereNoModeWasChosen()
    {
        Assert.Equal(1, MemoryFile.Write(RuleStates.Golden)[1]);
        Assert.Equal(2, MemoryFile.Write(RuleStates.WithModes)[1]);
    }

    [Fact]
    public void Reads_WhatItWrites() => RuleStates.Any.Sample(memory =>
        Assert.Equal(RuleStates.Shown(memory), RuleStates.Shown(MemoryFile.Read(MemoryFile.Write(memory)).Value)));

    [Fact]
    public void Refuses_EveryChangedByte()
    {
        byte[] bytes = MemoryFile.Write(RuleStates.Golden);
        for (int at = 0; at < bytes.Length; at++)
        {
            byte[] changed = [.. bytes];
            changed[at] ^= 0x10;
            Assert.False(MemoryFile.Read(changed).IsOk, $"byte {at}");
        }
    }

    [Fact]
    public void Refuses_EveryPartOfItself()
    {
        byte[] bytes = MemoryFile.Write(RuleStates.Golden);
        for (int length = 0; length < bytes.Length; length++) { Assert.Equal(MemoryRefusal.Malformed, MemoryFile.Read(bytes.AsMemory(0, length)).Reason); }
        Assert.Equal(MemoryRefusal.Malformed, MemoryFile.Read((byte[])[.. bytes, 0]).Reason);
    }

    [Fact]
    public void Refuses_ALaterVersion()
    {
        byte[] bytes = MemoryFile.Write(RuleStates.Golden);
        bytes[1] = 3;
        Assert.Equal(MemoryRefusal.UnknownVersion, MemoryFile.Read(bytes).Reason);
    }

    [Fact]
    public void Refuses_AFileThatIsTooLong() =>
        Assert.Equal(MemoryRefusal.Malformed, MemoryFile.Read(new byte[MemoryFile.MaxBytes + 1]).Reason);

    [Fact]
    public void Refuses_OneMoreThanTheLimit()
    {
        Assert.True(Accepts(RuleStates.Golden with { Rules = Many(SiteLimits.MaxRules) }));
        Assert.False(Accepts(RuleStates.Golden with { Rules = Many(SiteLimits.MaxRules + 1) }));
        Assert.True(Accepts(RuleStates.Golden with { Actuators = [new("a", [.. new long[60]])] }));
        Assert.False(Accepts(RuleStates.Golden with { Actuators = [new("a", [.. new long[61]])] }));
    }

    [Fact]
    public void Refuses_WhatCannotBe()
    {
        EngineMemory good = RuleStates.Golden;
        RuleMemory rule = good.Rules[0];
        OverrideMemory person = good.Overrides[0];
        Assert.False(Accepts(good with { Rules = [rule, rule] }));
        Assert.False(Accepts(good with { Rules = [rule with { HeldMs = -2 }] }));
        Assert.False(Accepts(good with { Rules = [rule with { PulseMs = (1L << 53) + 1 }] }));
        Assert.False(Accepts(good with { Rules = [rule with { Name = "" }] }));
        Assert.False(Accepts(good with { Time = good.Time with { Quality = (TimeQuality)4 } }));
        Assert.False(Accepts(good with { Actuators = [new("a", [5, 6])] }));
        Assert.False(Accepts(good with { Overrides = [person with { LeftMs = person.LastsMs + 1 }] }));
        Assert.False(Accepts(good with { Overrides = [person with { Why = new string('x', OverrideLimits.MaxWhyBytes + 1) }] }));
        Assert.False(Accepts(good with { Overrides = [person, person with { On = !person.On }] }));
        ModeMemory mode = RuleStates.WithModes.Modes[0];
        Assert.True(Accepts(good with { Modes = [mode] }));
        Assert.False(Accepts(good with { Modes = [mode, mode with { Value = "fair" }] }));
        Assert.False(Accepts(good with { Modes = [mode with { LeftMs = mode.LastsMs + 1 }] }));
        Assert.False(Accepts(good with { Modes = [mode with { LeftMs = -1 }] }));
        Assert.False(Accepts(good with { Modes = [mode with { Who = new string('x', OverrideLimits.MaxWhoBytes + 1) }] }));
        Assert.False(Accepts(good with { Modes = [.. Enumerable.Range(0, SiteLimits.MaxModes + 1).Select(index => mode with { Mode = $"m{index}" })] }));
    }

    private static bool Accepts(EngineMemory memory) => MemoryFile.Read(MemoryFile.Write(memory)).IsOk;

    private static ImmutableArray<RuleMemory> Many(int count) =>
        [.. Enumerable.Range(0, count).Select(index => new RuleMemory($"r{index}", (ulong)index) { IsLatchSet = true })];
}
