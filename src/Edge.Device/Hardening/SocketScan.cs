using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using Edge.Hardening;

namespace Edge.Device.Hardening;

/// <summary>Sockets that wait for somebody: TCP that listens, UDP and raw ones that are bound.</summary>
/// <remarks>Source: proc(5), /proc/net/tcp; addresses are words in the order of the machine.</remarks>
internal sealed class SocketScan(MachineRoot root)
{
    private const string Listening = "0A";
    private const string Unconnected = "07";

    /// <summary>Of one table: whoever opens more is told of as such.</summary>
    private const int Most = 1024;

    // Of the sockets of the last look: whose open files are whose costs more than all the rest of a look.
    private Dictionary<string, string> _owners = new(StringComparer.Ordinal);

    public IEnumerable<Found> All()
    {
        Found[] found = [.. Of("tcp", Listening).Concat(Of("tcp6", Listening)).Concat(Of("udp",
            Unconnected)).Concat(Of("udp6", Unconnected))
            .Concat(Of("raw", Unconnected)).Concat(Of("raw6", Unconnected))];
        Found[] reachable = [.. found.Where(each => each.Fact("reach") != "loopback")];
        HashSet<string> inodes = [.. reachable.Select(each => each.Fact("inode")!)];
        _owners = inodes.All(_owners.ContainsKey) ? _owners : Owners(inodes);
        return found.Select(each => _owners.TryGetValue(each.Fact("inode")!, out string? unit)
            ? each.With("unit", unit) : each).DistinctBy(each => each.Name);
    }

    private IEnumerable<Found> Of(string table, string state)
    {
        int count = 0;
        foreach (string line in root.Lines($"/proc/net/{table}").Skip(1))
        {
            string[] words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (words.Length < 10 || words[3] != state || Address(words[1]) is not ({ } address,
                int port)) { continue; }
            string protocol = table.TrimEnd('6');
            if (++count > Most)
            {
                yield return Found.Of(FoundKind.Socket, $"{table}: more than {Most}").With("inode", "0");
                yield break;
            }

            string where = address.ToString() is var text && text.Contains(':', StringComparison.Ordinal)
                ? $"[{text}]:{port}" : $"{text}:{port}";
            yield return Found.Of(FoundKind.Socket, $"{protocol} {where}")
                .With("port", $"{port}/{protocol}").With("inode", words[9])
                .With("reach", IPAddress.IsLoopback(address) ? "loopback" : "network");
        }
    }

    private static (IPAddress? Address, int Port) Address(string text)
    {
        int colon = text.IndexOf(':', StringComparison.Ordinal);
        if (colon is not (8 or 32) || !int.TryParse(text.AsSpan(colon + 1), NumberStyles.HexNumber,
            CultureInfo.InvariantCulture, out int port)) { return (null, 0); }
        var bytes = new byte[colon / 2];
        for (int word = 0; word < bytes.Length; word += 4)
        {
            if (!uint.TryParse(text.AsSpan(word * 2, 8), NumberStyles.HexNumber,
                CultureInfo.InvariantCulture, out uint value)) { return (null, 0); }
            BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(word), value);
        }
        return (new IPAddress(bytes), port);
    }

    /// <summary>Which unit holds a socket: by the processes' open files and control groups. The kernel gives each socket a number
    /// of its own, so what was found once holds as long as the socket is there.</summary>
    private Dictionary<string, string> Owners(HashSet<string> inodes)
    {
        var owners = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (string process in root.Names("/proc").Where(name => char.IsAsciiDigit(name[0])))
        {
            foreach (string file in FilesOf(process))
            {
                if (root.LinkName($"/proc/{process}/fd/{file}") is not { } target
                    || !target.StartsWith("socket:[", StringComparison.Ordinal)) { continue; }
                string inode = target["socket:[".Length..^1];
                if (!inodes.Contains(inode) || owners.ContainsKey(inode) || UnitOf(process) is not { } unit) { continue; }
                owners.Add(inode, unit);
                if (owners.Count == inodes.Count) { return owners; }
            }
        }
        return owners;
    }

    private string[] FilesOf(string process)
    {
        try
        {
            return [.. root.Names($"/proc/{process}/fd")];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    private string? UnitOf(string process) => root.Lines($"/proc/{process}/cgroup")
        .SelectMany(line => line.Split('/')).LastOrDefault(part =>
            part.EndsWith(".service", StringComparison.Ordinal)
                || part.EndsWith(".scope", StringComparison.Ordinal));
}
