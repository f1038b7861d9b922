using System.Text.Json;
using System.Text.Json.Serialization;
using Edge.Hardening;

namespace Edge.Host.Commands;

/// <summary>How a plan is told: for a technician, all of it for one who looks closer, or as a
/// document.</summary>
internal sealed record GuardOutput(bool IsJson, bool IsVerbose)
{
    public string Of(GuardPolicy policy, GuardPlan plan, IReadOnlyDictionary<string, StepResult> results,
        PlanView view,
        IReadOnlyList<string> warnings)
    {
        if (!IsJson) { return new PlanText(policy, plan, results, view, warnings, IsVerbose).ToString(); }

        PlanLine[] lines =
        [
            .. plan.Entries.Select(entry => new PlanLine(
                entry.Name, entry.Kind, PlainWords.Of(entry.Decision.ToString()), entry.Steps.IsEmpty ? null
                    : Words.Of(entry.Tier), entry.Note,
                [.. entry.Steps.Select(step => StepLine.Of(step, results.GetValueOrDefault(step.Key)))])),
        ];
        OpenLine[] open = [.. FilterRules.Of(policy).Where(rule => rule.With is not null).Select(rule =>
            new OpenLine(rule.Way, rule.With!, rule.For!))];
        TechnicianLine? technician = policy.Hardening.Technician is { } way ? new(way.Pin, way.ActiveLow,
            way.Console) : null;
        var document = new PlanDocument(
            1, Convert.ToHexStringLower(plan.Hash()), lines, [.. plan.Survivors.Select(each =>
                each.ToString()).Distinct()], open,
            [.. RightsText.Words(policy)], technician, [.. warnings]);
        return JsonSerializer.Serialize(document, GuardJson.Default.PlanDocument) + "\n";
    }
}

/// <param name="PacketFilter">What it lets through; all else is dropped.</param>
/// <param name="Rights">What the gateway's unit may.</param>
/// <param name="Technician">Null: nobody gets in on site.</param>
internal sealed record PlanDocument(
    int Version, string Hash, PlanLine[] Entries, string[] Survivors, OpenLine[] PacketFilter,
        UnitRight[] Rights, TechnicianLine? Technician,
    string[] Warnings);

internal sealed record OpenLine(string Way, string With, string For);

internal sealed record TechnicianLine(string Pin, bool ActiveLow, string Console);

internal sealed record PlanLine(string Name, string Kind, string Decision, string? Tier, string Note,
    StepLine[] Steps);

internal sealed record StepLine(string Mechanism, string Target, string Wanted, string? Before, string? Now,
    string Outcome, string? Words)
{
    public static StepLine Of(GuardStep step, StepResult? result) => new(
        Edge.Hardening.Words.Of(step.Mechanism), step.Target, GuardReports.Shown(step.Wanted),
            Shown(result?.Before), Shown(result?.Now),
        PlainWords.Of((result?.Outcome ?? StepOutcome.Planned).ToString()), result?.Words);

    private static string? Shown(string? value) => value is null ? null : GuardReports.Shown(value);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(PlanDocument))]
[JsonSerializable(typeof(StepLine[]))]
internal sealed partial class GuardJson : JsonSerializerContext;
