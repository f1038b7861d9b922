using Edge.Hardening;
using Edge.Profiles;

namespace Edge.Tests.Hardening;

public sealed class FirewallTextTests
{
    private static readonly GuardPolicy Plain = GuardPolicies.Of(GuardPolicies.Board("virtual"), "ethernet");

    [Fact]
    public void Drops_EverythingInOutAndThrough_ButWhatIsDeclared()
    {
        string text = FirewallText.Render(Plain);
        Assert.Equal(3, text.Split("policy drop;").Length - 1);
        Assert.Contains("\t\tip daddr 10.90.0.1 tcp dport 8443 accept\n", text, StringComparison.Ordinal);
        Assert.DoesNotContain("dport 53", text, StringComparison.Ordinal);
        Assert.DoesNotContain("dport 123", text, StringComparison.Ordinal);
        Assert.DoesNotContain("dport 22", text, StringComparison.Ordinal);
        Assert.DoesNotContain("icmpv6", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Lets_ThroughWhatASiteDeclares()
    {
        GuardPolicy policy = Plain with
        {
            Hardening = HardeningDeclaration.Usual with
            {
                NameServers = ["10.0.0.53"], TimeServers = ["fd00::123"],
                    Listen = [new NetworkPort(22, "tcp")], Ipv6 = true,
            },
            Peers = [GuardPolicies.Collector, new NetworkPeer(null, new NetworkPort(443, "tcp"))],
        };
        string text = FirewallText.Render(policy);
        foreach (string rule in (string[])["ip daddr 10.0.0.53 udp dport 53 accept",
            "ip6 daddr fd00::123 udp dport 123 accept", "tcp dport 443 accept"])
        {
            Assert.Contains($"\t\t{rule}\n", After(text, "chain out"), StringComparison.Ordinal);
        }
        Assert.Contains("\t\ttcp dport 22 accept\n", text[..text.IndexOf("chain through",
            StringComparison.Ordinal)], StringComparison.Ordinal);
    }

    // A policy that takes a peer or a port away ends what stands to it: whoever began a connection passes by its rule alone.
    [Fact]
    public void Lets_NothingPassBecauseItIsEstablished_ButAnswers()
    {
        string text = FirewallText.Render(Plain);
        string[] states = [.. text.Split('\n').Where(line => line.Contains("ct state", StringComparison.Ordinal)).Select(line => line.Trim()).Distinct()];
        Assert.Equal(["ct state 0x2 ct direction 1 accept", "ct state 0x4 accept", "ct state 0x1 drop"], states);
    }

    [Theory]
    [InlineData("x burst 5 packets y", "x y\n")]
    [InlineData("x\n\n\n", "x\n")]
    public void Reads_TheSameTextFromEveryRelease(string listed, string same) =>
        Assert.Equal(same, FirewallText.Normalise(listed));

    [Fact]
    public void Cannot_ChangeWhileThePolicyIsTheSame() => Assert.Equal(FirewallText.Render(Plain),
        FirewallText.Render(Plain with { }));

    private static string After(string text, string mark) =>
        text[text.IndexOf(mark, StringComparison.Ordinal)..];
}
