using Edge.Device.Simulation;
using Edge.Profiles;

namespace Edge.Simulator.Serve;

/// <summary>Makes a workbench from a board profile and a scenario on disk, or says in words what is wrong
/// with them.</summary>
internal static class WorkbenchFiles
{
    /// <summary>Beside the sources, and where a package puts them.</summary>
    private static readonly string[] Folders = ["hardware-profiles", "/usr/share/edge/hardware-profiles"];

    /// <param name="board">A file, or the name of one in the usual folders.</param>
    /// <param name="scenario">A file; null: nothing is plugged in.</param>
    public static Result<Workbench, string> Open(string board, string? scenario, TimeProvider time)
    {
        try
        {
            string path = Find(board);
            BoardReading reading = BoardReader.Read(File.ReadAllText(path), path);
            if (!reading.IsUsable) { return string.Join('\n', reading.Errors); }
            string? text = scenario is null ? null : File.ReadAllText(scenario);
            var hardware = SimulatedHardware.Create(reading.Board!, text, scenario ?? "", time);
            return hardware.IsOk ? new Workbench(reading.Board!, hardware.Value, time) : hardware.Reason;
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            return $"A file of the simulated board cannot be read: {unreadable.Message}";
        }
    }

    private static string Find(string board) => board.Contains('/') || board.EndsWith(".yaml", StringComparison.Ordinal)
        ? board
        : Folders.Select(folder => Path.Combine(folder, board + ".yaml")).FirstOrDefault(File.Exists)
            ?? throw new FileNotFoundException($"no {board}.yaml in {string.Join(" or ", Folders)}");
}
