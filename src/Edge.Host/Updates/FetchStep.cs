using System.Diagnostics;
using Edge.Host.Commands;
using Edge.Platform.CommandLine;
using Edge.Platform.Updates;

namespace Edge.Host.Updates;

/// <summary>The fetcher's half, started by a person: never with root's rights.</summary>
internal static class FetchStep
{
    public static async Task<int> RunAsync(string user, FetchOrder order, CancellationToken cancellation)
    {
        if (Libc.UserId != 0 || user == Environment.UserName) { return await FetchCommand.RunAsync(order, cancellation); }
        UpdateFolders folders = order.Folders;
        string[] arguments =
        [
            $"--reuid={user}", $"--regid={user}", "--clear-groups", "--no-new-privs", "--inh-caps=-all", "--",
            Environment.ProcessPath!, "fetch", "--slots", folders.Slots, "--spool", folders.Spool, "--setup", folders.Setup,
            "--site", order.SiteFile,
            .. order.Components is [var only] ? ["--component", only] : Array.Empty<string>(),
            .. order.Stick is null ? Array.Empty<string>() : ["--stick", Path.GetFullPath(order.Stick)],
            .. order.Wish.Release is null ? Array.Empty<string>() : ["--release", order.Wish.Release],
            .. order.Wish.Now ? ["--now"] : Array.Empty<string>(),
            .. order.Wish.Wakes ? Array.Empty<string>() : ["--no-wake"],
            .. order.Json ? ["--json"] : Array.Empty<string>(),
            .. order.Download ? Array.Empty<string>() : ["--check"],
        ];
        try
        {
            using var process = Process.Start(new ProcessStartInfo("setpriv", arguments));
            if (process is null) { return CommandFrame.Refuse("setpriv could not be started."); }
            await process.WaitForExitAsync(cancellation);
            return process.ExitCode;
        }
        catch (System.ComponentModel.Win32Exception exception)
        {
            return CommandFrame.Refuse($"setpriv is needed to fetch without root's rights: {exception.Message}");
        }
    }
}
