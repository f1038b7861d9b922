using System.Globalization;
using System.Text.Json;

namespace Edge.Updates.Tuf;

/// <summary>What every document begins with.</summary>
/// <param name="Version">1 to 2^53 - 1.</param>
/// <param name="Source">All that is signed, with the fields that are not known here.</param>
public sealed record TufHeader(string Type, string SpecVersion, long Version, DateTimeOffset Expires, JsonElement Source)
{
    private const string TimeFormat = "yyyy-MM-dd'T'HH:mm:ss'Z'";
    private const int MaxTypeBytes = 32;

    /// <summary>From this instant on.</summary>
    public bool IsExpired(DateTimeOffset referenceTime) => Expires <= referenceTime;

    internal static TufHeader Read(TufFields fields, string type, JsonElement source)
    {
        string found = fields.Text("_type", MaxTypeBytes);
        if (found != type) { fields.Refuse(TufRefusal.WrongType, $"is a '{found}', expected '{type}'"); }
        string specVersion = fields.Text("spec_version", MaxTypeBytes);
        if (!IsKnown(specVersion))
        {
            fields.Refuse(TufRefusal.UnknownSpecification, $"written for '{specVersion}', expected 1.*");
        }
        long version = fields.Integer("version", 1, TufLimits.MaxInteger);
        return new TufHeader(found, specVersion, version, Time(fields, "expires"), source);
    }

    // Two parts are older than the three of today; a new minor version must stay readable.
    private static bool IsKnown(string specVersion)
    {
        string[] parts = specVersion.Split('.');
        return parts.Length is 2 or 3 && parts[0] == "1" && parts.All(p => p.Length > 0 && p.All(char.IsAsciiDigit));
    }

    private static DateTimeOffset Time(TufFields fields, string name)
    {
        string text = fields.Text(name, TimeFormat.Length);
        bool usable = DateTimeOffset.TryParseExact(
            text, TimeFormat, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset time);
        if (!usable) { fields.Wrong(name, "a time such as 2030-01-31T12:00:00Z"); }
        return time;
    }
}
