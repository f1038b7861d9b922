using System.Text;
using Edge.Platform.Incidents;

namespace Edge.SystemTests;

/// <summary>What leaves the gateway for somebody far away is whole, proved, and without a secret.</summary>
[Collection("lab")]
public sealed class AuditTests(Lab lab) : IAsyncLifetime
{
    private const string State = "/var/lib/edge";
    private const string BellPassword = "canary-bell-7f3a91";
    private const string JournalToken = "canary-token-55e0";
    private const string SitePassword = "canary-site-d41c";

    private readonly AuditSight _audit = new(lab);

    public Task InitializeAsync() => lab.ResetAsync();

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task Bundles_AnIncidentWithTheRealJournal_AndWithoutASecret()
    {
        await lab.AssertDeliveredAsync();
        string bundle = Path.Combine(lab.Share, "incident.tar.gz");
        string identity;
        try
        {
            identity = (await lab.InGuestAsync($$"""
                cp /etc/edge/site.yaml /run/site.before; echo '# password: {{SitePassword}}' >> /etc/edge/site.yaml
                mkdir -p /etc/edge/updates
                echo '{"version":1,"repository":"operator","broker":"mqtts://u.example:8883","topic":"a","user":"u","password":"{{BellPassword}}"}' \
                    > /etc/edge/updates/bell.json
                key=$(base64 -w0 {{State}}/identity.key)
                systemd-run --quiet --wait --unit=edge-canary \
                    sh -c "echo bell {{BellPassword}}; echo token={{JournalToken}}; echo key $key; echo here edge-canary ends"
                rm -f /run/incident.tar.gz; edge incident --state {{State}} --out /run/incident.tar.gz > /dev/null
                cp /run/incident.tar.gz /lab/ && chmod 644 /lab/incident.tar.gz
                echo $key
                """)).Trim();
        }
        finally
        {
            await lab.InGuestAsync("cat /run/site.before > /etc/edge/site.yaml; rm -f /etc/edge/updates/bell.json");
        }

        IncidentContent content = IncidentReader.Read(await File.ReadAllBytesAsync(bundle)).Value;
        string journal = Encoding.UTF8.GetString(content.Files.Single(file => file.Name == "journal.txt").Content.Span);
        Assert.Contains("here edge-canary ends", journal, StringComparison.Ordinal);
        Assert.Contains("systemd", journal, StringComparison.Ordinal);
        Assert.True(content.Manifest.IsRunning);
        byte[] key = Convert.FromBase64String(identity);
        string[] canaries = [BellPassword, JournalToken, SitePassword, identity, Convert.ToHexStringLower(key)];
        Assert.All(content.Files, file =>
        {
            Assert.All(canaries, canary => Assert.DoesNotContain(canary, Encoding.Latin1.GetString(file.Content.Span), StringComparison.OrdinalIgnoreCase));
            Assert.Equal(-1, file.Content.Span.IndexOf(key));
        });
        Output verified = await Command.RunAsync(
            AuditSight.Published("edge"), ["audit", "verify", "--bundle", bundle, "--device", _audit.DescriptorPath],
            new Dictionary<string, string>(), TimeSpan.FromMinutes(1));
        Assert.True(verified.ExitCode == 0, verified.Both);
    }
}
