using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Edge.Simulator.Control;

/// <summary>The state of the board on a terminal, or for a program.</summary>
internal static class StatusText
{
    public static string Json(BoardStatus status) =>
        JsonSerializer.Serialize(status, BoardJson.Default.BoardStatus) + "\n";

    public static string Render(BoardStatus status)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture,
            $"board {status.Board}, scenario {status.Scenario}, {status.Seconds:F0} s; gateway {status.Gateway}\n");
        foreach (BusStatus bus in status.Buses)
        {
            string state = !bus.Plugged ? "unplugged" : bus.Attached ? "attached" : "not attached";
            text.Append(CultureInfo.InvariantCulture, $"bus    {bus.Name,-14} {state}{Faults(bus.Faults)}\n");
        }
        foreach (DeviceStatus device in status.Devices)
        {
            string at = device.Address is { } address ? $"{device.On} 0x{address:x2}" : device.On;
            var inputs = device.Inputs.Select(each => string.Create(CultureInfo.InvariantCulture, $"{each.Key} {each.Value:G6}"));
            text.Append(CultureInfo.InvariantCulture,
                $"device {device.Name,-14} {device.Model,-14} {at,-11} {string.Join(", ", inputs)}{Faults(device.Faults)}\n");
        }
        foreach (LineStatus line in status.Lines)
        {
            text.Append(CultureInfo.InvariantCulture,
                $"line   {line.Name,-14} {line.Use,-7} {(line.Level == 1 ? "high" : "low"),-5} {line.User}\n");
        }
        return text.ToString();
    }

    private static string Faults(IReadOnlyCollection<string> faults) =>
        faults.Count == 0 ? "" : $"  FAULT: {string.Join(", ", faults)}";
}
