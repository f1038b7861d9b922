using Edge.Device.Buses;
using Edge.Profiles;

namespace Edge.Host;

/// <summary>Opens the board of a site, with the scenario that a simulated one plays.</summary>
internal static class SiteBoard
{
    /// <param name="sitePath">The site file: a scenario's path is relative to it.</param>
    public static Result<Board, string> Open(Site site, string sitePath, TimeProvider time)
    {
        if (site.ScenarioPath is not { } name) { return Board.Open(site.Board, null, null, time); }
        string path = Path.Combine(Path.GetDirectoryName(sitePath) ?? ".", name);
        try
        {
            return Board.Open(site.Board, File.ReadAllText(path), path, time);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return $"The scenario of site {site.Id} cannot be read: {exception.Message}";
        }
    }
}
