using System.CommandLine;
using Edge.Platform.CommandLine;
using Edge.Platform.Updates;
using Edge.Updates.Tuf;

namespace Edge.TufClient;

internal static class InitCommand
{
    public static Command Create()
    {
        var file = new Argument<FileInfo>("trusted-root") { Description = "The first root, trusted as it is." };
        var command = new Command("init", "Begins with a trusted root.") { file };
        command.WithExample("edge-tuf-client --metadata-dir /tmp/metadata init root.json");
        command.SetAction(parsed => Run(
            parsed.GetRequiredValue(ClientOptions.MetadataFolder), parsed.GetRequiredValue(file)));
        return command;
    }

    private static int Run(string folder, FileInfo file)
    {
        byte[] root = File.ReadAllBytes(file.FullName);
        if (!TrustedMetadata.From(root, DateTimeOffset.UnixEpoch).TryGet(out _, out TufReason reason))
        {
            return CommandFrame.Refuse($"{file}: {reason}");
        }
        var disk = new LinuxDisk();
        disk.MakeFolder(folder);
        FileTufStore.Open(disk, folder, "").Apply([new TufChange(TufNames.Root, root)]);
        return CommandFrame.Done;
    }
}
