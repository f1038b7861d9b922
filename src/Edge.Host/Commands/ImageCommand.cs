using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Edge.Platform.CommandLine;
using Edge.Platform.Updates.Images;
using Edge.Updates;
using Edge.Updates.Images;

namespace Edge.Host.Commands;

/// <summary><c>edge image</c>: images of partitions, brought to their place by hand.</summary>
internal static class ImageCommand
{
    public static Command Create() => new("image", "Write images of partitions, and check what stands in one.") { Write(), Verify() };

    private static Command Write()
    {
        Argument<string> index = Index();
        Option<string> hash = new("--sha256") { Description = "SHA-256 of the index, as its maker says it on another way", Required = true };
        Option<string[]> from = new("--from")
        {
            Description = "A folder or an address with packs/; repeat: what the first does not have, the next is asked for",
            Required = true,
        };
        Option<string> to = new("--to") { Description = "The partition that is overwritten; refused while it is mounted", Required = true };
        Option<string?> active = new("--seed") { Description = "A partition or file with an earlier image: what it has is not fetched" };
        Option<string?> activeIndex = new("--seed-index") { Description = "The index of what stands in --seed" };
        Option<bool> json = ControlOptions.Json();
        var command = new Command(
            "write",
            "Overwrite a partition with an image. Each chunk is verified before it is written, nothing is written that stands there, "
            + "all of it is read back past the page cache. Run again after a cut: it goes on.")
        {
            index, hash, from, to, active, activeIndex, json,
        };
        command.Validators.Add(result =>
        {
            if (result.GetValue(active) is null != result.GetValue(activeIndex) is null) { result.AddError("--seed and --seed-index belong together."); }
        });
        command.SetAction((parsed, cancellation) => GuardAsync(async () =>
        {
            var read = Read(parsed.GetValue(index)!, parsed.GetValue(hash));
            if (!read.IsOk) { return CommandFrame.Refuse(read.Reason); }
            Result<ImageIndex, string>? before = parsed.GetValue(activeIndex) is string path ? Read(path, null) : (Result<ImageIndex, string>?)null;
            if (before is { IsOk: false } wrong) { return CommandFrame.Refuse(wrong.Reason); }
            using IBlocks? blocks = parsed.GetValue(active) is string seed ? LinuxBlocks.OpenRead(seed) : null;
            using IBlocks target = LinuxBlocks.OpenWrite(parsed.GetValue(to)!);
            using var writer = new ImageWriter(read.Value, target, blocks is null ? null : new SeedImage(before!.Value.Value, blocks));
            using var sources = new ImageSources(parsed.GetValue(from)!);
            UpdateReason? reason = await writer.WriteAsync(sources.All, cancellation) ?? ImageReadBack.Check(read.Value, target);
            if (reason is not null) { return CommandFrame.Refuse($"{reason}\nWhat was written is kept; run it again."); }
            Console.Write(parsed.GetValue(json) ? JsonSerializer.Serialize(writer.Report, ImageJson.Default.ImageReport) + "\n" : Text(writer.Report));
            return CommandFrame.Done;
        }));
        return command.WithExample("edge image write root.index --sha256 9f86d081... --from /media/stick/vendor --to /dev/disk/by-slot/other/system");
    }

    private static Command Verify()
    {
        Argument<string> index = Index();
        Argument<string> partition = new("partition") { Description = "The partition or file" };
        var command = new Command("verify", "Read a partition past the page cache and compare it with an index.") { index, partition };
        command.SetAction((parsed, _) => GuardAsync(() =>
        {
            var read = Read(parsed.GetValue(index)!, null);
            if (!read.IsOk) { return Task.FromResult(CommandFrame.Refuse(read.Reason)); }
            using IBlocks blocks = LinuxBlocks.OpenRead(parsed.GetValue(partition)!);
            if (ImageReadBack.Check(read.Value, blocks) is { } reason) { return Task.FromResult(CommandFrame.Refuse(reason.ToString())); }
            Console.WriteLine($"It holds the image {read.Value.Hash}.");
            return Task.FromResult(CommandFrame.Done);
        }));
        return command.WithExample("edge image verify root.index /dev/disk/by-slot/other/system");
    }

    private static Argument<string> Index() => new("index") { Description = "The index of the image (edge-operator image build)" };

    private static Result<ImageIndex, string> Read(string path, string? hash)
    {
        var file = new FileInfo(path);
        if (!file.Exists || file.Length > ImageLimits.MaxIndexBytes) { return $"{path}: no index of an image."; }
        byte[] bytes = File.ReadAllBytes(path);
        if (hash is not null && ContentHash.Of(bytes) is var found && found.ToString() != hash)
        {
            return $"{path}: its SHA-256 is {found}, not the one of --sha256. Nothing was written.";
        }
        return ImageIndex.Read(bytes).TryGet(out ImageIndex index, out UpdateReason reason) ? index : $"{path}: {reason.Detail}.";
    }

    private static string Text(ImageReport report) => string.Create(CultureInfo.InvariantCulture, $"""
        kept       {report.Kept} bytes stood there already
        copied     {report.Copied} bytes from the seed
        fetched    {report.Fetched} bytes, and {report.Patched} by patches; {report.Travelled} travelled in {report.Requests} requests
        zero       {report.Zero} bytes
        written    {report.Written} bytes; all of it read back from the medium

        """);

    private static async Task<int> GuardAsync(Func<Task<int>> act)
    {
        try
        {
            return await act();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return CommandFrame.Refuse(exception.Message);
        }
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ImageReport))]
internal sealed partial class ImageJson : JsonSerializerContext;
