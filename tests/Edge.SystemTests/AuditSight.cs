using System.Globalization;
using System.Text.Json;
using Edge.Audit;

namespace Edge.SystemTests;

/// <summary>The audit log of the virtual gateway, read in it.</summary>
internal sealed class AuditSight(Lab lab)
{
    /// <summary>Entries from an index on, as a person reads them in the gateway.</summary>
    public async Task<AuditLine[]> FromAsync(long first)
    {
        string from = first.ToString(CultureInfo.InvariantCulture);
        string lines = await lab.InGuestAsync($"edge audit report --state /var/lib/edge --from {from} --json 2> /dev/null");
        return [.. lines.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(Read)];
    }

    /// <summary>The index of the entry that comes next.</summary>
    public async Task<long> NextAsync() => (await FromAsync(0))[^1].Index + 1;

    public string DescriptorPath => Directory.GetFiles(Path.Combine(lab.Share, "devices"), "*.json").Single();

    public static string Published(string program) => Repository.PathOf("out", "publish", "linux-x64", program);

    private static AuditLine Read(string line)
    {
        JsonElement entry = JsonElement.Parse(line);
        return new AuditLine(
            entry.GetProperty("index").GetInt64(), (AuditEvent)entry.GetProperty("number").GetInt32(), entry.GetProperty("actor").GetString()!,
            entry.GetProperty("subject").GetString()!, entry.GetProperty("detail").GetString()!);
    }
}

internal sealed record AuditLine(long Index, AuditEvent Event, string Actor, string Subject, string Detail);
