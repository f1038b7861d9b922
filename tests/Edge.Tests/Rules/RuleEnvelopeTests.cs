using System.Collections.Immutable;
using CsCheck;
using Edge.Profiles;
using Edge.Rules;
using static Edge.Tests.Rules.RuleWorld;

namespace Edge.Tests.Rules;

/// <summary>Random sites, inputs and faults: what no site may ever do.</summary>
/// <remarks>Every case is made of a list of dice, so that a failing one shrinks.</remarks>
public sealed class RuleEnvelopeTests
{
    private const int Channels = 4;

    private static readonly Gen<int[]> Cases = Gen.Int[0, int.MaxValue].Array[40, 400];

    private static readonly string[] Conditions =
    [
        "c0 > 5.0", "c1 < 3.0", "c0 > 5.0 && c1 < 7.0", "c2 > 2.0 || c3 > 8.0", "!(c1 >= c2)", "c0 > 2.0 ? c1 > 5.0 : c3 < 5.0",
        "10 / int(c3) > 2", "int(c2) % int(c1) == 0 || c0 > 8.0", "true", "c0 + c1 > c2 + c3", "(c3 > 9.0) == (c2 > 4.0)",
    ];

    [Fact]
    public void Keeps_EveryActuatorInItsEnvelope() => Cases.Sample(dice => Play(dice, new Envelope()), iter: 600);

    [Fact]
    public void Decides_AlikeInWhateverOrderTheRulesStand() => Cases.Sample(
        dice =>
        {
            string[] straight = Log(Play(dice, null));
            string[] reversed = Log(Play(dice, null, rules => [.. rules.Reverse()]));
            Assert.Equal(straight, reversed);
        },
        iter: 300);

    [Fact]
    public void Needs_NoScanBetweenInputsAndDeadlines() => Cases.Sample(
        dice => Assert.Equal(Log(Play(dice, null)), Log(Play(dice, null, idleScans: 7))), iter: 300);

    private static RuleWorld Play(
        int[] values, Envelope? envelope, Func<ImmutableArray<RuleDeclaration>, ImmutableArray<RuleDeclaration>>? order = null,
        int idleScans = 0)
    {
        var dice = new Dice(values);
        ImmutableArray<ActuatorDeclaration> actuators = [Actuator(dice, 0), Actuator(dice, 1)];
        ImmutableArray<RuleDeclaration> rules = [.. Enumerable.Range(0, 1 + dice.Throw(7)).Select(index => Rule(dice, index))];
        RuleWorld world = new(actuators, order?.Invoke(rules) ?? rules, Channels) { Now = 1_000 };
        world.Start();
        envelope?.Started(world);
        Scan(world, envelope);
        while (!dice.IsOver)
        {
            SleepUntil(world, world.Now + dice.Throw(3_000), idleScans, envelope);
            for (int inputs = dice.Throw(Channels); inputs >= 0; inputs--)
            {
                double value = dice.Throw(13);
                world.Put(dice.Throw(Channels), value > 10 ? double.NaN : value);
            }

            Scan(world, envelope);
        }

        if (envelope is not null) { Envelope.ShutDown(world); }
        return world;
    }

    /// <summary>Scans at every deadline on the way, and where asked in between, where nothing may happen.</summary>
    private static void SleepUntil(RuleWorld world, long end, int idleScans, Envelope? envelope)
    {
        while (world.Engine.NextDeadline() is { } deadline && deadline < end)
        {
            Assert.True(deadline > world.Now, "a deadline that is over");
            Idle(world, deadline - 1, idleScans);
            world.Now = deadline;
            Scan(world, envelope);
        }

        Idle(world, end - 1, idleScans);
        world.Now = end;
    }

    private static void Idle(RuleWorld world, long last, int scans)
    {
        long from = world.Now;
        for (int scan = 1; scan <= scans && from < last; scan++)
        {
            world.Now = from + ((last - from) * scan / scans);
            string before = State(world);
            Assert.Empty(world.Scan());
            Assert.Equal(before, State(world));
        }
    }

    private static void Scan(RuleWorld world, Envelope? envelope)
    {
        ActuatorEvent[] events = world.Scan();
        envelope?.Scanned(world, events);
    }

    /// <summary>All that anybody can see of an engine.</summary>
    private static string State(RuleWorld world) => string.Join(
        '\n',
        world.Site.Actuators.Select(actuator => $"{world.Engine.Explain(actuator.Index)}")
            .Concat(world.Site.Rules.Select((_, index) => $"{world.Engine.ExplainRule(index)}"))
            .Append($"{world.Engine.NextDeadline()}"));

    private static string[] Log(RuleWorld world) =>
    [
        .. world.Events.Select(item =>
            $"{item.Time.MonotonicMilliseconds} {item.Actuator} {item.On} {item.Cause} {(item.Rule < 0 ? "-" : world.Site.Rules[item.Rule].Name)}"),
    ];

    private static ActuatorDeclaration Actuator(Dice dice, int index) => RuleWorld.Actuator(
        index, dice.Throw(2) == 1, 0.5 + dice.Throw(6), Math.Max(0, dice.Throw(9) - 4), Math.Max(0, dice.Throw(9) - 4));

    private static RuleDeclaration Rule(Dice dice, int index)
    {
        bool hasHysteresis = dice.Throw(3) == 0;
        bool isAbove = dice.Throw(2) == 0;
        return RuleWorld.Rule(
            hasHysteresis && dice.Throw(2) == 0 ? null : Conditions[dice.Throw(Conditions.Length)],
            $"r{index}",
            $"a{dice.Throw(2)}",
            dice.Throw(3),
            dice.Throw(3) > 0,
            Math.Max(0, dice.Throw(7) - 4),
            hasHysteresis ? Hysteresis($"c{dice.Throw(Channels)}", isAbove ? 7 : 3, isAbove ? 3 : 7) : null);
    }

    private sealed class Dice(int[] values)
    {
        private int _next;

        public bool IsOver => _next >= values.Length;

        public int Throw(int sides) => IsOver ? 0 : values[_next++] % sides;
    }
}
