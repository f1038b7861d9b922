using Edge.Device.Sensors;
using Edge.Profiles;
using Edge.Sensing;

namespace Edge.Device.HostSensors;

/// <summary>Bytes per second since the reading before, of one interface or of all but loopback
/// together.</summary>
/// <remarks>The first reading, and one after the counters went back, is not ready. Source: proc_pid_net(5),
/// dev.</remarks>
internal sealed class HostNetwork(HostFiles files, string device, DriverDescription driver, TimeProvider time) : ISensor
{
    private const int BytesReceived = 0;
    private const int BytesSent = 8;
    private const int FieldsOfAnInterface = 16;

    private (long At, Counters Counters)? _before;

    public void Read(Span<RawValue> values)
    {
        RawValue.CheckLength(values, driver.Quantities.Length);
        var before = _before;
        _before = null;
        if (Count() is not { } now)
        {
            RawValue.AllBad(values, QualityReason.NotAvailable);
            return;
        }
        long at = time.GetTimestamp();
        _before = (at, now);
        double seconds = before is { } earlier ? time.GetElapsedTime(earlier.At, at).TotalSeconds : 0;
        if (seconds <= 0 || now.Received < before!.Value.Counters.Received || now.Sent < before.Value.Counters.Sent)
        {
            RawValue.AllBad(values, QualityReason.NotReady);
            return;
        }
        Counters last = before.Value.Counters;
        values[0] = RawValue.Within(driver.Quantities[0], (now.Received - last.Received) / seconds, Quality.Good);
        values[1] = RawValue.Within(driver.Quantities[1], (now.Sent - last.Sent) / seconds, Quality.Good);
    }

    public void Dispose()
    {
    }

    private Counters? Count()
    {
        Counters? sum = null;
        foreach (string line in files.Read("proc/net/dev")?.Split('\n') ?? [])
        {
            int colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon < 0 || !IsMeant(line[..colon].Trim())) { continue; }
            string[] fields = line[(colon + 1)..].Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
            if (fields.Length < FieldsOfAnInterface) { continue; }
            Counters before = sum ?? default;
            sum = new(before.Received + HostFiles.Number(fields[BytesReceived]),
                before.Sent + HostFiles.Number(fields[BytesSent]));
        }
        return sum;
    }

    private bool IsMeant(string name) => device == "auto" ? name != "lo" : name == device;

    private readonly record struct Counters(double Received, double Sent);
}
