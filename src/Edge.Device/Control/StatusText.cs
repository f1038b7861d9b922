using System.Globalization;
using System.Text;

namespace Edge.Device.Control;

/// <summary>A status report as a technician reads it on a terminal.</summary>
public static class StatusText
{
    private const string Bold = "\e[1m";
    private const string Dim = "\e[2m";
    private const string Red = "\e[31m";
    private const string Yellow = "\e[33m";
    private const string Green = "\e[32m";
    private const string Reset = "\e[0m";

    /// <summary>All of it, a line each; with colours only where a person looks on.</summary>
    public static string Render(StatusReport report, bool colour)
    {
        var text = new StringBuilder();
        Paint paint = colour ? static (style, word) => style + word + Reset : static (_, word) => word;
        Head(text, report, paint);
        Channels(text, report, paint);
        Actuators(text, report, paint);
        foreach (ModeStatus mode in report.Modes) { Line(text, $"mode {ExplainText.Said(mode)}"); }
        Streams(text, report, paint);
        Delivery(text, report, paint);
        Resources(text, report, paint);
        return text.ToString();
    }

    private delegate string Paint(string style, string word);

    private static void Head(StringBuilder text, StatusReport report, Paint paint)
    {
        Line(text, $"{paint(Bold, report.Site)}  device {report.Device[..Math.Min(8, report.Device.Length)]}  up {Span(report.UptimeMs)}  "
            + $"clock {report.TimeQuality}  guard {Guard(report.Guard, paint)}  version {Short(report.Software)}");
    }

    /// <summary>The number and the first digits of the commit.</summary>
    private static string Short(string version) => version.IndexOf('+', StringComparison.Ordinal) is > 0 and int plus
        ? version[..Math.Min(version.Length, plus + 9)]
        : version;

    private static string Guard(string guard, Paint paint) => guard == "report-only" ? paint(Yellow, "not enforced (report-only)") : guard;

    private static void Channels(StringBuilder text, StatusReport report, Paint paint)
    {
        Line(text, "");
        Line(text, paint(Dim, $"{"channel",-24} {"value",14}       {"quality",-24} {"age",8}"));
        foreach (ChannelStatus channel in report.Channels)
        {
            (string value, string symbol) = Value(channel);
            string quality = channel.Reason.Length > 0 ? $"{channel.Quality} ({channel.Reason})" : channel.Quality;
            string style = channel.Quality switch { "bad" => Red, "uncertain" => Yellow, _ => Green };
            string age = channel.AgeMs is { } ms ? Span(ms) : "never";
            Line(text, $"{channel.Name,-24} {value,14} {symbol,-5} {paint(style, quality.PadRight(24))} {age,8}");
        }
    }

    private static (string Value, string Symbol) Value(ChannelStatus channel)
    {
        if (channel.Value is not { } number) { return ("-", channel.Symbol); }
        if (channel.Symbol != "B") { return (Number(number, channel.Resolution), channel.Symbol); }
        string[] size = Bytes((long)number).Split(' ');
        return (size[0], size[1]);
    }

    private static void Actuators(StringBuilder text, StatusReport report, Paint paint)
    {
        if (report.Actuators.Count == 0) { return; }
        Line(text, "");
        Line(text, paint(Dim, $"{"actuator",-24} {"state",-6} {"since",8}  because"));
        foreach (ActuatorStatus actuator in report.Actuators)
        {
            string state = actuator.On ? "ON" : "off";
            string held = actuator.Hold is { } hold ? paint(Yellow, $", held: {hold}") : "";
            string back = actuator.ReadBack is "differs" ? paint(Red, ", read back otherwise") : "";
            Line(text, $"{actuator.Name,-24} {paint(actuator.On ? Green : Dim, state.PadRight(6))} {Span(actuator.SinceMs),8}  {actuator.Cause}{held}{back}");
        }
    }

    private static void Streams(StringBuilder text, StatusReport report, Paint paint)
    {
        Line(text, "");
        Line(text, paint(Dim, $"{"stream",-24} {"sealed",10} {"batches",8} {"unsealed",9} {"a cut costs at most",20}"));
        foreach (StreamStatus stream in report.Streams)
        {
            string lost = stream.LostBeforeSealing > 0 ? paint(Red, $"  {stream.LostBeforeSealing} lost before sealing") : "";
            Line(text, $"{stream.Name,-24} {stream.Readings,10} {stream.Batches,8} {stream.Unsealed,9} {"last " + Span(stream.SealEveryMs),20}{lost}");
        }
    }

    private static void Delivery(StringBuilder text, StatusReport report, Paint paint)
    {
        OutboxStatus outbox = report.Outbox;
        string dropped = outbox.DroppedRecords > 0 ? paint(Red, $", {outbox.DroppedRecords} dropped (tombstones tell which)") : "";
        Line(text, "");
        Line(text, $"outbox   {outbox.WaitingRecords} records waiting, {Bytes(outbox.WaitingBytes)} of {Bytes(outbox.BudgetBytes)}{dropped}");
        if (outbox.Fault is { } fault) { Line(text, paint(Red, $"         {fault}")); }
        if (outbox.SetAside is { } aside) { Line(text, paint(Yellow, $"         was damaged; the old file lies at {aside}")); }
        UplinkReport uplink = report.Uplink;
        string state = paint(uplink.LastFailure is null ? Green : Yellow, uplink.State);
        Line(text, $"uplink   {uplink.Collector}: {state}; {report.Counters.Receipts} receipts, "
            + $"{report.Counters.BatchesDelivered} batches stored and verified there, {report.Counters.Refused} refused");
        if (uplink.LastFailure is { } failure) { Line(text, paint(Yellow, $"         {failure}")); }
    }

    private static void Resources(StringBuilder text, StatusReport report, Paint paint)
    {
        ResourceStatus[] lacking = [.. report.Resources.Where(resource => resource.State == "scarce")];
        if (report.Resources.Count == 0) { return; }
        int told = report.Resources.Count(resource => resource.Value is not null);
        Line(text, lacking.Length == 0
            ? $"machine  {told} resources measured, none is short"
            : paint(Yellow, $"machine  {lacking.Length} of {told} resources short"));
        foreach (ResourceStatus resource in lacking)
        {
            string since = $"for {Span(resource.SinceMs)}, until {Amount(resource, resource.Clear)}";
            Line(text, paint(Yellow, $"         {resource.Name} {Amount(resource, resource.Value)} {since}"));
        }
    }

    private static string Amount(ResourceStatus resource, double? value) => value is not { } number ? "-"
        : resource.Symbol == "ms" ? Span((long)number)
        : $"{number.ToString("0.#", CultureInfo.InvariantCulture)} {resource.Symbol}".TrimEnd();

    private static void Line(StringBuilder text, string line) => text.Append(line).Append('\n');

    /// <summary>As many decimals as the resolution has.</summary>
    private static string Number(double value, double resolution)
    {
        int decimals = resolution is > 0 and < 1 ? (int)Math.Ceiling(-Math.Log10(resolution) - 1e-9) : 0;
        return value.ToString("N" + Math.Min(decimals, 6).ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
    }

    /// <summary>A duration in its largest whole unit: <c>850ms</c>, <c>12s</c>, <c>5m</c>, <c>3h</c>,
    /// <c>9d</c>.</summary>
    public static string Span(long milliseconds) => milliseconds switch
    {
        < 1_000 => $"{milliseconds}ms",
        < 120_000 => $"{milliseconds / 1_000}s",
        < 7_200_000 => $"{milliseconds / 60_000}m",
        < 172_800_000 => $"{milliseconds / 3_600_000}h",
        _ => $"{milliseconds / 86_400_000}d",
    };

    /// <summary>What is left of a duration, to the nearest unit: of five minutes that have just begun <c>5m</c>.</summary>
    public static string Left(long milliseconds) => Span(milliseconds + (milliseconds switch
    {
        < 1_000 => 0,
        < 120_000 => 500,
        < 7_200_000 => 30_000,
        < 172_800_000 => 1_800_000,
        _ => 43_200_000,
    }));

    /// <summary>A size in binary units with one decimal: <c>12.5 KiB</c>.</summary>
    public static string Bytes(long bytes)
    {
        string[] units = ["B", "KiB", "MiB", "GiB", "TiB"];
        double size = bytes;
        int unit = 0;
        for (; size >= 1024 && unit < units.Length - 1; unit++) { size /= 1024; }
        return string.Create(CultureInfo.InvariantCulture, $"{size:0.#} {units[unit]}");
    }
}
