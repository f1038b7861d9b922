using Edge.Hardening;
using Edge.Profiles;

namespace Edge.Tests.Hardening;

public sealed class RightsTextTests
{
    private static readonly GuardPolicy Plain = GuardPolicies.Of(GuardPolicies.Board("virtual"), "ethernet");

    [Fact]
    public void Names_OnlyTheClassesAndPeersThatAreDeclared()
    {
        string text = RightsText.Render(Plain with { BusPaths = ["/dev/i2c-1", "/dev/i2c-3", "/dev/ttyS0"] });
        string[] lines = [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(2)];
        Assert.Equal(
            ["DeviceAllow=", "DeviceAllow=char-gpiochip rw", "DeviceAllow=char-i2c rw",
                "DeviceAllow=char-ttyS rw", "IPAddressDeny=any",
                "IPAddressAllow=localhost", "IPAddressAllow=10.90.0.1"], lines);
        Assert.DoesNotContain("gpiochip", RightsText.Render(Plain with { UsesPins = false }),
            StringComparison.Ordinal);
    }

    [Fact]
    public void Leaves_AddressesToThePacketFilter_WhereAPeerIsAName() =>
        Assert.DoesNotContain("IPAddress", RightsText.Render(Plain with { Peers = [new NetworkPeer(null,
            new NetworkPort(443, "tcp"))] }), StringComparison.Ordinal);
}
