using System.Text.Json;

namespace Edge.Access;

/// <summary>The commands of the control socket by the names under which they are asked for.</summary>
public static class ControlCommands
{
    private static readonly Dictionary<string, ControlCommand> ByName =
        Enum.GetValues<ControlCommand>().ToDictionary(NameOf, StringComparer.Ordinal);

    /// <summary>All names, for people.</summary>
    public static string Names { get; } = string.Join(", ", ByName.Keys);

    /// <summary>Such as <c>override-set</c>.</summary>
    public static string NameOf(ControlCommand command) => JsonNamingPolicy.KebabCaseLower.ConvertName(command.ToString());

    /// <summary>Null where there is none of that name.</summary>
    public static ControlCommand? Find(string? name) =>
        name is not null && ByName.TryGetValue(name, out ControlCommand command) ? command : null;
}
