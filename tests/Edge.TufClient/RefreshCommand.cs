using System.CommandLine;
using Edge.Platform.CommandLine;
using Edge.Platform.Updates;
using Edge.Updates.Tuf;

namespace Edge.TufClient;

internal static class RefreshCommand
{
    public static Command Create()
    {
        var command = new Command("refresh", "Brings the metadata of the four top-level roles up to date.");
        command.WithExample(
            "edge-tuf-client --metadata-dir /tmp/metadata --metadata-url http://127.0.0.1:8000/metadata refresh");
        command.SetAction((parsed, cancellation) => RunAsync(parsed, cancellation));
        return command;
    }

    /// <summary>One refresh as the options say; the clock of this machine is the reference time.</summary>
    public static async Task<Result<TufSession, TufReason>> RefreshAsync(
        ParseResult parsed, HttpTufSource source, CancellationToken cancellation)
    {
        var store = FileTufStore.Open(new LinuxDisk(), parsed.GetRequiredValue(ClientOptions.MetadataFolder), "");
        return await new Updates.Tuf.TufClient(source, store).RefreshAsync(TimeProvider.System.GetUtcNow(), cancellation);
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        using var source = new HttpTufSource(
            ClientOptions.Need(parsed, ClientOptions.MetadataAddress), allowPlainHttp: true, TimeProvider.System);
        var refreshed = await RefreshAsync(parsed, source, cancellation);
        return refreshed.TryGet(out _, out TufReason reason) ? CommandFrame.Done : CommandFrame.Refuse(reason.ToString());
    }
}
