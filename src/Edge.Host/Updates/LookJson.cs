using System.Text.Json;
using System.Text.Json.Serialization;
using Edge.Platform.Updates;
using Edge.Updates;

namespace Edge.Host.Updates;

/// <summary>What was found for one component, for programs.</summary>
/// <param name="Running">It is what is committed here.</param>
/// <param name="Bytes">That had to travel, or would have to.</param>
/// <param name="Fetched">Everything is in the spool.</param>
/// <param name="Offline">It came on a stick: as new as the stick, not as the network.</param>
/// <param name="Clock">believed, behind or ahead; otherwise than believed, the newest signed time counts instead.</param>
/// <param name="MayInstall">Null: nobody but a person decides.</param>
/// <param name="Why">Why not now; null where it may be installed.</param>
/// <param name="From">From when on; null: now, or nobody knows yet.</param>
/// <param name="Packs">Bytes of packs that are fetched at most while an operating system is written; null:
/// nobody knows yet, or it has none.</param>
internal sealed record ComponentLook(
    string Component, string Release, bool Running, long Bytes, bool Fetched, bool Offline, string Clock, bool? MayInstall, string? Why,
    DateTimeOffset? From, long? Packs);

/// <summary>Why there is no look, for programs.</summary>
/// <param name="Component">Null: none could be looked at.</param>
/// <param name="Refused">A number of docs/formats/slot-state.md; null: it has none.</param>
internal sealed record LookRefusal(string? Component, int? Refused, string Why);

internal static class LookJson
{
    /// <summary>One array, in which a refusal is told from a look by its field <c>refused</c>.</summary>
    public static string Of(IEnumerable<FetchReport> reports, IEnumerable<LookRefusal> refusals)
    {
        var looks = reports.Select(report => JsonSerializer.Serialize(Look(report), LookJsonContext.Default.ComponentLook));
        var others = refusals.Select(refusal => JsonSerializer.Serialize(refusal, LookJsonContext.Default.LookRefusal));
        return $"[{string.Join(',', looks.Concat(others))}]";
    }

    private static ComponentLook Look(FetchReport report) => new(
        report.Release.Manifest.Component, report.Release.Manifest.Release, report.IsRunning, report.Missing, report.IsFetched, report.Offline,
        report.Clock switch { ClockVerdict.Believed => "believed", ClockVerdict.Behind => "behind", _ => "ahead" },
        report.Turn?.MayInstall, report.Turn is { MayInstall: false } turn ? turn.Detail : null, report.Turn?.At, report.Packs);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ComponentLook))]
[JsonSerializable(typeof(LookRefusal))]
internal sealed partial class LookJsonContext : JsonSerializerContext;
