using System.CommandLine;
using System.Globalization;
using System.Net;

namespace Edge.Collector.Commands;

/// <summary>The options that several commands share.</summary>
internal static class CollectorOption
{
    public static Option<string> Data() => new("--data")
    {
        Description = "The collector's folder: keys, enrolment, devices, store",
        DefaultValueFactory = _ => "/var/lib/edge-collector",
    };

    public static Option<bool> Json() => new("--json") { Description = "Print JSON instead of text" };

    /// <summary>An address such as https://127.0.0.1:8443 to listen at: an IP address, not a name.</summary>
    public static Option<IPEndPoint> Address(string name, string scheme, string fallback, string description) => new(name)
    {
        Description = $"{description}, such as {fallback}; port 0 takes any free one",
        DefaultValueFactory = _ => Parse(fallback, scheme)!,
        CustomParser = result =>
        {
            string text = result.Tokens.Count == 1 ? result.Tokens[0].Value : "";
            if (Parse(text, scheme) is { } address) { return address; }
            result.AddError($"{name}: '{text}' is no address to listen at; expected {scheme}://IP:PORT, such as {fallback}.");
            return null;
        },
    };

    private static IPEndPoint? Parse(string text, string scheme)
    {
        string prefix = scheme + "://";
        if (!text.StartsWith(prefix, StringComparison.Ordinal)) { return null; }
        string rest = text[prefix.Length..].TrimEnd('/').Replace("localhost", "127.0.0.1", StringComparison.Ordinal);
        int colon = rest.LastIndexOf(':');
        return colon > 0 && IPAddress.TryParse(rest[..colon].Trim('[', ']'), out IPAddress? address)
            && ushort.TryParse(rest[(colon + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out ushort port)
            ? new IPEndPoint(address, port)
            : null;
    }
}
