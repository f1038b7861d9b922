using System.CommandLine;
using System.Text;
using Edge.Device.Kernel;
using Edge.Device.Updates;
using Edge.Platform.CommandLine;
using Edge.Platform.Files;
using Edge.Platform.Profiles;
using Edge.Profiles;

namespace Edge.Host.Commands;

/// <summary><c>edge watchdog</c>: hands the watchdog that the board profile declares to systemd.</summary>
internal static class WatchdogCommand
{
    public static Command Create()
    {
        Option<string> site = SiteOptions.Site();
        Option<string?> boards = SiteOptions.Boards();
        Option<string> file = new("--file")
        {
            Description = "The settings of systemd that are written", DefaultValueFactory = _ => WatchdogHandover.DropIn,
        };
        Option<bool> dry = new("--dry-run") { Description = "Say what would be written; change nothing" };
        var command = new Command(
            "watchdog", "Hand the board's hardware watchdog to systemd, as the board profile declares it; edge-watchdog.service calls it.")
        {
            site, boards, file, dry,
        };
        command.SetAction((parsed, cancellation) => RunAsync(
            CheckedSite.Read(parsed.GetValue(site)!, parsed.GetValue(boards)), parsed.GetValue(file)!, parsed.GetValue(dry), cancellation));
        return command.WithExample("edge watchdog --dry-run");
    }

    private static async Task<int> RunAsync(CheckedSite site, string file, bool dry, CancellationToken cancellation)
    {
        if (!site.Errors.IsEmpty || site.Site is null) { return CommandFrame.Refuse(string.Join('\n', site.Errors)); }
        string? device = site.Site.Board.Kind == BoardKind.Linux ? site.Site.Board.WatchdogDevice : null;
        string? wanted = device is null ? null : WatchdogHandover.Settings(device);
        try
        {
            string? present = File.Exists(file) ? await File.ReadAllTextAsync(file, cancellation) : null;
            if (present == wanted || dry)
            {
                Console.WriteLine(device is null ? $"The board {site.Site.Board.Name} declares no watchdog; {file} is not there."
                    : present == wanted ? $"{device} is systemd's already: {file}"
                    : $"{file} would be:\n{wanted}");
                return CommandFrame.Done;
            }
            Write(file, wanted);
            Console.WriteLine(device is null ? $"{file} is removed: the board declares no watchdog." : $"{device} is systemd's: {file}");
            // systemd reads its settings anew, and begins to feed.
            int code = await Systemctl.ReloadAsync(cancellation);
            return code == 0 ? CommandFrame.Done : CommandFrame.Refuse($"systemctl daemon-reload ended with {code}; the next start of the machine counts.");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return CommandFrame.Refuse($"{exception.Message}\nSettings of systemd belong to root.");
        }
    }

    private static void Write(string file, string? settings)
    {
        if (settings is null) { File.Delete(file); return; }
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(file))!);
        DurableFile.Replace(file, Encoding.UTF8.GetBytes(settings), DurableFile.WorldReadable);
    }
}
