using System.Text.RegularExpressions;
using Edge.Hardening;

namespace Edge.Device.Hardening;

/// <summary>What is mounted from a disk, and which of it can be taken out.</summary>
internal sealed partial class MountScan(MachineRoot root)
{
    public IEnumerable<Found> All()
    {
        var scan = new HashSet<string>(StringComparer.Ordinal);
        foreach ((string point, string number, string source, string options) in Lines())
        {
            if (number.StartsWith("0:", StringComparison.Ordinal) || !scan.Add(point)) { continue; }
            string? device = root.DeviceOf($"/sys/dev/block/{number}");
            Found mount = new Found(FoundKind.Mount, point, device, Drivers(device),
                System.Collections.Immutable.ImmutableSortedDictionary<string, string>.Empty)
                .With("source", source).With("options", options);
            yield return IsRemovable(device) ? mount.With("removable", "1") : mount;
        }
    }

    /// <summary>Of one mount point: <c>source type options</c>, or null where nothing is mounted.</summary>
    public string? Of(string point)
    {
        foreach ((string at, _, string source,
            string options) in Lines()) { if (at == point) { return $"{source} {options}"; } }
        return null;
    }

    // Source: proc(5), mountinfo: id parent major:minor root point options - type source super-options.
    private IEnumerable<(string Point, string Number, string Source, string Options)> Lines()
    {
        foreach (string line in root.Lines("/proc/self/mountinfo"))
        {
            string[] words = line.Split(' ');
            int dash = Array.IndexOf(words, "-");
            if (words.Length < 10 || dash < 6 || dash + 2 >= words.Length) { continue; }
            yield return (Plain(words[4]), words[2], Plain(words[dash + 2]), $"{words[dash + 1]} {words[5]}");
        }
    }

    private System.Collections.Immutable.ImmutableArray<string> Drivers(string? device)
    {
        var drivers = System.Collections.Immutable.ImmutableArray.CreateBuilder<string>();
        for (string at = device ?? ""; at.Length > "/devices".Length; at = at[..at.LastIndexOf('/')])
        {
            if (root.LinkName($"/sys{at}/driver/module") is { } module) { drivers.Add(Edge.Hardening.Nodes.Module(module)); }
        }
        return drivers.ToImmutable();
    }

    private bool IsRemovable(string? device)
    {
        for (string at = device ?? ""; at.Length > "/devices".Length; at = at[..at.LastIndexOf('/')])
        {
            if (root.TryRead($"/sys{at}/removable") is "1" or "removable") { return true; }
        }
        return false;
    }

    private static string Plain(string escaped) =>
        Octal().Replace(escaped, match => ((char)Convert.ToInt32(match.Groups[1].Value, 8)).ToString());

    [GeneratedRegex(@"\\([0-7]{3})")]
    private static partial Regex Octal();
}
