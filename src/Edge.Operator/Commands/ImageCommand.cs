using System.CommandLine;
using System.Globalization;
using Edge.Operator.Images;
using Edge.Platform.CommandLine;
using Edge.Platform.Updates;
using Edge.Updates;
using Edge.Updates.Images;

namespace Edge.Operator.Commands;

/// <summary><c>edge-operator image</c>: turns an image of a partition into what travels.</summary>
internal static class ImageCommand
{
    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(1);

    public static Command Create() => new("image", "Make images of partitions ready to travel: an index, and packs of chunks.") { Build() };

    private static Command Build()
    {
        Argument<string> image = new("image") { Description = "The image of a partition, such as root.ext4; whole blocks of 4096 bytes" };
        Option<string> index = new("--index") { Description = "The file that becomes its index", Required = true };
        Option<string> to = new("--to") { Description = "The folder that gets packs/; the same for all images of a repository", Required = true };
        Option<string[]> earlier = new("--earlier")
        {
            Description = "The index of an image whose packs are below --to: what it has is not packed again, and patches lead away from it; repeat",
        };
        var command = new Command("build", "Cut an image into chunks, pack them, write the index. Shows what would travel.") { image, index, to, earlier };
        command.SetAction((parsed, _) => PublishingOptions.GuardAsync(() => Task.FromResult(
            Run(parsed.GetValue(image)!, parsed.GetValue(index)!, parsed.GetValue(to)!, parsed.GetValue(earlier) ?? []))));
        return command.WithExample("edge-operator image build root.ext4 --index root-1.5.index --to vendor/public --earlier root-1.4.index");
    }

    private static int Run(string image, string index, string folder, string[] earlier)
    {
        var known = new List<ImageIndex>();
        foreach (string path in earlier)
        {
            if (!ImageIndex.Read(File.ReadAllBytes(path)).TryGet(out ImageIndex read, out UpdateReason reason))
            {
                return CommandFrame.Refuse($"--earlier {path}: {reason.Detail}.");
            }
            known.Add(read);
        }
        var disk = new LinuxDisk();
        Directory.CreateDirectory(folder);
        disk.MakeFolders(folder, "packs");
        var builder = new ImageBuilder(
            known, known, name => disk.ReadAll(Path.Combine(folder, name), ImageLimits.MaxPackBytes),
            (name, bytes) => disk.Replace(Path.Combine(folder, name), bytes));
        using var stream = new FileStream(image, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 20);
        var built = builder.Build(stream, Progress(stream.Length));
        if (!built.TryGet(out BuiltImage done, out string why)) { return CommandFrame.Refuse($"{image}: {why}"); }
        disk.Replace(Path.GetFullPath(index), done.Index);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"""
            image    {done.Length} bytes, SHA-256 {done.Image}
            index    {done.Index.Length} bytes, {done.Chunks} chunks, SHA-256 {ContentHash.Of(done.Index)}
            whole    {done.Packed} bytes travel where nothing is known
            new      {done.Fresh} bytes of packs that are not published yet
            """));
        foreach ((string path, long bytes) in earlier.Zip(done.Ways))
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"way      {bytes} bytes travel where the image of {path} runs"));
        }
        return CommandFrame.Done;
    }

    internal static Action<long> Progress(long length)
    {
        if (Console.IsErrorRedirected) { return _ => { }; }
        long last = TimeProvider.System.GetTimestamp();
        return at =>
        {
            if (TimeProvider.System.GetElapsedTime(last) < Pace) { return; }
            last = TimeProvider.System.GetTimestamp();
            Console.Error.Write(string.Create(CultureInfo.InvariantCulture, $"\r{100 * at / length} % "));
        };
    }
}
