using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using Edge.Operator.Publishing;
using Edge.Operator.Rollouts;
using Edge.Platform.CommandLine;
using Edge.Updates.Rollouts;

namespace Edge.Operator.Commands;

/// <summary><c>edge-operator rollout start</c>: stages a rollout, from options or from a file.</summary>
internal static class RolloutStart
{
    private const int MaxFileBytes = RolloutLimits.MaxBytes;

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
        Option<string> zone = new("--time-zone") { Description = "Of the windows", DefaultValueFactory = _ => "Europe/Berlin" };
        Option<TimeSpan?> jitter = DurationOption.Create("--jitter", "Each device begins up to so long after a window opens");
        var command = new Command("start", "Stage a rollout: which release, in which rings, when.")
        {
            folder, component, release, file, name, pilots, rings, ramp, soak, success, maxFailed, maxPercent, bytes, windows, zone, jitter,
        };
        command.SetAction((parsed, cancellation) =>
            PublishingOptions.WriteAsync(parsed.GetValue(folder)!, repository => Run(
            repository, parsed.GetValue(component)!, parsed.GetValue(release), parsed.GetValue(file),
            parsed.GetValue(name), new RingOptions(
                parsed.GetValue(pilots) ?? [], parsed.GetValue(rings) ?? [], parsed.GetValue(ramp) ?? TimeSpan.Zero,
                parsed.GetValue(soak) ?? TimeSpan.Zero, parsed.GetValue(success), parsed.GetValue(maxFailed), parsed.GetValue(maxPercent)),
            parsed.GetValue(bytes),
            new WindowOptions(parsed.GetValue(windows) ?? [], parsed.GetValue(zone)!,
                parsed.GetValue(jitter) ?? TimeSpan.Zero)), cancellation));
        return command.WithExample(
            "edge-operator rollout start town --release 1.4.0 --ring tenth=10 --ring all=100 --ramp 6h --soak 1d --success 95 --max-failed-percent 5");
    }

    private static int Run(
        RepositoryFolder folder, string component, string? release, string? file, string? name, RingOptions rings, int? bytes, WindowOptions windows)
    {
        if (release is null == file is null) { return CommandFrame.Refuse("Either --release or --file."); }
        if (file is not null)
        {
            if (new FileInfo(file) is { Exists: true, Length: > MaxFileBytes })
            {
                return CommandFrame.Refuse($"{file} is larger than {MaxFileBytes} bytes.");
            }
            Result<Rollout, string> read = StagedRollout.Read(File.ReadAllBytes(file), file);
            return read.IsOk ? RolloutCommand.Staged(folder, read.Value) : CommandFrame.Refuse(read.Reason);
        }
        Result<ImmutableArray<RolloutRing>, string> made = rings.Read();
        if (!made.IsOk) { return CommandFrame.Refuse(made.Reason); }
        if (windows.Read(out WindowPlan? plan) is { } wrong) { return CommandFrame.Refuse(wrong); }
        return RolloutCommand.Staged(folder, new Rollout(
            component, release!, name ?? (made.Value.IsEmpty ? "" : release!), IsPaused: false, Starts: null, bytes, made.Value, plan));
    }

    private static Option<string[]> Many(string name, string description) =>
        new(name) { Description = description, AllowMultipleArgumentsPerToken = true };

    private sealed record RingOptions(
        string[] Pilots, string[] Shares, TimeSpan Ramp, TimeSpan Soak, int? Success, int? MaxFailed, int? MaxFailedPercent)
    {
        public Result<ImmutableArray<RolloutRing>, string> Read()
        {
            var rings = ImmutableArray.CreateBuilder<RolloutRing>();
            var devices = ImmutableArray.CreateBuilder<DeviceId>();
            foreach (string text in Pilots)
            {
                if (text.Length != 2 * DeviceId.Length || !text.All(char.IsAsciiHexDigitLower))
                {
                    return $"--pilot: '{text}' is no device id; expected 32 digits.";
                }
                devices.Add(DeviceId.FromBytes(Convert.FromHexString(text)));
            }
            if (devices.Count > 0) { rings.Add(Ring("pilot", devices.ToImmutable(), null)); }
            foreach (string text in Shares)
            {
                string[] parts = text.TrimEnd('%').Split('=');
                if (parts.Length != 2 || !int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out int percent))
                {
                    return $"--ring: '{text}' is no ring; expected NAME=PERCENT, such as tenth=10.";
                }
                rings.Add(Ring(parts[0], null, percent));
            }
            return rings.ToImmutable();
        }

        private RolloutRing Ring(string name, ImmutableArray<DeviceId>? devices, int? percent) =>
            new(name, devices, percent, Ramp, Soak, Success, MaxFailed, MaxFailedPercent, Progress: null);
    }

    private sealed record WindowOptions(string[] Texts, string TimeZone, TimeSpan Jitter)
    {
        private static readonly string[] Days = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];

        /// <summary>Null when they can be read; no windows: no plan.</summary>
        public string? Read(out WindowPlan? plan)
        {
            plan = null;
            var open = ImmutableArray.CreateBuilder<MaintenanceWindow>();
            foreach (string text in Texts)
            {
                if (ReadOne(text) is not { } window) { return $"--window: '{text}' is no window; expected such as mon,tue:22:00-04:00."; }
                open.Add(window);
            }
            if (open.Count > 0) { plan = new WindowPlan(TimeZone, Jitter, open.ToImmutable()); }
            return null;
        }

        private static MaintenanceWindow? ReadOne(string text)
        {
            string[] parts = text.Split(':', 2);
            if (parts.Length != 2) { return null; }
            int[] days = [.. parts[0].Split(',').Select(day => Array.IndexOf(Days, day))];
            string[] hours = parts[1].Split('-');
            bool reads = hours.Length == 2 & !days.Contains(-1);
            return reads && TryHour(hours[0], out TimeOnly from) && TryHour(hours[1], out TimeOnly to)
                ? new MaintenanceWindow([.. days.Select(day => (DayOfWeek)day)], from, to)
                : null;
        }

        private static bool TryHour(string text, out TimeOnly hour) =>
            TimeOnly.TryParseExact(text, "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out hour);
    }
}
