using System.CommandLine;
using Edge.Platform.CommandLine;
using Edge.Platform.Updates;
using Edge.Updates.Tuf;

namespace Edge.TufClient;

internal static class DownloadCommand
{
    public static Command Create()
    {
        var command = new Command("download", "Refreshes, then downloads targets in the order of their names on the command line.");
        command.WithExample(
            "edge-tuf-client --metadata-dir /tmp/m --metadata-url http://127.0.0.1:8000/metadata "
            + "--target-dir /tmp/t --target-base-url http://127.0.0.1:8000/targets --target-name a/b.txt download");
        command.SetAction((parsed, cancellation) => RunAsync(parsed, cancellation));
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        using var metadata = Open(ClientOptions.Need(parsed, ClientOptions.MetadataAddress));
        using var targets = Open(ClientOptions.Need(parsed, ClientOptions.TargetAddress));
        var folder = new TargetFolder(new LinuxDisk(), ClientOptions.Need(parsed, ClientOptions.TargetFolder));
        var refreshed = await RefreshCommand.RefreshAsync(parsed, metadata, cancellation);
        if (!refreshed.TryGet(out TufSession session, out TufReason reason)) { return CommandFrame.Refuse(reason.ToString()); }
        foreach (string name in parsed.GetValue(ClientOptions.TargetNames) ?? [])
        {
            if (await DownloadAsync(session, name, targets, folder, cancellation) is TufReason refusal)
            {
                return CommandFrame.Refuse(refusal.ToString());
            }
        }
        return CommandFrame.Done;
    }

    private static async Task<TufReason?> DownloadAsync(
        TufSession session, string name, HttpTufSource targets, TargetFolder folder, CancellationToken cancellation)
    {
        if (!TargetPath.From(name).TryGet(out TargetPath path, out TufReason reason)) { return reason; }
        var found = await session.FindAsync(path, cancellation);
        return found.TryGet(out FoundTarget target, out reason)
            ? await folder.DownloadAsync(target, targets, cancellation)
            : reason;
    }

    private static HttpTufSource Open(Uri folder) => new(folder, allowPlainHttp: true, TimeProvider.System);
}
