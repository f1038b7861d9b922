using System.Collections.Immutable;
using Edge.Platform.Profiles;
using Edge.Profiles;
using Edge.Rules;

namespace Edge.Host;

/// <summary>A site file with everything that was found in it and its board and its rules.</summary>
internal sealed record CheckedSite(Site? Site, RuleBook? Rules, ImmutableArray<SiteError> Errors)
{
    /// <param name="path">Of the site file.</param>
    /// <param name="boards">The folder of board profiles; null: the usual ones.</param>
    public static CheckedSite Read(string path, string? boards)
    {
        SiteReading reading = SiteFiles.Read(path, boards is null ? SiteFiles.UsualBoardFolders(path) : [boards]);
        if (reading.Site is null) { return new CheckedSite(null, null, reading.Errors); }
        (RuleBook? rules, ImmutableArray<SiteError> more) = RuleBook.Compile(reading.Site, path);
        return new CheckedSite(reading.Site, rules, [.. SiteErrors.InOrder(reading.Errors.Concat(more))]);
    }
}
