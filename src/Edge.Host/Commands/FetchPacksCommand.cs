using System.CommandLine;
using Edge.Host.Updates;
using Edge.Platform.CommandLine;
using Edge.Platform.Updates;
using Edge.Platform.Updates.Images;
using Edge.Updates;
using Edge.Updates.Trust;

namespace Edge.Host.Commands;

/// <summary><c>edge fetch packs</c>: hands pieces of packs to the slot writer, who has no network.</summary>
internal static class FetchPacksCommand
{
    public static Command Create()
    {
        var options = new UpdateOptions();
        var command = new Command(
            "packs", "Answer the slot writer's questions for pieces of packs, from input to output; systemd starts it for a connection.")
        {
            options.Slots, options.Setup,
        };
        command.SetAction((parsed, cancellation) => RunAsync(
            new UpdateFolders(Path.GetFullPath(parsed.GetValue(options.Slots)!), "", Path.GetFullPath(parsed.GetValue(options.Setup)!)), cancellation));
        return command.WithExample("edge fetch packs < questions > answers");
    }

    private static async Task<int> RunAsync(UpdateFolders folders, CancellationToken cancellation)
    {
        var disk = new LinuxDisk();
        if (!UpdateSetup.Map(folders, disk).TryGet(out RepositoryMap map, out UpdateReason reason)) { return CommandFrame.Refuse(UpdateWords.Of(reason)); }
        using var sources = new RepositorySources(stick: null, disk);
        var known = map.Repositories.ToDictionary(each => each.Name, sources.Each, StringComparer.Ordinal);
        await using Stream questions = Console.OpenStandardInput(), answers = Console.OpenStandardOutput();
        try
        {
            await new PackServer((name, address) => known.GetValueOrDefault(name)?.ElementAtOrDefault(address), TimeProvider.System)
                .RunAsync(questions, answers, cancellation);
            return CommandFrame.Done;
        }
        catch (IOException exception)
        {
            // The slot writer has hung up.
            return CommandFrame.Refuse(exception.Message);
        }
    }
}
