using System.Collections.Immutable;
using CsCheck;
using Edge.Profiles;

namespace Edge.Tests.Rules;

/// <summary>Random sites with every kind of contract and operator, random readings, lost readings,
/// overrides and restarts: whatever rules want, outputs stay in what is declared.</summary>
/// <remarks>Judged by the outputs alone, second by second; nothing of the engine's own reasoning is
/// used.</remarks>
public sealed class ContractEnvelopeTests
{
    private const int Channels = 3;

    private static readonly Gen<int[]> Cases = Gen.Int[0, int.MaxValue].Array[60, 400];

    private static readonly string[] Conditions = ["c0 > 5.0", "c1 < 6.0", "c2 > 3.0 && c0 < 9.0", "c1 > 4.0 || c2 > 8.0", "true"];

    [Fact]
    public void Keeps_EveryActuatorInItsContract() => Cases.Sample(dice => Play(new Dice(dice), restarts: true, idle: false), iter: 800);

    [Fact]
    public void Needs_NoScanBetweenInputsAndDeadlines() => Cases.Sample(
        dice => Assert.Equal(
            Log(Play(new Dice(dice), restarts: false, idle: false)), Log(Play(new Dice(dice), restarts: false, idle: true))),
        iter: 300);

    [Fact]
    public void Decides_AlikeInWhateverOrderTheRulesStand() => Cases.Sample(
        dice => Assert.Equal(
            Log(Play(new Dice(dice), restarts: false, idle: false)),
            Log(Play(new Dice(dice), restarts: false, idle: false, rules => [.. rules.Reverse()]))),
        iter: 300);

    private static RuleWorld Play(
        Dice dice, bool restarts, bool idle, Func<ImmutableArray<RuleDeclaration>, ImmutableArray<RuleDeclaration>>? order = null)
    {
        ImmutableArray<ActuatorDeclaration> actuators = [.. Enumerable.Range(0, 4).Select(index => Actuator(dice, index))];
        ImmutableArray<RuleDeclaration> rules = [.. Enumerable.Range(0, 2 + dice.Throw(7)).Select(index => Rule(dice, index))];
        ImmutableArray<InterlockDeclaration> locks = [new("lock", [0, 1], TimeSpan.FromSeconds(1 + dice.Throw(3)), default)];
        ImmutableArray<SoftStartDeclaration> starts = [new("soft", [1, 2], TimeSpan.FromSeconds(1 + dice.Throw(3)), default)];
        var world = new RuleWorld(actuators, order?.Invoke(rules) ?? rules, Channels, locks, starts) { Now = 1_000 };
        world.Start();
        var contract = new Contract(world);
        Scan(world, contract);
        while (!dice.IsOver)
        {
            Sleep(world, contract, world.Now + dice.Throw(4_000), idle);
            Act(world, dice);
            if (restarts && dice.Throw(20) == 0)
            {
                world = world.Restarted(dice.Throw(20));
                contract.Restarted(world);
            }

            Scan(world, contract);
        }

        return world;
    }

    private static void Act(RuleWorld world, Dice dice)
    {
        for (int inputs = dice.Throw(Channels); inputs >= 0; inputs--)
        {
            double value = dice.Throw(13);
            world.Put(dice.Throw(Channels), value > 10 ? double.NaN : value);
        }

        int actuator = dice.Throw(40);
        if (actuator >= 4) { return; }
        if (dice.Throw(3) == 0) { world.Engine.ClearOverride(actuator); }
        else { world.Engine.SetOverride(new(actuator, dice.Throw(2) == 1, 0, "w", "y", world.Time, 1_000 + dice.Throw(15_000))); }
    }

    private static void Sleep(RuleWorld world, Contract contract, long end, bool idle)
    {
        while (world.Engine.NextDeadline() is { } deadline && deadline < end)
        {
            Assert.True(deadline > world.Now, "a deadline that is over");
            if (idle) { Idle(world, deadline - 1); }
            world.Now = deadline;
            Scan(world, contract);
        }

        if (idle) { Idle(world, end - 1); }
        world.Now = Math.Max(world.Now, end);
    }

    private static void Idle(RuleWorld world, long last)
    {
        long from = world.Now;
        for (int scan = 1; scan <= 3 && from < last; scan++)
        {
            world.Now = from + ((last - from) * scan / 3);
            string before = State(world);
            Assert.Empty(world.Scan());
            Assert.Equal(before, State(world));
        }
    }

    private static void Scan(RuleWorld world, Contract contract)
    {
        world.Scan();
        contract.Scanned(world);
    }

    private static string State(RuleWorld world) =>
        string.Join('\n', world.Site.Actuators.Select(each => $"{world.Engine.Explain(each.Index)}").Append($"{world.Engine.NextDeadline()}"));

    private static string[] Log(RuleWorld world) =>
    [
        .. world.Events.Select(item =>
            $"{item.Time.MonotonicMilliseconds} {item.Actuator} {item.On} {item.Cause} {(item.Rule < 0 ? "-" : world.Site.Rules[item.Rule].Name)}"),
    ];

    private static ActuatorDeclaration Actuator(Dice dice, int index)
    {
        bool safeOn = index == 3;
        double minOn = Math.Max(0, dice.Throw(8) - 4);
        ActuatorDeclaration plain = RuleWorld.Actuator(index, safeOn, 2 + dice.Throw(6), minOn, Math.Max(1, dice.Throw(8) - 4));
        return plain with
        {
            MaxOn = safeOn || dice.Throw(2) == 0 ? TimeSpan.Zero : TimeSpan.FromSeconds(minOn + 1 + dice.Throw(5)),
            MaxSwitches = dice.Throw(2) == 0 ? null : new(1 + dice.Throw(3), TimeSpan.FromSeconds(5 + dice.Throw(20))),
        };
    }

    private static RuleDeclaration Rule(Dice dice, int index)
    {
        RuleDeclaration rule = RuleWorld.Rule(
            Conditions[dice.Throw(Conditions.Length)], $"r{index}", $"a{dice.Throw(4)}", dice.Throw(3), dice.Throw(4) > 0, Math.Max(0, dice.Throw(7) - 4));
        TimeSpan time = TimeSpan.FromSeconds(1 + dice.Throw(6));
        rule = dice.Throw(4) switch
        {
            0 => rule with { OffDelay = time },
            1 => rule with { Pulse = time },
            _ => rule,
        };
        if (dice.Throw(4) == 0) { rule = rule with { Cooldown = time }; }
        return dice.Throw(3) == 0
            ? rule with { Latch = new("c0 > 7.0", default, "c1 > 7.0", default, dice.Throw(2) == 0, default) }
            : rule;
    }
}
