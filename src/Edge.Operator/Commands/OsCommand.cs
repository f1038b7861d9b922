using System.CommandLine;
using Edge.Operator.Releases;
using Edge.Platform.CommandLine;
using Edge.Updates;
using Edge.Updates.Releases;

namespace Edge.Operator.Commands;

/// <summary><c>edge-operator os</c>: turns images of partitions into a signed release of the operating system.</summary>
internal static class OsCommand
{
    public static Command Create() => new("os", "Releases of the operating system, for gateways with two of them on partitions.") { Build() };

    private static Command Build()
    {
        Argument<string> folder = PublishingOptions.Repository();
        Option<string> root = new("--root") { Description = "The image of the root file system; whole blocks of 4096 bytes", Required = true };
        Option<string?> boot = new("--boot") { Description = "The image of the boot partition, where each slot has one of its own" };
        Option<string> release = new("--release") { Description = "Its name, such as 12.8", Required = true };
        Option<string> rid = new("--class") { Description = "The boards that it is for, as boot.json on them says: class", Required = true };
        Option<long> epoch = new("--epoch")
        {
            Description = "Security epoch; machines never go below the highest that they committed", DefaultValueFactory = _ => 1,
        };
        Option<TimeSpan?> deadline = DurationOption.Create("--deadline", "Until when the gateway must be healthy after the reboot");
        Option<string[]> units = Many("--unit", "A systemd unit that must be active, beside edge.service; repeat");
        Option<string[]> earlier = Many("--earlier", "A release that machines have: what it has is not packed again; repeat");
        Option<string?> verity = new("--verity") { Description = "Root hash of dm-verity (veritysetup format prints it); 64 hexadecimal digits" };
        Option<string[]> needs = NeedsOption.Create();
        var command = new Command(
            "build", "Stage a release in the vendor's repository: indexes of the images, their packs, the manifest.")
        {
            folder, root, boot, release, rid, epoch, deadline, units, earlier, verity, needs,
        };
        command.SetAction((parsed, cancellation) =>
            PublishingOptions.WriteAsync(parsed.GetValue(folder)!, repository =>
        {
            string? hash = parsed.GetValue(verity);
            if (hash is not null && ContentHash.TryParse(hash) is null)
            {
                return CommandFrame.Refuse("--verity: 64 lower-case hexadecimal digits are wanted.");
            }
            var images = new List<(string, string)> { (SystemImages.Root, parsed.GetValue(root)!) };
            if (parsed.GetValue(boot) is string second) { images.Add((SystemImages.Boot, second)); }
            var health = new HealthRules(
                parsed.GetValue(deadline) ?? TimeSpan.FromMinutes(10), ["edge.service", .. parsed.GetValue(units) ?? []],
                [HealthCriterion.RulesLoaded, HealthCriterion.OutboxWritable, HealthCriterion.SensorsPlausible]);
            var order = new SystemOrder(
                images, parsed.GetValue(release)!, parsed.GetValue(rid)!, parsed.GetValue(epoch), new StateFormats(1, 1), health,
                parsed.GetValue(earlier) ?? [], hash is null ? null : ContentHash.TryParse(hash))
            {
                Needs = NeedsOption.Read(parsed, needs),
            };
            if (SystemRelease.Stage(
                repository, order, TimeProvider.System, Console.WriteLine,
                ImageCommand.Progress) is { } refusal)
            {
                return CommandFrame.Refuse(refusal);
            }
            Console.WriteLine("staged; an author signs it (release sign), an approver approves it (release approve)");
            return CommandFrame.Done;
        }, cancellation));
        return command.WithExample("edge-operator os build vendor --root root.ext4 --release 12.8 --class raspberry-pi-4b --earlier 12.7");
    }

    private static Option<string[]> Many(string name, string description) =>
        new(name) { Description = description, AllowMultipleArgumentsPerToken = true };
}
