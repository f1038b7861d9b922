using System.Globalization;
using System.Text;

namespace Edge.Device.Control;

/// <summary>An explanation and overrides as a person reads them on a terminal.</summary>
public static class ExplainText
{
    public static string Render(ExplainReport report)
    {
        var text = new StringBuilder();
        string because = report.Rule is { } rule ? $"rule {rule}" : report.Cause;
        Line(text, $"{report.Actuator} is {State(report.On)} since {StatusText.Span(report.SinceMs)}, because: {because}");
        if (report.Hold is { } hold)
        {
            string by = report.HeldBy is { } other ? $" ({other})" : "";
            string wants = report.WantedBy is { } name ? $"rule {name} wants" : "wanted is";
            Line(text, $"  {wants} {State(report.Wanted)}; held by: {hold}{by}");
        }

        if (report.Override is { } person) { Line(text, $"  override by {person.Who}: {person.Why}"); }
        if (report.ReadBack is { } back) { Line(text, $"  what is read back: {back}"); }
        foreach (ModeStatus mode in report.Modes) { Line(text, $"  mode {Said(mode)}"); }
        Rules(text, report);
        Inputs(text, report);
        if (report.Ends.Count > 0) { Line(text, "ends"); }
        foreach (string end in report.Ends) { Line(text, $"  {end}"); }
        return text.ToString();
    }

    public static string Render(OverridesReport report)
    {
        if (report.Overrides.Count == 0) { return "No override holds.\n"; }
        var text = new StringBuilder();
        foreach (OverrideStatus each in report.Overrides)
        {
            Line(text, $"{each.Actuator,-24} {State(each.On),-4} for {StatusText.Left(each.LeftMs)}, by {each.Who} (user {each.UserId}): {each.Why}");
        }

        return text.ToString();
    }

    public static string Render(ModesReport report)
    {
        if (report.Modes.Count == 0) { return "This site has no modes.\n"; }
        var text = new StringBuilder();
        foreach (ModeStatus each in report.Modes) { Line(text, $"{Said(each)}; it may be {string.Join(", ", each.Values)}"); }
        return text.ToString();
    }

    /// <summary>Such as <c>town is event for 2h, chosen by ann</c>.</summary>
    internal static string Said(ModeStatus mode)
    {
        string left = mode.LeftMs is { } milliseconds ? $" for {StatusText.Left(milliseconds)}" : "";
        string who = mode.Who is { } name ? $", chosen by {name} (user {mode.UserId})" : "";
        return $"{mode.Name} is {mode.Value}{left}{who}";
    }

    private static void Rules(StringBuilder text, ExplainReport report)
    {
        if (report.Rules.Count == 0) { return; }
        Line(text, $"{"rules",-26} {"priority",8} {"switch",-6} {"verdict",-8} {"effect",-9} condition");
        foreach (RuleStatus rule in report.Rules)
        {
            string lacks = rule.Reason is null ? "" : $"  [{rule.Reason}{(rule.Channel is { } channel ? $": {channel}" : "")}]";
            Line(text, $"  {rule.Name,-24} {rule.Priority,8} {rule.Switch,-6} {rule.Verdict,-8} {rule.Effect,-9} {rule.Says}{lacks}");
        }
    }

    private static void Inputs(StringBuilder text, ExplainReport report)
    {
        if (report.Inputs.Count == 0) { return; }
        Line(text, $"{"inputs",-26} {"value",14}       {"quality",-24} {"age",8}");
        foreach (InputStatus input in report.Inputs)
        {
            string value = input.Value is { } number ? number.ToString("0.######", CultureInfo.InvariantCulture) : "-";
            string quality = input.Reason.Length > 0 ? $"{input.Quality} ({input.Reason})" : input.Quality;
            string age = input.AgeMs is { } ms ? StatusText.Span(ms) : "never";
            Line(text, $"  {input.Channel,-24} {value,14} {input.Symbol,-5} {quality,-24} {age,8}");
        }
    }

    private static string State(bool on) => on ? "ON" : "off";

    private static void Line(StringBuilder text, string line) => text.Append(line.TrimEnd()).Append('\n');
}
