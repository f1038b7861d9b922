using System.Globalization;
using System.Text;
using Edge.Platform.Updates;
using Edge.Updates.Releases;

namespace Edge.Host.Updates;

/// <summary>What the fetcher found when it looked last, in words for <c>edge update status</c>.</summary>
/// <remarks>A file of the spool: it informs people, and nothing is decided by it.</remarks>
internal sealed class LastLook(IUpdateDisk disk, UpdateFolders folders, string component)
{
    private const int MaxBytes = 1_000;

    private string File => Path.Combine(folders.Spool, component == ReleaseManifest.App ? "last-look" : $"last-look-{component}");

    public void Note(FetchReport report, DateTimeOffset now)
    {
        string release = report.Release.Manifest.Release;
        string text = report.IsRunning ? $"{release}, and it runs"
            : report.Turn is { MayInstall: false } turn ? $"{release}, not now: {turn.Reason.Detail}"
            : release;
        string line = string.Create(
            CultureInfo.InvariantCulture, $"{text} (looked {now.UtcDateTime:yyyy-MM-dd HH:mm} UTC)\n");
        disk.Replace(File, Encoding.UTF8.GetBytes(line));
    }

    /// <summary>One line without signs that a terminal would obey; null: nobody has looked yet.</summary>
    public string? Text() => disk.ReadAll(File, MaxBytes) is byte[] bytes
        ? string.Concat(Encoding.UTF8.GetString(bytes).Where(c => !char.IsControl(c)))
        : null;
}
