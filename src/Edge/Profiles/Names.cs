using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;

namespace Edge.Profiles;

/// <summary>The grammars of names in the files people write.</summary>
internal static partial class Names
{
    public const int MaxLength = 40;
    public const int MaxChannelLength = 64;

    private const string PlainExpected = "lower-case letters, digits and single hyphens, starting with a letter, "
        + "at most 40 characters";

    private const string ChannelExpected = "lower-case words of letters, digits and _ joined by dots, "
        + "at most 64 characters, such as air.temperature";

    /// <summary>Words a channel name may not contain between its dots.</summary>
    /// <remarks>Source: Common Expression Language, language definition, "Syntax", RESERVED.</remarks>
    private static readonly string[] Reserved =
    [
        "as", "break", "const", "continue", "else", "false", "for", "function", "if", "import", "in", "let",
        "loop", "namespace", "null", "package", "return", "true", "var", "void", "while",
    ];

    /// <summary>Words that start no channel name: conditions know them as types or names of their own,
    /// streams know all.</summary>
    private static readonly string[] Taken =
    [
        "all", "bool", "bytes", "double", "dyn", "int", "list", "local", "map", "mode", "now", "null_type", "string",
        "sun", "type", "uint",
    ];

    /// <summary>Names of sites, boards, sensors, actuators, rules, streams and recipients.</summary>
    public static Shape<string> Plain { get; } =
        Shapes.Pattern("not a name", PlainExpected, MaxLength, PlainPattern());

    /// <summary>A name of the given thing, declared elsewhere in the file or outside of it.</summary>
    public static Shape<string> Of(string thing) =>
        Shapes.Pattern("not a name", thing, MaxLength, PlainPattern());

    /// <summary>Names of buses, pins and interfaces, as a board profile gives them.</summary>
    public static Shape<string> OfBoard { get; } =
        OfBoards("a name of letters, digits, _ and -, at most 40 characters");

    /// <summary>The name of a bus, pin or interface that the board profile gives.</summary>
    public static Shape<string> OfBoards(string thing) =>
        Shapes.Pattern("not a name", thing, MaxLength, BoardPattern());

    /// <summary>Names of channels: what conditions can read as a path of identifiers.</summary>
    public static Shape<string> Channel { get; } = OfChannel();

    /// <summary>Names of modes: what conditions can read as an identifier.</summary>
    public static Shape<string> Mode { get; } = OfMode();

    /// <summary>A channel name, or a group of them: <c>air.*</c>.</summary>
    public static Shape<string> ChannelOrGroup { get; } = Shapes.Pattern(
        "not a channel name", "a channel name, or a group such as air.*", MaxChannelLength, GroupPattern());

    private static Shape<string> OfChannel()
    {
        Shape<string> path =
            Shapes.Pattern("not a channel name", ChannelExpected, MaxChannelLength, ChannelPattern());
        return path with
        {
            TryRead = (YamlNode node, ErrorList errors, [MaybeNullWhen(false)] out string name) =>
            {
                if (!path.TryRead(node, errors, out name)) { return false; }
                string[] words = name.Split('.');
                string? reserved = Array.Find(words, word => Reserved.Contains(word))
                    ?? (Taken.Contains(words[0]) ? words[0] : null);
                if (reserved is null) { return true; }
                errors.Add(node.At, $"'{reserved}' has a meaning of its own", name, "another channel name");
                return false;
            },
        };
    }

    private static Shape<string> OfMode()
    {
        Shape<string> word = Shapes.Pattern("not a name of a mode",
            "lower-case letters, digits and _, starting with a letter, at most 40 characters", MaxLength, ModePattern());
        return word with
        {
            TryRead = (YamlNode node, ErrorList errors, [MaybeNullWhen(false)] out string name) =>
            {
                if (!word.TryRead(node, errors, out name)) { return false; }
                if (!Reserved.Contains(name)) { return true; }
                errors.Add(node.At, $"'{name}' has a meaning of its own", name, "another name");
                return false;
            },
        };
    }

    [GeneratedRegex(@"^[a-z][a-z0-9_]*\z", RegexOptions.CultureInvariant)]
    private static partial Regex ModePattern();

    [GeneratedRegex(@"^[a-z][a-z0-9]*(-[a-z0-9]+)*\z",
        RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex PlainPattern();

    [GeneratedRegex(@"^[A-Za-z0-9][A-Za-z0-9_-]*\z", RegexOptions.CultureInvariant)]
    private static partial Regex BoardPattern();

    [GeneratedRegex(@"^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*){0,7}\z",
        RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex ChannelPattern();

    [GeneratedRegex(@"^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*){0,7}(\.\*)?\z",
        RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex GroupPattern();
}
