using System.Collections.Immutable;
using Edge.Profiles;
using Edge.Rules.Sun;

namespace Edge.Rules.Replay.Plot;

/// <summary>A value that a rule compares a channel with.</summary>
/// <param name="Channel">Position in <see cref="Site.Channels"/>.</param>
public readonly record struct PlotThreshold(int Channel, double Value, string Label);

/// <summary>A replay as a picture: each channel that rules look at with its thresholds, below them a bar
/// for each actuator, over a common time axis.</summary>
/// <remarks>Nights are shaded where the position of the site is known. The same timeline gives the same
/// bytes.</remarks>
public static class TimelinePlot
{
    /// <summary>Further channels are not drawn; the picture says how many.</summary>
    public const int MaxChannels = 24;

    private const int Left = 170;
    private const int Right = 20;
    private const int Top = 54;
    private const int PanelHeight = 96;
    private const int PanelGap = 16;
    private const int BarHeight = 16;
    private const int BarGap = 12;
    private const int Bottom = 48;
    private const string Night = "#eef1f6";
    private const string Grid = "#dddddd";
    private const string Ink = "#222222";
    private const string Faint = "#777777";
    private const string Curve = "#1f6fb2";
    private const string Bad = "#c0392b";
    private const string Threshold = "#b8860b";
    private const string OnByRule = "#d07c00";
    private const string OnOtherwise = "#8793a1";

    /// <summary>The picture as SVG text.</summary>
    public static string Draw(RuleBook book, Timeline timeline, PlotSamples samples)
    {
        Site site = timeline.Site;
        ImmutableArray<PlotThreshold> thresholds = PlotThresholds.Of(book);
        int[] channels = [.. book.Rules.SelectMany(rule => rule.Channels).Distinct().Order()];
        int drawn = Math.Min(channels.Length, MaxChannels);
        int bars = Top + (drawn * (PanelHeight + PanelGap));
        int height = bars + (site.Actuators.Length * (BarHeight + BarGap)) + Bottom;
        const int Width = Left + PlotSamples.Columns + Right;
        var time = new PlotTime(site, timeline.From.UnixMilliseconds, timeline.Until.UnixMilliseconds);
        var svg = new SvgText(Width, height, $"{site.Id}: {site.Purpose}");
        svg.Words(Left, 20, $"{site.Id}: {site.Purpose}", size: 15);
        svg.Words(Left, 38, time.Title(), fill: Faint);
        if (drawn < channels.Length) { svg.Words(8, 38, $"{channels.Length - drawn} more channels", fill: Faint); }
        DrawLegend(svg, Left + 640);
        DrawNights(svg, site, time, height - Bottom);
        DrawTimes(svg, time, height - Bottom);
        for (int i = 0; i < drawn; i++)
        {
            ChannelDeclaration channel = site.Channels[channels[i]];
            int top = Top + (i * (PanelHeight + PanelGap));
            DrawChannel(svg, channel, samples.Of(channel.Index), top, [.. thresholds.Where(each => each.Channel == channel.Index)]);
        }

        for (int i = 0; i < site.Actuators.Length; i++)
        {
            DrawActuator(svg, site.Actuators[i], timeline, time, bars + (i * (BarHeight + BarGap)));
        }

        return svg.ToString();
    }

    private static double X(double place) => Left + (place * PlotSamples.Columns);

    private static void DrawLegend(SvgText svg, int x)
    {
        svg.Rectangle(x, 29, 10, 10, OnByRule);
        svg.Words(x + 14, 38, "on by a rule", fill: Faint, size: 11);
        svg.Rectangle(x + 96, 29, 10, 10, OnOtherwise);
        svg.Words(x + 110, 38, "on as the safe state", fill: Faint, size: 11);
        svg.Rectangle(x + 232, 29, 10, 10, Bad);
        svg.Words(x + 246, 38, "readings lost", fill: Faint, size: 11);
    }

    private static void DrawNights(SvgText svg, Site site, PlotTime time, int bottom)
    {
        const long MaxSpan = 40 * 86_400_000L;
        if (site.Position is not { } position || time.Until - time.From > MaxSpan) { return; }
        var path = new SunPath(position);
        double horizon = Degrees.Sin(-50.0 / 60);
        int from = -1;
        for (int column = 0; column <= PlotSamples.Columns; column++)
        {
            long at = time.From + ((time.Until - time.From) * column / PlotSamples.Columns);
            bool isNight = column < PlotSamples.Columns && path.SineOfElevation(at) < horizon;
            if (isNight && from < 0) { from = column; }
            if (isNight || from < 0) { continue; }
            svg.Rectangle(Left + from, Top, column - from, bottom - Top, Night);
            from = -1;
        }
    }

    private static void DrawTimes(SvgText svg, PlotTime time, int bottom)
    {
        foreach ((long unix, string label) in time.Ticks())
        {
            double x = X(time.PlaceOf(unix));
            svg.Line(x, Top, x, bottom, Grid);
            svg.Words(x, bottom + 16, label, "middle", Faint, 11);
        }
    }

    private static void DrawChannel(
        SvgText svg, ChannelDeclaration channel, ReadOnlySpan<PlotColumn> columns, int top, PlotThreshold[] thresholds)
    {
        (double least, double greatest) = (double.MaxValue, double.MinValue);
        foreach (PlotColumn column in columns)
        {
            if (column.Usable == 0) { continue; }
            (least, greatest) = (Math.Min(least, column.Least), Math.Max(greatest, column.Greatest));
        }

        foreach (PlotThreshold each in thresholds)
        {
            (least, greatest) = (Math.Min(least, each.Value), Math.Max(greatest, each.Value));
        }

        string symbol = channel.Unit.Symbol();
        svg.Words(8, top + 14, channel.Name, fill: Ink);
        if (symbol.Length > 0) { svg.Words(8, top + 30, symbol, fill: Faint, size: 11); }
        if (least > greatest)
        {
            svg.Words(Left + 8, top + (PanelHeight / 2), "no readings", fill: Bad);
            return;
        }

        PlotScale scale = PlotScale.Of(least, greatest);
        double Y(double value) => top + PanelHeight - (scale.PlaceOf(value) * PanelHeight);
        foreach (double tick in scale.Ticks())
        {
            svg.Line(Left, Y(tick), Left + PlotSamples.Columns, Y(tick), Grid);
            svg.Words(Left - 6, Y(tick) + 4, scale.Label(tick), "end", Faint, 10);
        }

        foreach (PlotThreshold each in thresholds)
        {
            svg.Line(Left, Y(each.Value), Left + PlotSamples.Columns, Y(each.Value), Threshold, "6 4");
            svg.Words(Left + PlotSamples.Columns - 4, Y(each.Value) - 3, each.Label, "end", Threshold, 10);
        }

        svg.Path(PointsOf(columns.ToArray(), Y), Curve);
        for (int i = 0; i < columns.Length; i++)
        {
            if (columns[i].Bad > 0) { svg.Rectangle(Left + i, top + PanelHeight - 5, 1, 5, Bad); }
        }
    }

    /// <summary>Through the extremes of each column; columns without any reading are bridged, lost readings
    /// are not.</summary>
    private static IEnumerable<(double X, double? Y)> PointsOf(PlotColumn[] columns, Func<double, double> y)
    {
        for (int i = 0; i < columns.Length; i++)
        {
            PlotColumn column = columns[i];
            double x = Left + i + 0.5;
            if (column.Usable == 0)
            {
                if (column.Bad > 0) { yield return (x, null); }
                continue;
            }

            if (column.Least < column.Greatest)
            {
                yield return (x, y(column.Least));
                yield return (x, y(column.Greatest));
            }

            yield return (x, y(column.Last));
        }
    }

    private static void DrawActuator(SvgText svg, ActuatorDeclaration actuator, Timeline timeline, PlotTime time, int top)
    {
        svg.Words(8, top + 12, actuator.Name, fill: Ink);
        svg.Line(Left, top + BarHeight, Left + PlotSamples.Columns, top + BarHeight, Grid);
        double from = -1;
        ActuatorEvent begun = default;
        foreach (TimelineEntry entry in timeline.Entries)
        {
            if (entry.Event.Actuator != actuator.Index) { continue; }
            double place = time.PlaceOf(entry.Event.Time.UnixMilliseconds);
            if (from >= 0) { Bar(place); }
            (from, begun) = entry.Event.On ? (place, entry.Event) : (-1, default);
        }

        if (from >= 0) { Bar(1); }

        // At least a pixel: what was on for a second in a year was on. The cause where there is room.
        void Bar(double until)
        {
            double width = Math.Max(1, X(until) - X(from));
            svg.Rectangle(X(from), top, width, BarHeight, begun.Rule >= 0 ? OnByRule : OnOtherwise);
            string cause = TimelineText.Cause(timeline.Site, begun);
            if (cause.Length * 6 < width) { svg.Words(X(from) + 4, top + 12, cause, fill: "#ffffff", size: 10); }
        }
    }
}
