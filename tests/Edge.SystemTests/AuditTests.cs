using System.Text;
using Edge.Audit;
using Edge.Platform.Incidents;

namespace Edge.SystemTests;

/// <summary>What becomes short is told before anything is lost, the log goes on where the card does not, and nothing of it
/// leaves the gateway with a secret.</summary>
[Collection("lab")]
public sealed class AuditTests(Lab lab) : IAsyncLifetime
{
    private const string State = "/var/lib/edge";
    private const string BellPassword = "canary-bell-7f3a91";
    private const string JournalToken = "canary-token-55e0";
    private const string SitePassword = "canary-site-d41c";
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(4);

    private readonly AuditSight _audit = new(lab);

    public Task InitializeAsync() => lab.ResetAsync();

    public async Task DisposeAsync() => await lab.InGuestAsync($"rm -rf {State}/fill {State}/many", Long);

    [Fact]
    public async Task Tells_OfACardThatFills_BeforeAnythingIsLost()
    {
        await lab.AssertDeliveredAsync();
        long first = await _audit.NextAsync();
        await lab.InGuestAsync($"fallocate -l $(($(df -B1 --output=avail {State} | tail -1) - 16777216)) {State}/fill", Long);
        AuditLine told = await _audit.UntilAsync(first, AuditEvent.ResourceShort, "disk");
        await lab.UntilAsync(() => _audit.IsAtTheCollectorAsync(told), "word of it at the collector");

        await lab.InGuestAsync($"rm {State}/fill");
        await _audit.UntilAsync(first, AuditEvent.ResourceRecovered, "disk");
        await lab.AssertDeliveredAsync();
        await _audit.VerifyAsync();
        Assert.DoesNotContain(await _audit.FromAsync(first), entry => entry.Event == AuditEvent.ReadingsDropped);
    }

    [Fact]
    public async Task Tells_OfMemoryThatRunsOut_AndGoesOn()
    {
        await lab.AssertDeliveredAsync();
        long first = await _audit.NextAsync();
        string process = (await lab.InGuestAsync("systemctl show edge -p MainPID --value")).Trim();
        try
        {
            await lab.InGuestAsync("""
                mkdir -p /run/bench && mount -t tmpfs -o size=100% none /run/bench
                a=$(awk '/^MemAvailable/ { print $2 }' /proc/meminfo); t=$(awk '/^MemTotal/ { print $2 }' /proc/meminfo)
                fallocate -l $(((a - t * 7 / 100) * 1024)) /run/bench/fill
                """, Long);
            AuditLine told = await _audit.UntilAsync(first, AuditEvent.ResourceShort, "memory");
            await lab.UntilAsync(() => _audit.IsAtTheCollectorAsync(told), "word of it at the collector");
        }
        finally
        {
            await lab.InGuestAsync("umount /run/bench", Long);
        }

        await _audit.UntilAsync(first, AuditEvent.ResourceRecovered, "memory");
        Assert.Equal(process, (await lab.InGuestAsync("systemctl show edge -p MainPID --value")).Trim());
        await lab.AssertDeliveredAsync();
        await _audit.VerifyAsync();
    }

    [Fact]
    public async Task Tells_OfFilesThatRunOut_AndRecordsWithoutOne()
    {
        await lab.AssertDeliveredAsync();
        long first = await _audit.NextAsync();
        await lab.InGuestAsync(
            $"mkdir -p {State}/many && cd {State}/many && n=$(df --output=iavail . | tail -1) && seq $((n * 95 / 100)) | xargs touch", Long);
        AuditLine told = await _audit.UntilAsync(first, AuditEvent.ResourceShort, "inodes");
        await lab.InGuestAsync(
            $"cd {State}/many && n=$(df --output=iavail . | tail -1) && seq -f last-%.0f $((n + 9)) | xargs touch 2> /dev/null; "
            + "test $(df --output=iavail . | tail -1) = 0", Long);
        await GuardSaysAsync("no file", 3);
        AuditLine after = await _audit.UntilAsync(first, AuditEvent.DriftFound, "no file 3");
        await lab.UntilAsync(() => _audit.IsAtTheCollectorAsync(after), "what happened then, at the collector");
        await lab.InGuestAsync($"rm -rf {State}/many", Long);
        await _audit.UntilAsync(after.Index, AuditEvent.ResourceRecovered, "inodes");
        await lab.AssertDeliveredAsync();
        await _audit.VerifyAsync();
        Assert.True(told.Index < after.Index);
        Assert.DoesNotContain(
            await _audit.FromAsync(first), entry => entry.Event is AuditEvent.ReadingsDropped or AuditEvent.EntriesNotRecorded);
    }

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

    /// <summary>So many events of the guard, all at once: a spool with a name of its own.</summary>
    private Task<string> GuardSaysAsync(string subject, int count) => lab.InGuestAsync($$"""
        d=/run/edge-guard; mkdir -p $d; pad=$(printf 'x%.0s' $(seq 150))
        { echo "{{Guid.NewGuid():N}}"
          for i in $(seq {{count}})
          do echo "{\"Event\":{{(int)AuditEvent.DriftFound}},\"Subject\":\"{{subject}} $i\",\"Detail\":\"$pad\"}"; done; } > $d/events.new
        chmod 644 $d/events.new; mv $d/events.new $d/events
        """);
}
