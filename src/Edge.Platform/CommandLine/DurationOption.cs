using System.CommandLine;
using System.Globalization;

namespace Edge.Platform.CommandLine;

/// <summary>An option such as <c>--for 20s</c>.</summary>
public static class DurationOption
{
    /// <summary>Digits with one of the units ms, s, m, h, d.</summary>
    public static Option<TimeSpan?> Create(string name, string description) => new(name)
    {
        Description = $"{description} (such as 500ms, 20s, 10m, 1h)",
        CustomParser = result =>
        {
            string text = result.Tokens.Count == 1 ? result.Tokens[0].Value : "";
            if (TryParse(text) is { } duration) { return duration; }
            result.AddError($"{name}: '{text}' is not a duration; expected digits and ms, s, m, h or d, such as 20s.");
            return null;
        },
    };

    /// <summary>The duration, or null where the text is none.</summary>
    public static TimeSpan? TryParse(string text)
    {
        int digits = text.TakeWhile(char.IsAsciiDigit).Count();
        double? milliseconds = text[digits..] switch
        {
            "ms" => 1,
            "s" => 1_000,
            "m" => 60_000,
            "h" => 3_600_000,
            "d" => 86_400_000,
            _ => null,
        };
        return milliseconds is { } unit
            && int.TryParse(text.AsSpan(0, digits), NumberStyles.None, CultureInfo.InvariantCulture, out int count) && count > 0
            ? TimeSpan.FromMilliseconds(count * unit)
            : null;
    }
}
