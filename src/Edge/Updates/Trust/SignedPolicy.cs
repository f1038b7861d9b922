using System.Globalization;
using System.Text.Json;
using Edge.Updates.Tuf;

namespace Edge.Updates.Trust;

/// <summary>Fields of Edge in documents of TUF: signed with the rest, passed over by other clients.</summary>
/// <remarks>Format: docs/formats/tuf.md, section "Fields of Edge".</remarks>
public static class SignedPolicy
{
    /// <summary>In timestamp: the version of the newest root.</summary>
    public const string NewestRoot = "x-edge-root";

    /// <summary>In timestamp: when it was signed.</summary>
    public const string SignedAt = "x-edge-time";

    /// <summary>In root: days that metadata on a stick may be past their expiry.</summary>
    public const string OfflineDays = "x-edge-offline-days";

    /// <summary>In a delegation: who are its authors, who its approvers.</summary>
    public const string Persons = "x-edge-persons";

    private const int DefaultOfflineDays = 30;
    private const int MostOfflineDays = 366;
    private const string TimeFormat = "yyyy-MM-dd'T'HH:mm:ss'Z'";

    /// <summary>Null when nobody withholds a newer root: timestamp announces the one that is trusted.</summary>
    public static UpdateReason? CheckRoot(TrustedMetadata trusted, string repository)
    {
        long here = trusted.Root.Header.Version;
        long? announced = Integer(trusted.Timestamp!.Header.Source, NewestRoot);
        if (announced is long newest && newest <= here) { return null; }
        return new UpdateReason(
            UpdateRefusal.RootWithheld,
            announced is null ? $"{repository}: timestamp announces no root" : $"{repository}: root {announced} exists, only {here} was shown");
    }

    /// <summary>When the timestamp was signed; null when it does not say.</summary>
    public static DateTimeOffset? TimeOf(TrustedMetadata trusted) =>
        trusted.Timestamp!.Header.Source.TryGetProperty(SignedAt, out JsonElement value)
        && value.ValueKind == JsonValueKind.String
        && DateTimeOffset.TryParseExact(
            value.GetString(), TimeFormat, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset time)
            ? time
            : null;

    /// <summary>How old metadata may be that came on a stick, by the word of a trusted root.</summary>
    public static TimeSpan OfflineAllowance(RootMetadata root) => TimeSpan.FromDays(
        Math.Clamp(Integer(root.Header.Source, OfflineDays) ?? DefaultOfflineDays, 0, MostOfflineDays));

    private static long? Integer(JsonElement body, string name) =>
        body.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.Number ? value.GetInt64() : null;
}
