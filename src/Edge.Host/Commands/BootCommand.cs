using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Serialization;
using Edge.Device.Updates.Boot;
using Edge.Host.Updates;
using Edge.Platform.CommandLine;
using Edge.Updates;
using Edge.Updates.Boot;
using Edge.Updates.Slots;

namespace Edge.Host.Commands;

/// <summary><c>edge boot</c>: two systems on partitions, and which of them is started.</summary>
internal static class BootCommand
{
    private const string DefaultSetup = "/etc/edge/updates/boot.json";

    public static Command Create() => new("boot", "Two systems on partitions: which one is started, tried once, kept.")
    {
        CreateStatus(), CreateTry(), CreateKeep(),
    };

    private static Command CreateStatus()
    {
        Option<string> setup = Setup();
        Option<string> root = Root();
        Option<bool> json = ControlOptions.Json();
        var command = new Command("status", "Show which system runs, which is the default and which is tried next.") { setup, root, json };
        command.SetAction(parsed => Guard(() =>
        {
            if (!ReadSetup(parsed.GetValue(setup)!).TryGet(out BootSetup read, out string why)) { return CommandFrame.Refuse(why); }
            var look = new BootLook(read, parsed.GetValue(root)!);
            using var selectors = BootSelectors.Open(read, look.Firmware(), isWritten: false);
            if (!selectors.Selector.Read().TryGet(out BootChoice choice, out UpdateReason reason)) { return CommandFrame.Refuse(reason.ToString()); }
            BootEvidence seen = look.Evidence();
            var told = new BootStatus(
                seen.Agreed() is { IsOk: true } agreed ? agreed.Value.Word() : null, choice.Default.Word(), choice.Trial?.Word(),
                seen.Root?.Word(), seen.Loader?.Word(), seen.BootFiles?.Word(), look.Firmware());
            Console.Write(parsed.GetValue(json) ? JsonSerializer.Serialize(told, BootJson.Default.BootStatus) + "\n" : Text(told));
            return CommandFrame.Done;
        }));
        return command.WithExample("edge boot status");
    }

    private static Command CreateTry()
    {
        Option<string> setup = Setup();
        Option<string> root = Root();
        Option<string> slots = new UpdateOptions().Slots;
        var command = new Command("try", "Start the other system once, with the next reboot; whatever becomes of it, the one after starts this one.")
        {
            setup, root, slots,
        };
        command.SetAction(parsed => Guard(() => Change(parsed.GetValue(setup)!, parsed.GetValue(root)!, (selector, running) =>
        {
            using var written = new WrittenSystem(Path.GetFullPath(parsed.GetValue(slots)!));
            if (written.Problem(running.Other()) is { } unfinished) { return unfinished; }
            if (!selector.Read().TryGet(out BootChoice choice, out UpdateReason reason)) { return reason; }
            if (choice.Default != running)
            {
                return new UpdateReason(UpdateRefusal.Busy, $"slot {running.Word()} runs and is not the default: keep it first, or reboot");
            }
            if (selector.Arm(running.Other()) is { } refused) { return refused; }
            string reboot = selector.TrialReboot.Length > 0 ? $"systemctl reboot --reboot-argument='{selector.TrialReboot}'" : "systemctl reboot";
            Console.WriteLine($"Slot {running.Other().Word()} is started once by: {reboot}");
            return null;
        })));
        return command.WithExample("edge boot try");
    }

    private static Command CreateKeep()
    {
        Option<string> setup = Setup();
        Option<string> root = Root();
        var command = new Command("keep", "Make the system that runs the default, where root partition, boot loader and boot files agree which one it is.")
        {
            setup, root,
        };
        command.SetAction(parsed => Guard(() => Change(parsed.GetValue(setup)!, parsed.GetValue(root)!, (selector, running) =>
        {
            if (selector.Settle(running) is { } refused) { return refused; }
            Console.WriteLine($"Slot {running.Word()} is started from now on.");
            return null;
        })));
        return command.WithExample("edge boot keep");
    }

    private static int Change(string path, string root, Func<IBootSelector, SlotName, UpdateReason?> act)
    {
        if (!ReadSetup(path).TryGet(out BootSetup setup, out string why)) { return CommandFrame.Refuse(why); }
        var look = new BootLook(setup, root);
        if (!look.Evidence().Agreed().TryGet(out SlotName running, out UpdateReason reason)) { return CommandFrame.Refuse(reason.ToString()); }
        using var selectors = BootSelectors.Open(setup, look.Firmware(), isWritten: true);
        return act(selectors.Selector, running) is { } refused ? CommandFrame.Refuse(refused.ToString()) : CommandFrame.Done;
    }

    private static Result<BootSetup, string> ReadSetup(string path)
    {
        if (!File.Exists(path)) { return $"There is no {path}: this machine does not choose between systems on partitions."; }
        return BootSetup.Read(File.ReadAllBytes(path)).TryGet(out BootSetup setup, out UpdateReason reason) ? setup : $"{path}: {reason.Detail}";
    }

    private static string Text(BootStatus status) => $"""
        runs       {(status.Runs is null ? "unclear" : $"slot {status.Runs}")}
        default    slot {status.Default}
        next       {(status.Trial is null ? $"slot {status.Default}" : $"slot {status.Trial}, once")}
        seen       root partition {status.Root ?? "-"}, boot loader {status.Loader ?? "-"}, boot files {status.BootFiles ?? "-"}
        firmware   {(status.Firmware is { } built ? $"{built:yyyy-MM-dd}" : "-")}

        """;

    private static Option<string> Setup() => new("--setup")
    {
        Description = "Which boot loader there is, and where it is told what to start", DefaultValueFactory = _ => DefaultSetup,
    };

    private static Option<string> Root() => new("--root")
    {
        Description = "The folder with proc, sys and dev of the machine", DefaultValueFactory = _ => "/",
    };

    private static int Guard(Func<int> act)
    {
        try
        {
            return act();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return CommandFrame.Refuse(exception.Message);
        }
    }
}

/// <summary>What <c>edge boot status --json</c> prints; null: not known, or none.</summary>
internal sealed record BootStatus(
    string? Runs, string Default, string? Trial, string? Root, string? Loader, string? BootFiles, DateTimeOffset? Firmware);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(BootStatus))]
internal sealed partial class BootJson : JsonSerializerContext;
