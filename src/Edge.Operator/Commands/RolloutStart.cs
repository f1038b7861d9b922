using System.Collections.Immutable;
using System.CommandLine;
using Edge.Operator.Publishing;
using Edge.Operator.Rollouts;
using Edge.Platform.CommandLine;
using Edge.Updates.Rollouts;

namespace Edge.Operator.Commands;

/// <summary><c>edge-operator rollout start</c>: stages a rollout, from options or from a file.</summary>
internal static class RolloutStart
{
    public static Command Create()
    {
        Argument<string> folder = PublishingOptions.Repository();
        Option<string> component = RolloutCommand.Component();
        Option<string?> release = new("--release") { Description = "The release that devices shall have" };
        Option<string?> file = new("--file") { Description = "A rollout as it is published, instead of all the options below" };
        Option<string?> name = new("--name") { Description = "Of the rollout; enters the order of devices. By default the release" };
        Option<string[]> pilots = Many("--pilot", "Id of a device of the first ring, called pilot; repeat");
        Option<string[]> rings = Many("--ring", "NAME=PERCENT: a share of all devices, counted from 0, rising; repeat");
        Option<TimeSpan?> ramp = DurationOption.Create("--ramp", "Over how long the devices of each ring begin");
        Option<TimeSpan?> soak = DurationOption.Create("--soak", "How long to wait behind each ring");
        Option<int?> success = new("--success") { Description = "Percent of a ring that must have it before the next ring opens (rollout count)" };
        Option<int?> maxFailed = new("--max-failed") { Description = "So many failures in a ring stop the rollout" };
        Option<int?> maxPercent = new("--max-failed-percent") { Description = "The same as a share of the ring" };
        Option<int?> bytes = new("--bytes-per-second") { Description = "How fast one device may fetch" };
        Option<string[]> windows = Many("--window", "mon,tue:22:00-04:00: when devices may install, local time; repeat");
        Option<string?> zone =
            new("--time-zone") { Description = $"Of the windows; by default {WindowOptions.UsualZone}" };
        Option<TimeSpan?> jitter = DurationOption.Create("--jitter", "Each device begins up to so long after a window opens");
        var command = new Command("start", "Stage a rollout: which release, in which rings, when.")
        {
            folder, component, release, file, name, pilots, rings, ramp, soak, success, maxFailed, maxPercent, bytes, windows, zone, jitter,
        };
        command.SetAction((parsed, cancellation) =>
            PublishingOptions.WriteAsync(parsed.GetValue(folder)!, repository => Run(
            repository, parsed.GetValue(component)!, parsed.GetValue(release), parsed.GetValue(file),
            parsed.GetValue(name), new RingOptions(
                parsed.GetValue(pilots) ?? [], parsed.GetValue(rings) ?? [], parsed.GetValue(ramp),
                parsed.GetValue(soak), parsed.GetValue(success), parsed.GetValue(maxFailed),
                    parsed.GetValue(maxPercent)),
            parsed.GetValue(bytes),
            new WindowOptions(parsed.GetValue(windows) ?? [], parsed.GetValue(zone),
                parsed.GetValue(jitter))), cancellation));
        return command.WithExample(
            "edge-operator rollout start town --release 1.4.0 --ring tenth=10 --ring all=100 --ramp 6h --soak 1d --success 95 --max-failed-percent 5");
    }

    private static int Run(
        RepositoryFolder folder, string component, string? release, string? file, string? name, RingOptions rings, int? bytes, WindowOptions windows)
    {
        if (release is null == file is null) { return CommandFrame.Refuse("Either --release or --file."); }
        if (file is not null)
        {
            Result<byte[], string> given = GivenFile.Read(file, RolloutLimits.MaxBytes);
            if (!given.IsOk) { return CommandFrame.Refuse(given.Reason); }
            Result<Rollout, string> read = StagedRollout.Read(given.Value, file);
            return read.IsOk ? Start(folder, read.Value) : CommandFrame.Refuse(read.Reason);
        }
        Result<ImmutableArray<RolloutRing>, string> made = rings.Read();
        if (!made.IsOk) { return CommandFrame.Refuse(made.Reason); }
        if (windows.Read(out WindowPlan? plan) is { } wrong) { return CommandFrame.Refuse(wrong); }
        if (bytes is < RolloutLimits.LeastBytesPerSecond or > RolloutLimits.MostBytesPerSecond)
        {
            return CommandFrame.Refuse(
                $"--bytes-per-second: {RolloutLimits.LeastBytesPerSecond} to {RolloutLimits.MostBytesPerSecond}.");
        }
        return Start(folder, new Rollout(
            component, release!, name ?? (made.Value.IsEmpty ? "" : release!), IsPaused: false,
                Starts: null, bytes, made.Value, plan));
    }

    private static int Start(RepositoryFolder folder, Rollout rollout) =>
        RolloutReach.Refuse(folder, rollout) is { } reason
            ? CommandFrame.Refuse($"{reason} Nothing was staged.")
            : RolloutCommand.Staged(folder, rollout);

    private static Option<string[]> Many(string name, string description) =>
        new(name) { Description = description, AllowMultipleArgumentsPerToken = true };
}
