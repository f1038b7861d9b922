using System.Globalization;
using System.Text.RegularExpressions;
using Edge.Collector.Api;

namespace Edge.SystemTests;

/// <summary>A thing that was said to be stored: it must be there after any power cut.</summary>
internal readonly record struct Entry(string Stream, ulong Number);

/// <summary>Compares what was acknowledged before a cut with what is there after it.</summary>
internal static partial class Ledger
{
    /// <summary>Everything a console said was stored: <c>step stored STREAM NUMBER</c>.</summary>
    public static HashSet<Entry> Said(string console) =>
        [.. Stored().Matches(console).Select(match =>
            new Entry(match.Groups["stream"].Value, ulong.Parse(match.Groups["number"].Value, CultureInfo.InvariantCulture)))];

    /// <summary>What lies at the collector, by its ranges of sequence numbers.</summary>
    public static HashSet<Entry> At(Overview collector) =>
    [
        .. from device in collector.Devices
           from stream in device.Streams
           from number in Range(stream.FirstSequence, stream.LastSequence)
           where !stream.Missing.Any(range => range[0] <= number && number <= range[1])
           select new Entry(stream.Stream, (ulong)number),
    ];

    public static Entry[] Missing(IEnumerable<Entry> said, IReadOnlySet<Entry> there) =>
        [.. said.Where(entry => !there.Contains(entry)).OrderBy(entry => entry.Number)];

    private static IEnumerable<long> Range(long first, long last)
    {
        for (long number = first; number <= last; number++) { yield return number; }
    }

    // A cut may end the last line anywhere: only a whole one counts.
    [GeneratedRegex(@"step stored (?<stream>[a-z][a-z0-9-]*) (?<number>[0-9]+)\r?\n")]
    private static partial Regex Stored();
}
