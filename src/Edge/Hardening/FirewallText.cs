using System.Text;

namespace Edge.Hardening;

/// <summary>The rules of the packet filter, exactly as <c>nft -n -s list table</c> prints them back: what is
/// compared is
/// text with text.</summary>
/// <remarks>In, out and through are dropped unless declared. Answers to what was allowed come back by
/// connection tracking; the gateway
/// routes nothing.</remarks>
public static class FirewallText
{
    public const string Table = "inet edge_guard";

    /// <summary>The table's text; the same policy gives the same text.</summary>
    public static string Render(GuardPolicy policy)
    {
        FilterRule[] rules = [.. FilterRules.Of(policy)];
        var text = new StringBuilder($"table {Table} {{\n");
        Chain(text, FilterRules.In, "input", rules);
        text.Append('\n');
        Chain(text, FilterRules.Through, "forward", rules);
        text.Append('\n');
        Chain(text, FilterRules.Out, "output", rules);
        return text.Append("}\n").ToString();
    }

    /// <summary>The same text whichever release of nft printed it: newer ones add the default of a
    /// limit.</summary>
    public static string Normalise(string listed) =>
        listed.Replace(" burst 5 packets", "",
            StringComparison.Ordinal).ReplaceLineEndings("\n").TrimEnd('\n') + "\n";

    private static void Chain(StringBuilder text, string name, string hook, FilterRule[] rules)
    {
        text.Append(null, $"\tchain {name} {{\n\t\ttype filter hook {hook} priority 0; policy drop;\n");
        foreach (FilterRule rule in rules.Where(rule =>
            rule.Way == name)) { text.Append("\t\t").Append(rule.Text).Append('\n'); }
        text.Append("\t}\n");
    }
}
