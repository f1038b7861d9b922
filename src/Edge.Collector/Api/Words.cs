using System.Text.Json;
using Edge.Rules;
using Edge.Sealing;
using Edge.Sensing;

namespace Edge.Collector.Api;

/// <summary>Numbers of the store as words of the interface: lower case, hyphens between.</summary>
internal static class Words
{
    public static string Of(Quality quality) => Lower(quality);

    public static string Of(QualityReason reason) => reason == QualityReason.None ? "" : Lower(reason);

    public static string Of(TimeQuality quality) => Lower(quality);

    public static string Of(RecordKind kind) => Lower(kind);

    public static string Of(ActuatorCause cause) => Lower(cause);

    public static string Of(SealingRefusal refusal) => Lower(refusal);

    public static string Of(Unit unit) => Lower(unit);

    private static string Lower<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.KebabCaseLower.ConvertName(Enum.GetName(value) ?? $"{value:D}");
}
