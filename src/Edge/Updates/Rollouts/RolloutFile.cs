using System.Collections.Immutable;
using System.Globalization;
using Edge.Updates.Releases;
using Edge.Updates.Tuf;

namespace Edge.Updates.Rollouts;

/// <summary>Reads a rollout; anything that is not known or not possible is refused.</summary>
public static class RolloutFile
{
    internal const string TimeFormat = "yyyy-MM-dd'T'HH:mm:ss'Z'";
    internal const string HourFormat = "HH:mm";
    internal static readonly string[] States = ["running", "paused"];
    internal static readonly string[] Days = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];
    private const int MaxDurationBytes = 16;

    public static Result<Rollout, UpdateReason> Read(ReadOnlySpan<byte> bytes) =>
        FieldReading.Document(bytes, RolloutLimits.MaxBytes, "rollout", Rollout);

    private static Rollout Rollout(TufFields fields)
    {
        fields.Only("version", "component", "release", "rollout", "state", "starts", "bytesPerSecond", "windows", "rings");
        ImmutableArray<RolloutRing> rings = fields.Has("rings")
            ? [.. fields.Objects("rings", RolloutLimits.MaxRings).Select(Ring)]
            : [];
        CheckTogether(fields, rings);
        return new Rollout(
            ReleaseWords.Components[fields.Word("component", ReleaseWords.Components)],
            fields.Name("release", PathNames.MaxNameLength),
            fields.Has("rollout") || !rings.IsEmpty ? fields.Name("rollout", PathNames.MaxNameLength) : "",
            fields.Has("state") && fields.Word("state", States) == 1,
            fields.Has("starts") ? Time(fields, "starts") : null,
            Optional(
                fields, "bytesPerSecond", RolloutLimits.LeastBytesPerSecond, RolloutLimits.MostBytesPerSecond),
            rings, fields.Has("windows") ? Windows(fields.Object("windows")) : null);
    }

    private static RolloutRing Ring(TufFields fields)
    {
        fields.Only("name", "devices", "percent", "ramp", "soak", "success", "maxFailed", "maxFailedPercent", "progress");
        if (fields.Has("devices") == fields.Has("percent")) { fields.Wrong("either devices or percent"); }
        return new RolloutRing(
            fields.Name("name", PathNames.MaxNameLength),
            fields.Has("devices") ? Devices(fields) : null,
            Optional(fields, "percent", 1, 100),
            Duration(fields, "ramp"), Duration(fields, "soak"),
            Optional(fields, "success", 1, 100),
            Optional(fields, "maxFailed", 1, RolloutLimits.MaxDevices),
            Optional(fields, "maxFailedPercent", 1, 100),
            fields.Has("progress") ? Progress(fields.Object("progress")) : null);
    }

    private static ImmutableArray<DeviceId> Devices(TufFields fields)
    {
        var devices = ImmutableArray.CreateBuilder<DeviceId>();
        foreach (string text in fields.Texts("devices", RolloutLimits.MaxNamed, 2 * DeviceId.Length))
        {
            bool usable = text.Length == 2 * DeviceId.Length && text.All(char.IsAsciiHexDigitLower);
            if (usable)
            {
                devices.Add(DeviceId.FromBytes(Hexadecimal.Read(text)));
            }
            else
            {
                fields.Wrong("devices", "ids of 32 lower-case hexadecimal digits");
            }
        }
        return devices.ToImmutable();
    }

    private static RingProgress Progress(TufFields fields)
    {
        fields.Only("devices", "installed", "failed", "reached");
        var progress = new RingProgress(
            (int)fields.Integer("devices", 0, RolloutLimits.MaxDevices),
            (int)fields.Integer("installed", 0, RolloutLimits.MaxDevices),
            (int)fields.Integer("failed", 0, RolloutLimits.MaxDevices),
            fields.Has("reached") ? Time(fields, "reached") : null);
        if (progress.Installed + progress.Failed > progress.Devices)
        {
            fields.Wrong("not more installed and failed than devices");
        }
        return progress;
    }

    private static WindowPlan Windows(TufFields fields)
    {
        fields.Only("timeZone", "jitter", "open");
        string zone = fields.Text("timeZone", PathNames.MaxNameLength);
        if (!PathNames.IsRelativePath(zone)) { fields.Wrong("timeZone", "a name such as Europe/Berlin"); }
        TimeSpan jitter = Duration(fields, "jitter");
        ImmutableArray<MaintenanceWindow> open = [.. fields.Objects("open", RolloutLimits.MaxWindows).Select(Window)];
        if (open.IsEmpty) { fields.Wrong("open", "at least one window"); }
        if (open.Any(window => jitter * 2 > window.Length))
        {
            fields.Wrong("jitter", "at most half of each window");
        }
        return new WindowPlan(zone, jitter, open);
    }

    private static MaintenanceWindow Window(TufFields fields)
    {
        fields.Only("days", "from", "to");
        string[] words = [.. fields.Texts("days", Days.Length, MaxDurationBytes)];
        int[] days = [.. words.Select(word => Array.IndexOf(Days, word))];
        if (days.Length == 0 || days.Contains(-1) || days.Distinct().Count() != days.Length)
        {
            fields.Wrong("days", $"each of {string.Join(", ", Days)} at most once");
        }
        return new MaintenanceWindow(
            [.. days.Where(day => day >= 0).Select(day => (DayOfWeek)day)], Hour(fields, "from"),
            Hour(fields, "to"));
    }

    // No device in two rings, and of shares each greater than the one before.
    private static void CheckTogether(TufFields fields, ImmutableArray<RolloutRing> rings)
    {
        DeviceId[] named = [.. rings.SelectMany(ring => ring.Devices ?? [])];
        if (named.Length > RolloutLimits.MaxNamed)
        {
            fields.Wrong("rings", $"at most {RolloutLimits.MaxNamed} devices by name");
        }
        if (named.Distinct().Count() != named.Length) { fields.Wrong("rings", "each device at most once"); }
        if (rings.DistinctBy(ring => ring.Name).Count() != rings.Length)
        {
            fields.Wrong("rings", "each name once");
        }
        int[] shares = [.. rings.Select(ring => ring.Percent).OfType<int>()];
        if (shares.Zip(shares.Skip(1)).Any(pair => pair.First >= pair.Second))
        {
            fields.Wrong("rings", "percent that rise from ring to ring");
        }
    }

    private static int? Optional(TufFields fields, string name, int least, int most) =>
        fields.Has(name) ? (int)fields.Integer(name, least, most) : null;

    private static TimeSpan Duration(TufFields fields, string name)
    {
        if (!fields.Has(name)) { return TimeSpan.Zero; }
        TimeSpan? duration = IsoDuration.TryParse(fields.Text(name, MaxDurationBytes));
        if (duration is TimeSpan known && known <= RolloutLimits.LongestWait) { return known; }
        fields.Wrong(name, $"a duration such as PT12H, at most {RolloutLimits.LongestWait.TotalDays} days");
        return TimeSpan.Zero;
    }

    private static DateTimeOffset Time(TufFields fields, string name)
    {
        bool isTime = DateTimeOffset.TryParseExact(
            fields.Text(name, TimeFormat.Length), TimeFormat, CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal,
            out DateTimeOffset time) && time < RolloutLimits.LatestTime;
        if (isTime) { return time; }
        fields.Wrong(name, "a time such as 2030-01-31T12:00:00Z, before 2200");
        return TimeFloor.Earliest;
    }

    private static TimeOnly Hour(TufFields fields, string name)
    {
        string text = fields.Text(name, HourFormat.Length);
        bool isHour = TimeOnly.TryParseExact(
            text, HourFormat, CultureInfo.InvariantCulture, DateTimeStyles.None, out TimeOnly hour);
        if (isHour) { return hour; }
        fields.Wrong(name, "a time of day such as 22:30");
        return default;
    }
}
