using System.Globalization;
using System.Text;
using Edge.Host.Commands;
using Edge.Platform.Updates;
using Edge.Updates;

namespace Edge.Host.Updates;

/// <summary>What a person wished, until it is done: for the slot writer that goes on after a cut, and for the new one that goes on with the site.
/// It lies beside the slots, which belong to root: the mark in the spool is anybody's word.</summary>
/// <remarks>File: docs/formats/slot-state.md, <c>wish</c>.</remarks>
internal static class HandedWish
{
    private const int MaxBytes = 256;

    /// <summary>How many runs may be cut before it is forgotten: one that always ends so would begin for ever.</summary>
    private const int MaxRuns = 3;
    private const string Runs = "runs:", Component = "component:", Release = "release:";

    public static bool IsLeft(UpdateParts parts) => parts.Disk.ReadAll(FileOf(parts), MaxBytes) is not null;

    /// <summary>Nothing where the slot writer would do the same without it.</summary>
    public static void Leave(UpdateParts parts, SlotWish wish) => Leave(parts, wish, MaxRuns);

    /// <summary>The wish with what was left added; where a person wishes, that is left from now on.</summary>
    public static SlotWish Begin(UpdateParts parts, SlotWish wish)
    {
        byte[]? bytes = parts.Disk.ReadAll(FileOf(parts), MaxBytes);
        if (!wish.OnlyWhenReady)
        {
            End(parts);
            Leave(parts, wish);
            return wish;
        }
        if (bytes is null) { return wish; }
        string[] left = Encoding.UTF8.GetString(bytes).Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries);
        SlotWish whole = wish with
        {
            What = wish.What with { Now = wish.What.Now || left.Contains("now"), Release = wish.What.Release ?? Value(left, Release) },
            Again = wish.Again || left.Contains("again"), Offline = wish.Offline || left.Contains("offline"),
            Components = Value(left, Component) is string only ? [only] : wish.Components,
        };
        int runs = int.TryParse(Value(left, Runs), NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? Math.Min(number, MaxRuns) - 1 : 0;
        if (runs > 0) { Leave(parts, whole, runs); } else { End(parts); }
        return whole;
    }

    /// <summary>It is done, or refused.</summary>
    public static void End(UpdateParts parts)
    {
        if (IsLeft(parts)) { parts.Disk.Delete(FileOf(parts)); }
    }

    private static void Leave(UpdateParts parts, SlotWish wish, int runs)
    {
        (string Name, bool IsSet)[] words =
        [
            ("offline", wish.Offline), ("now", wish.What.Now), ("again", wish.Again),
            ($"{Component}{wish.Components[0]}", wish.Components.Count == 1),
            ($"{Release}{wish.What.Release}", wish.What.Release is { } release && PathNames.IsName(release)),
        ];
        string[] set = [.. words.Where(word => word.IsSet).Select(word => word.Name)];
        if (set.Length == 0) { return; }
        parts.Disk.Replace(FileOf(parts), Encoding.UTF8.GetBytes($"{string.Join(' ', set)} {Runs}{runs}\n"));
    }

    private static string? Value(string[] words, string name) =>
        words.FirstOrDefault(word => word.StartsWith(name, StringComparison.Ordinal))?[name.Length..];

    private static string FileOf(UpdateParts parts) => Path.Combine(parts.Folders.Slots, "wish");
}
