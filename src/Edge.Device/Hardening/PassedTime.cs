using System.Globalization;
using System.Text;
using Edge.Platform.Files;
using Edge.Sensing;

namespace Edge.Device.Hardening;

/// <summary>A time that has passed in every boot to come, also where the clock then begins in 1970.</summary>
/// <remarks>It rises by what a time source says, and nobody signs that: whoever is on the cable sends the year
/// 2037. So in one boot it rises by no more than the time since that boot began and one day; a machine that was
/// switched off for longer is behind, which costs less than a door that stays shut. The first time of all is
/// taken as it comes. File <c>latest-time</c>: the time, what it was when its boot began, and that boot;
/// milliseconds. What is no such file, or cannot be read, counts as none.</remarks>
public sealed class PassedTime(string folder, BootId boot)
{
    private const int MostCharacters = 100;
    private static readonly TimeSpan BetweenNotes = TimeSpan.FromHours(1);
    private static readonly TimeSpan MostInABoot = TimeSpan.FromDays(1);

    private string Place => Path.Combine(folder, "latest-time");

    /// <summary>Unix time in milliseconds; 0: none is known.</summary>
    public long Read() => Stored()?.Latest ?? 0;

    /// <summary>Takes a time that a source vouched for in this boot, each hour at most. Throws
    /// <see cref="IOException"/>.</summary>
    public void Note(ReadingTime now)
    {
        if (now.Quality == TimeQuality.FreeRunning) { return; }
        (long Latest, long Base, string Boot)? stored = Stored();
        long begin = stored is not { } known ? now.UnixMilliseconds : known.Boot == boot.ToString() ? known.Base : known.Latest;
        long most = begin + (long)MostInABoot.TotalMilliseconds + now.MonotonicMilliseconds;
        long latest = Math.Min(now.UnixMilliseconds, most);
        if (stored is { } before && latest - before.Latest < BetweenNotes.TotalMilliseconds) { return; }
        Directory.CreateDirectory(folder, DurableFile.OwnersFolder);
        DurableFile.Replace(Place, Encoding.ASCII.GetBytes($"{latest} {begin} {boot}"), DurableFile.OwnerOnly);
    }

    private (long Latest, long Base, string Boot)? Stored()
    {
        try
        {
            if (!File.Exists(Place) || new FileInfo(Place).Length > MostCharacters) { return null; }
            return File.ReadAllText(Place).Split(' ') is [var latest, var begin, var of]
                && IsTime(latest, out long known) && IsTime(begin, out long first) ? (known, first, of) : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static bool IsTime(string text, out long time) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out time)
        && time <= DateTimeOffset.MaxValue.ToUnixTimeMilliseconds();
}
