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
internal sealed record ComponentLook(
    string Component, string Release, bool Running, long Bytes, bool Fetched, bool Offline, string Clock, bool? MayInstall, string? Why,
    DateTimeOffset? From);

internal static class LookJson
{
    public static string Of(IEnumerable<FetchReport> reports) =>
        JsonSerializer.Serialize([.. reports.Select(Look)], LookJsonContext.Default.ComponentLookArray);

    private static ComponentLook Look(FetchReport report) => new(
        report.Release.Manifest.Component, report.Release.Manifest.Release, report.IsRunning, report.Missing, report.IsFetched, report.Offline,
        report.Clock switch { ClockVerdict.Believed => "believed", ClockVerdict.Behind => "behind", _ => "ahead" },
        report.Turn?.MayInstall, report.Turn is { MayInstall: false } turn ? turn.Detail : null, report.Turn?.At);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ComponentLook[]))]
internal sealed partial class LookJsonContext : JsonSerializerContext;
