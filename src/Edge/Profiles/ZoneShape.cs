using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;

namespace Edge.Profiles;

/// <summary>The name of a time zone, looked up in the time zone database of this machine.</summary>
internal static partial class ZoneShape
{
    private const int MaxLength = 64;
    private const string Expected = "a zone of this machine's time zone database, such as Europe/Berlin";

    public static Shape<TimeZoneInfo> Zone { get; } = Create();

    private static Shape<TimeZoneInfo> Create()
    {
        Shape<string> name = Shapes.Pattern("not a time zone", Expected, MaxLength, ZonePattern());
        return new(
            Expected,
            (YamlNode node, ErrorList errors, [MaybeNullWhen(false)] out TimeZoneInfo zone) =>
            {
                zone = null;
                if (!name.TryRead(node, errors, out string? id)) { return false; }
                if (WhyNot(id) is { } problem)
                {
                    errors.Add(node.At, problem, id, Expected);
                    return false;
                }

                if (TimeZoneInfo.TryFindSystemTimeZoneById(id, out zone)) { return true; }
                IEnumerable<string> known = TimeZoneInfo.GetSystemTimeZones().Select(each => each.Id).Where(each => WhyNot(each) is null);
                errors.AddUnknown(node.At, "unknown time zone", id, known, Expected);
                return false;
            },
            name.WriteSchema);
    }

    /// <summary>Why a name of the database must not be used; null: nothing is wrong with it.</summary>
    /// <remarks>The database holds files that are no places: what this machine happens to be set to, a
    /// default of the C library, and copies of all zones with and without leap seconds.</remarks>
    public static string? WhyNot(string id) => id switch
    {
        "localtime" or "posixrules" or "Factory" => "a name that is another zone on another machine",
        _ when id.StartsWith("right/", StringComparison.Ordinal) => "a zone that counts leap seconds",
        _ when id.StartsWith("posix/", StringComparison.Ordinal) => "a copy of a zone that other machines may not have",
        _ => null,
    };

    // No dots: the name becomes a path below the database.
    [GeneratedRegex(
        @"^[A-Za-z][A-Za-z0-9_+-]*(/[A-Za-z0-9][A-Za-z0-9_+-]*){0,2}\z", RegexOptions.CultureInvariant)]
    private static partial Regex ZonePattern();
}
