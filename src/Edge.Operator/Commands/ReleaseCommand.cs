using System.CommandLine;
using Edge.Operator.Publishing;
using Edge.Operator.Releases;
using Edge.Platform.CommandLine;
using Edge.Updates.Releases;
using Edge.Updates.Tuf;

namespace Edge.Operator.Commands;

/// <summary><c>edge-operator release</c>: builds a release, has it signed and approved, says what is in
/// it.</summary>
internal static class ReleaseCommand
{
    private const int Days = 365;

    public static Command Create() => new("release", "Build releases; have them signed by an author and approved by somebody else.")
    {
        Build(), Assign(), Sign(), Approve(), PublishCommands.Publish("release", "vendor"), Inspect(), PublishCommands.Verify("release"),
    };

    private static Command Build()
    {
        Argument<string> folder = PublishingOptions.Repository();
        Option<string> from = new("--from")
        {
            Description = "The folder of its files as they will stand in the slot",
            Required = true,
        };
        Option<string> release = new("--release")
        {
            Description = "Its name, such as 1.4.0",
            Required = true,
        };
        Option<string> rid = new("--rid")
        {
            Description = "The class of machines, such as linux-arm64",
            Required = true,
        };
        Option<long> epoch = new("--epoch")
        {
            Description = "Security epoch; machines never go below the highest that they committed",
            DefaultValueFactory = _ => 1,
        };
        Option<int> writes = new("--state-writes")
        {
            Description = "Format of the state folder that it writes",
            DefaultValueFactory = _ => 1,
        };
        Option<int> reads = new("--state-reads-from")
        {
            Description = "Oldest format of the state folder that it reads",
            DefaultValueFactory = _ => 1,
        };
        Option<TimeSpan?> deadline = DurationOption.Create("--deadline", "Until when it must be healthy on trial");
        Option<string[]> units = Many("--unit", "A systemd unit that must be active, beside edge.service; repeat");
        Option<string[]> patches = Many("--patch-from", "An earlier release that machines have; repeat");
        Option<string[]> locks = Many("--lock", "packages.lock.json of what is in it, for the list of its parts; repeat");
        Option<string[]> needs = NeedsOption.Create();
        var command = new Command("build", "Stage a release in the vendor's repository: manifest, contents, patches, list of parts (CycloneDX).")
        {
            folder, from, release, rid, epoch, writes, reads, deadline, units, patches, locks, needs,
        };
        command.SetAction((parsed, cancellation) =>
            PublishingOptions.WriteAsync(parsed.GetValue(folder)!, repository =>
        {
            var files = ReleaseOrder.FilesBelow(parsed.GetValue(from)!);
            if (!files.IsOk) { return CommandFrame.Refuse(files.Reason); }
            var health = new HealthRules(
                parsed.GetValue(deadline) ?? TimeSpan.FromMinutes(5), ["edge.service", .. parsed.GetValue(units) ?? []],
                [HealthCriterion.RulesLoaded, HealthCriterion.OutboxWritable, HealthCriterion.SensorsPlausible]);
            var order = new ReleaseOrder(
                files.Value, ReleaseManifest.App, parsed.GetValue(release)!, parsed.GetValue(rid)!,
                    parsed.GetValue(epoch),
                new StateFormats(parsed.GetValue(writes), parsed.GetValue(reads)), health,
                parsed.GetValue(patches) ?? [], parsed.GetValue(locks) ?? []) { Needs = NeedsOption.Read(parsed, needs) };
            var builder = new ReleaseBuilder(repository, TimeProvider.System, Console.WriteLine);
            return builder.Build(order) is { } refusal ? CommandFrame.Refuse(refusal) : CommandFrame.Done;
        }, cancellation));
        return command.WithExample("edge-operator release build vendor --from out/slot --release 1.4.0 --rid linux-arm64 --patch-from 1.3.0");
    }

    private static Command Assign()
    {
        Argument<string> folder = PublishingOptions.Repository();
        Option<string> vendor = new("--vendor")
        {
            Description = "The vendor's repository folder, or a copy of its public part's parent",
            Required = true,
        };
        Option<string> release = new("--release")
        {
            Description = "The release that may run here",
            Required = true,
        };
        Option<string> rid = new("--rid") { Description = "The class of machines", Required = true };
        Option<string> component = new("--component") { Description = "app or os", DefaultValueFactory = _ => ReleaseManifest.App };
        component.AcceptOnlyFromAmong(ReleaseManifest.App, ReleaseManifest.Os);
        var command = new Command(
            "assign", "Stage the operator's consent: this release, these bytes, may run on machines of this class.")
        {
            folder, vendor, release, rid, component,
        };
        command.SetAction((parsed, cancellation) =>
            PublishingOptions.WriteAsync(parsed.GetValue(folder)!, repository => Consent(
            repository, new RepositoryFolder(parsed.GetValue(vendor)!),
            ReleaseManifest.PathOf(
                parsed.GetValue(component)!, parsed.GetValue(rid)!, parsed.GetValue(release)!)),
                    cancellation));
        return command.WithExample("edge-operator release assign town --vendor vendor --release 1.4.0 --rid linux-arm64");
    }

    private static int Consent(RepositoryFolder folder, RepositoryFolder vendor, string path)
    {
        Result<byte[], string> manifest = PublishedRelease.Bytes(vendor, path, Roles.Releases);
        if (!manifest.IsOk) { return CommandFrame.Refuse(manifest.Reason); }
        Result<StagedChange, string> change = StagedChange.Of(folder, Roles.Assignments);
        if (!change.IsOk) { return CommandFrame.Refuse(change.Reason); }
        if (change.Value.Add(path, manifest.Value) is { } wrong) { return CommandFrame.Refuse(wrong); }
        change.Value.Save(TimeProvider.System.GetUtcNow(), Days);
        Console.WriteLine($"{path} is staged; an author signs it (release sign), an approver approves it (release approve)");
        return CommandFrame.Done;
    }

    private static Command Sign()
    {
        Argument<string> folder = PublishingOptions.Repository();
        Option<string> key = PublishingOptions.Key();
        Option<string?> passphrase = PublishingOptions.Passphrase();
        var command = new Command(
            "sign", "Sign what is staged as its author: releases, assignments, rollouts, site files.")
        {
            folder, key, passphrase,
        };
        command.SetAction((parsed, cancellation) => PublishingOptions.WriteAsync(
            parsed.GetValue(folder)!, parsed.GetValue(key)!, parsed.GetValue(passphrase),
            (repository, secret) =>
                Task.FromResult(RepoCommand.SignAs(repository, secret, SignerPart.Author)), cancellation));
        return command.WithExample("edge-operator release sign vendor --key cleo.person.key");
    }

    private static Command Approve()
    {
        Argument<string> folder = PublishingOptions.Repository();
        Option<string> key = PublishingOptions.Key();
        Option<string?> passphrase = PublishingOptions.Passphrase();
        Option<bool> yes = new("--yes") { Description = "Do not ask after the difference was shown" };
        Option<string?> root = new("--root")
        {
            Description = "The root that machines were given: what is published is verified by it, before the difference to it is shown",
        };
        Option<string[]> built = Many(
            "--built",
            "What you built yourself, the folder of a release or an image: other bytes are not signed; repeat");
        var command = new Command(
            "approve", "Look at what somebody else wrote, and sign it as its approver.")
        {
            folder, key, passphrase, yes, root, built,
        };
        command.SetAction((parsed, cancellation) => PublishingOptions.WithKeyAsync(
            parsed.GetValue(key)!, parsed.GetValue(passphrase), secret => PublishingOptions.ReadAsync(
                parsed.GetValue(folder)!, repository =>
                    ApproveAsync(
                        repository, secret, parsed.GetValue(yes), parsed.GetValue(root),
                        parsed.GetValue(built) ?? [], cancellation))));
        return command.WithExample("edge-operator release approve vendor --key dora.person.key");
    }

    private static async Task<int> ApproveAsync(
        RepositoryFolder folder, PersonKey key, bool yes, string? root, string[] built,
        CancellationToken cancellation)
    {
        OwnBuild? own = null;
        if (built.Length > 0 && !OwnBuild.Read(built).TryGet(out own, out string unread))
        {
            return CommandFrame.Refuse($"{unread} Nothing was signed.");
        }
        byte[]? anchor = null;
        if (root is not null)
        {
            Result<byte[], string> given = GivenFile.Read(root, TufLimits.MaxTargetsBytes);
            if (!given.IsOk) { return CommandFrame.Refuse(given.Reason); }
            if (RepositoryCheck.OtherRoot(folder, given.Value, root) is { } other) { return CommandFrame.Refuse($"{other}. Nothing was signed."); }
            anchor = given.Value;
        }
        if (await PublishedState.WrongAsync(folder, anchor, cancellation) is { } wrong) { return CommandFrame.Refuse($"{wrong} Nothing was signed."); }
        Result<Approval, string> approval = Approval.Of(folder, key, own);
        if (!approval.IsOk) { return CommandFrame.Refuse($"{approval.Reason} Nothing was signed."); }
        foreach (string line in approval.Value.Lines) { Console.WriteLine(line); }
        if (approval.Value.Refusal is { } refusal)
        {
            return CommandFrame.Refuse($"{refusal}\nNothing was signed.");
        }
        if (!yes && !IsConfirmed()) { return CommandFrame.Refuse("Not approved; nothing was signed."); }
        // Not while a person reads: a halt must not wait for him.
        return await PublishingOptions.HoldAsync(
            folder, () => Task.FromResult(RepoCommand.Changed(folder, approval.Value.Sign(key))),
                cancellation);
    }

    private static bool IsConfirmed()
    {
        if (Console.IsInputRedirected) { return false; }
        Console.Error.Write("Approve all of this? Type yes: ");
        return Console.ReadLine() == "yes";
    }

    private static Command Inspect()
    {
        Argument<string> folder = PublishingOptions.Repository();
        Option<bool> json = PublishingOptions.Json();
        var command = new Command(
            "inspect", "Show every release of a repository, and what is staged as a difference.")
        {
            folder, json,
        };
        command.SetAction((parsed, _) => PublishingOptions.ReadAsync(
            parsed.GetValue(folder)!, repository =>
                ReleaseInspection.Print(repository, parsed.GetValue(json))));
        return command.WithExample("edge-operator release inspect vendor");
    }

    private static Option<string[]> Many(string name, string description) =>
        new(name) { Description = description, AllowMultipleArgumentsPerToken = true };
}
