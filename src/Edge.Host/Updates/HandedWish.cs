using System.Globalization;
using System.Text;
using Edge.Host.Commands;
using Edge.Platform.Updates;
using Edge.Updates;
using Edge.Updates.Releases;

namespace Edge.Host.Updates;

/// <summary>What a person wished, until it is done: for the slot writer that goes on after a cut, and for the new one that goes on with the site.
/// It lies beside the slots, which belong to root: the mark in the spool is anybody's word. The operating system has one of its own.</summary>
/// <remarks>Files: docs/formats/slot-state.md, <c>wish</c>.</remarks>
internal static class HandedWish
{
    private const int MaxBytes = 1_024;

    /// <summary>How many runs may be cut before it is forgotten: one that always ends so would begin for ever.</summary>
    private const int MaxRuns = 3;
    private const string Runs = "runs:", Component = "component:", Release = "release:", Packs = "packs:";

    public static bool IsLeft(UpdateParts parts) => parts.Disk.ReadAll(FileOf(parts), MaxBytes) is not null;

    /// <summary>Nothing where the slot writer would do the same without it.</summary>
    public static void Leave(UpdateParts parts, SlotWish wish)
    {
        if (Words(wish).Length > 0) { Leave(parts, wish, MaxRuns); }
    }

    /// <summary>That what is wanted was begun with: the mark that said so is gone.</summary>
    public static void LeaveWanted(UpdateParts parts, SlotWish wish)
    {
        if (!IsLeft(parts)) { Leave(parts, wish, MaxRuns); }
    }

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
            PackFolders = [.. wish.PackFolders, .. left.Where(IsPacks).Select(word => Uri.UnescapeDataString(word[Packs.Length..]))],
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
        byte[] bytes = Line(Words(wish), runs);
        // Names of folders without an end: the packs come from elsewhere, or somebody wishes again.
        if (bytes.Length > MaxBytes) { bytes = Line([.. Words(wish).Where(word => !IsPacks(word))], runs); }
        parts.Disk.Replace(FileOf(parts), bytes);
    }

    private static byte[] Line(string[] words, int runs) => Encoding.UTF8.GetBytes($"{string.Join(' ', [.. words, $"{Runs}{runs}"])}\n");

    private static string[] Words(SlotWish wish)
    {
        (string Name, bool IsSet)[] words =
        [
            ("offline", wish.Offline), ("now", wish.What.Now), ("again", wish.Again),
            ($"{Component}{wish.Components[0]}", wish.Components.Count == 1 && wish.Components[0] != ReleaseManifest.Os),
            ($"{Release}{wish.What.Release}", wish.What.Release is { } release && PathNames.IsName(release)),
        ];
        return [.. words.Where(word => word.IsSet).Select(word => word.Name), .. wish.PackFolders.Select(folder => Packs + Uri.EscapeDataString(folder))];
    }

    private static bool IsPacks(string word) => word.StartsWith(Packs, StringComparison.Ordinal);

    private static string? Value(string[] words, string name) =>
        words.FirstOrDefault(word => word.StartsWith(name, StringComparison.Ordinal))?[name.Length..];

    private static string FileOf(UpdateParts parts) =>
        Path.Combine(parts.Component == ReleaseManifest.Os ? parts.ComponentFolder : parts.Folders.Slots, "wish");
}
