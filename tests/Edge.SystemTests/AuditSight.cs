using System.Globalization;
using System.Text.Json;
using Edge.Audit;
using Edge.Keys;

namespace Edge.SystemTests;

/// <summary>The audit log of the virtual gateway, read in it and at its collector.</summary>
internal sealed class AuditSight(Lab lab)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    /// <summary>Entries from an index on, as a person reads them in the gateway.</summary>
    public async Task<AuditLine[]> FromAsync(long first)
    {
        string from = first.ToString(CultureInfo.InvariantCulture);
        string lines = await lab.InGuestAsync($"edge audit report --state /var/lib/edge --from {from} --json 2> /dev/null");
        return [.. lines.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(Read)];
    }

    /// <summary>The index of the entry that comes next.</summary>
    public async Task<long> NextAsync() => (await FromAsync(0))[^1].Index + 1;

    /// <summary>Until an entry of this kind stands in the log, behind an index.</summary>
    public async Task<AuditLine> UntilAsync(long first, AuditEvent number, string subject)
    {
        AuditLine? found = null;
        await lab.UntilAsync(
            async () => (found = (await FromAsync(first)).FirstOrDefault(line => line.Event == number && line.Subject == subject)) is not null,
            $"{number} {subject} in the log", Patience);
        return found!;
    }

    /// <summary>Whether the collector has an entry, in what was forwarded and signed.</summary>
    public async Task<bool> IsAtTheCollectorAsync(AuditLine entry)
    {
        string file = Path.Combine(lab.Folder, "reports.ndjson");
        File.Delete(file);
        Output asked = await Command.RunAsync(
            Published("edge-collector"), ["reports", "--data", lab.CollectorData, "--kind", "audit", "--out", file],
            new Dictionary<string, string>(), Patience);
        if (asked.ExitCode != 0) { return false; }
        bool isThere = false;
        foreach (string line in await File.ReadAllLinesAsync(file))
        {
            var verifier = new AuditVerifier(Device(), [])
            {
                OnEntry = each => isThere |= each.Index == entry.Index && each.Event == entry.Event && each.Subject == entry.Subject,
            };
            verifier.Take(JsonElement.Parse(line).GetProperty("base64").GetBytesFromBase64());
            Assert.True(verifier.Finish().IsGenuine);
        }

        return isThere;
    }

    /// <summary>The check that an auditor makes comes to a good end in the gateway.</summary>
    public Task<string> VerifyAsync() => lab.InGuestAsync("edge audit verify --state /var/lib/edge");

    public string DescriptorPath => Directory.GetFiles(Path.Combine(lab.Share, "devices"), "*.json").Single();

    public static string Published(string program) => Repository.PathOf("out", "publish", "linux-x64", program);

    private DeviceDescriptor Device() => DeviceDescriptor.Read(File.ReadAllBytes(DescriptorPath)).Value;

    private static AuditLine Read(string line)
    {
        JsonElement entry = JsonElement.Parse(line);
        return new AuditLine(
            entry.GetProperty("index").GetInt64(), (AuditEvent)entry.GetProperty("number").GetInt32(), entry.GetProperty("actor").GetString()!,
            entry.GetProperty("subject").GetString()!, entry.GetProperty("detail").GetString()!);
    }
}

internal sealed record AuditLine(long Index, AuditEvent Event, string Actor, string Subject, string Detail);
