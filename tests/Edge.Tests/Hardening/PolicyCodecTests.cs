using Edge.Hardening;
using Edge.Profiles;

namespace Edge.Tests.Hardening;

// Goal: what is applied from the kept policy is what the site file said, or nothing.
public sealed class PolicyCodecTests
{
    public static TheoryData<string> Boards => GuardPlannerTests.Boards;

    [Theory, MemberData(nameof(Boards))]
    public void Plans_TheSame_FromWhatWasKept(string name)
    {
        BoardProfile board = GuardPolicies.Board(name);
        foreach (GuardPolicy policy in (GuardPolicy[])[GuardPolicies.Of(board), Full(board)])
        {
            GuardPolicy kept = PolicyCodec.Read(PolicyCodec.Write(policy))!;
            Assert.Equal(policy.Hash(), kept.Hash());
            Assert.Equal(PolicyCodec.Write(policy), PolicyCodec.Write(kept));
            Assert.Equal(policy.Hardening.Technician, kept.Hardening.Technician);
            Assert.Equal(Pins(policy), Pins(kept));
            for (int seed = 0; seed < 50; seed++)
            {
                Inventory inventory = ModelMachine.Of(board, new Random(seed));
                Assert.Equal(GuardPlanner.Plan(policy, inventory).Hash(), GuardPlanner.Plan(kept, inventory).Hash());
            }
        }
    }

    [Fact]
    public void Reads_NothingThatWasChanged_OrIsTooLong()
    {
        byte[] bytes = PolicyCodec.Write(Full(GuardPolicies.Board("virtual")));
        for (int i = 0; i < bytes.Length; i++)
        {
            byte[] changed = [.. bytes];
            changed[i] ^= 1;
            Assert.Null(PolicyCodec.Read(changed));
        }
        Assert.Null(PolicyCodec.Read(bytes.AsMemory(0, bytes.Length - 1)));
        Assert.Null(PolicyCodec.Read(new byte[PolicyCodec.MaxBytes + 1]));
    }

    [Fact]
    public void Refuses_WhatBreaksALimit()
    {
        GuardPolicy policy = Full(GuardPolicies.Board("virtual"));
        Assert.NotNull(PolicyCodec.Read(PolicyCodec.Write(policy with { Kept = [.. Names(PolicyCodec.MostItems)] })));
        Assert.Null(PolicyCodec.Read(PolicyCodec.Write(policy with { Kept = [.. Names(PolicyCodec.MostItems + 1)] })));
        Assert.NotNull(PolicyCodec.Read(PolicyCodec.Write(policy with { Kept = [new string('x', PolicyCodec.MaxText)] })));
        Assert.Null(PolicyCodec.Read(PolicyCodec.Write(policy with { Kept = [new string('x', PolicyCodec.MaxText + 1)] })));
        Assert.Null(PolicyCodec.Read(PolicyCodec.Write(policy with { Peers = [new(null, new NetworkPort(65_536, "tcp"))] })));
        Assert.Null(PolicyCodec.Read(PolicyCodec.Write(policy with { Peers = [new(null, new NetworkPort(1, "icmp"))] })));
        TechnicianDeclaration nowhere = new("no such pin", ActiveLow: true, "tty1", default);
        Assert.Null(PolicyCodec.Read(PolicyCodec.Write(policy with { Hardening = policy.Hardening with { Technician = nowhere } })));
    }

    private static IEnumerable<(string, string, int)> Pins(GuardPolicy policy) =>
        policy.Board.Pins.Select(pin => (pin.Name, pin.ChipLabel, pin.Line));

    private static IEnumerable<string> Names(int count) => Enumerable.Range(0, count).Select(i => $"{i}");

    private static GuardPolicy Full(BoardProfile board) => GuardPolicies.Of(board, [.. board.Interfaces.Take(2).Select(each => each.Name)]) with
    {
        Hardening = new(
            ["chrony.service"], ["ftdi_sio"], [new("1-1.2", "0403:6001")], false, ["10.0.0.53"], ["10.0.0.123"], [],
            [new NetworkPort(22, "tcp")], true, ["pi"],
            board.Pins.Length > 0 ? new(board.Pins[0].Name, ActiveLow: false, "tty1", default) : null),
        Peers = [new("fd00::1", new NetworkPort(443, "tcp")), new(null, new NetworkPort(8883, "tcp"))],
        BusPaths = ["/dev/i2c-1", "/dev/ttyAMA0"],
        UsesPins = false,
    };
}
