using System.Globalization;
using System.Text;
using Edge.Platform.Files;

namespace Edge.Platform.Outbox;

/// <summary>Up to which number each stream's chain may have gone, in a small file beside the outbox.</summary>
/// <remarks>It is moved on before a chain passes it, and rarely. When the outbox is lost, chains go on behind it: a number
/// is never used twice, so a lost outbox is a gap that a tombstone explains, and never a fork. One line a stream: the
/// number, a space, the name. Not thread-safe.</remarks>
internal sealed class ChainReserve
{
    /// <summary>Numbers reserved at once: one flush for so many records.</summary>
    public const ulong Step = 4_096;

    private readonly string _path;
    private readonly Dictionary<string, ulong> _reserved = new(StringComparer.Ordinal);

    /// <summary>Reads what is there; a file that is missing or damaged counts as empty.</summary>
    public ChainReserve(string path)
    {
        _path = path;
        if (!File.Exists(path)) { return; }
        foreach (string line in File.ReadAllLines(path))
        {
            int space = line.IndexOf(' ', StringComparison.Ordinal);
            if (space > 0 && ulong.TryParse(line.AsSpan(0, space), NumberStyles.None, CultureInfo.InvariantCulture, out ulong number))
            {
                _reserved[line[(space + 1)..]] = number;
            }
        }
    }

    public IReadOnlyDictionary<string, ulong> Reserved => _reserved;

    /// <summary>Makes sure, durably, that the chain may use <paramref name="sequence"/>. Throws <see cref="IOException"/>.</summary>
    public void Reach(string stream, ulong sequence)
    {
        if (_reserved.GetValueOrDefault(stream) >= sequence) { return; }
        var next = new Dictionary<string, ulong>(_reserved, StringComparer.Ordinal) { [stream] = sequence + Step };
        var text = new StringBuilder();
        foreach ((string name, ulong number) in next) { text.Append(CultureInfo.InvariantCulture, $"{number} {name}\n"); }
        DurableFile.Replace(_path, Encoding.UTF8.GetBytes(text.ToString()), DurableFile.OwnerOnly);
        _reserved[stream] = next[stream];
    }
}
