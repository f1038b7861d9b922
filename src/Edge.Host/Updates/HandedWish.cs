using System.Text;
using Edge.Host.Commands;
using Edge.Platform.Updates;

namespace Edge.Host.Updates;

/// <summary>What a person wished, from the slot writer that has brought in the application to the new one that goes on with the
/// site. It lies beside the slots, which belong to root: the mark in the spool is anybody's word. Once.</summary>
internal static class HandedWish
{
    private const int MaxBytes = 64;

    public static void Leave(UpdateParts parts, SlotWish wish)
    {
        string[] words = [.. Words(wish).Where(word => word.IsSet).Select(word => word.Name)];
        if (words.Length > 0) { parts.Disk.Replace(FileOf(parts), Encoding.ASCII.GetBytes(string.Join(' ', words) + "\n")); }
    }

    /// <summary>The wish with what was left added; what was left is gone.</summary>
    public static SlotWish Take(UpdateParts parts, SlotWish wish)
    {
        if (parts.Disk.ReadAll(FileOf(parts), MaxBytes) is not byte[] bytes) { return wish; }
        parts.Disk.Delete(FileOf(parts));
        string[] left = Encoding.ASCII.GetString(bytes).Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries);
        return !wish.OnlyWhenReady ? wish : wish with
        {
            What = wish.What with { Now = wish.What.Now || left.Contains("now") },
            Again = wish.Again || left.Contains("again"), Offline = wish.Offline || left.Contains("offline"),
        };
    }

    private static (string Name, bool IsSet)[] Words(SlotWish wish) =>
        [("offline", wish.Offline), ("now", wish.What.Now), ("again", wish.Again)];

    private static string FileOf(UpdateParts parts) => Path.Combine(parts.Folders.Slots, "wish");
}
