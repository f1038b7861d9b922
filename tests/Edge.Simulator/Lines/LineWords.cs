using System.Device.Gpio;
using System.Globalization;

namespace Edge.Simulator.Lines;

/// <summary>The words that the simulator and its agent in the guest say to each other, one line
/// each.</summary>
/// <remarks>
/// The agent begins with <see cref="Hello"/>. The simulator answers with the board: <c>board LABEL LINES</c>,
/// <c>line NUMBER NAME</c>, <c>bus NUMBER NAME</c> in ascending order, <c>pull NUMBER up|down</c>, then <c>ready</c>.
/// Afterwards it says <c>pull</c>, <c>unplug NAME</c>, <c>plug NAME</c>; the agent says
/// <c>output NUMBER up|down USER</c>, <c>input NUMBER USER</c>, <c>free NUMBER</c>, <c>bus NAME attached|gone</c> and
/// <c>ready</c>.
/// </remarks>
internal static class LineWords
{
    public const string Hello = "edge-board 1";
    public const string Ready = "ready";

    public static string Level(PinValue level) => level == PinValue.High ? "up" : "down";

    public static PinValue? ParseLevel(string word) => word switch
    {
        "up" => PinValue.High,
        "down" => PinValue.Low,
        _ => (PinValue?)null,
    };

    public static int? ParseNumber(string word) =>
        int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : null;

    public static string Text(FormattableString line) => line.ToString(CultureInfo.InvariantCulture);
}
