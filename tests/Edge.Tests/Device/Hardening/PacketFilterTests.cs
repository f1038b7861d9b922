using Edge.Device.Hardening;

namespace Edge.Tests.Device.Hardening;

public sealed class PacketFilterTests
{
    // Answers of a kernel 6.1, but for the lengths at the end of a name; layout: netlink(7), nf_tables.h.
    [Theory]
    [InlineData("2c0000000f0a000000000000570000000000000708000100000000070800020000000057080003006e667400", 7u)]
    [InlineData("1c0000000f0a0000000000005700000000000007080001000000002a", 42u)]
    [InlineData("1c0000000f0a0000000000005700000000000007000001000000002a", 42u)]
    [InlineData("1c0000000f0a0000000000005700000000000007030002000000002a", null)]
    [InlineData("1c000000100a0000000000005700000000000007080001000000002a", null)]
    [InlineData("140000000f0a00000000000057000000000000", null)]
    [InlineData("", null)]
    public void Reads_TheNumberOfChanges(string answer, uint? number) =>
        Assert.Equal(number, PacketFilter.GenerationIn(Convert.FromHexString(answer)));

    [Theory]
    [InlineData("34000000000a0000000000005700000001000007120001006564", true)]
    [InlineData("2400000002000000000000005700000" + "0feffffff20000000010a0100", false)] // no such table
    [InlineData("2400000002000000000000005700000" + "0ffffffff20000000010a0100", null)] // not for this user
    [InlineData("240000000200000000000000570000" + "00feffff", null)]
    [InlineData("", null)]
    public void Tells_WhetherATableIsThere(string answer, bool? isThere) =>
        Assert.Equal(isThere, PacketFilter.HasTableIn(Convert.FromHexString(answer)));

    [Theory]
    [InlineData("bridge edge_guard")]
    [InlineData("inet")]
    [InlineData("inet ")]
    public void Knows_NothingOfOtherTables(string target) => Assert.Null(PacketFilter.HasTable(target));
}
