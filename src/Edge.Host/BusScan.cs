using Edge.Device.Buses;
using Edge.Device.Sensors;
using Edge.Profiles;
using Edge.Sensing;

namespace Edge.Host;

/// <summary>One address of a bus: whether anything answers, and what is known about it.</summary>
internal sealed record BusAddress(int Address, bool Answers, string What);

/// <summary>What sits on a bus: declared sensors are read by their own drivers, all other addresses are only called.</summary>
/// <remarks>Some devices answer nothing but their own orders: a call alone would miss them.</remarks>
internal static class BusScan
{
    /// <summary>Ascending by address.</summary>
    public static IReadOnlyList<BusAddress> Read(Site site, Board board, string bus)
    {
        SensorDeclaration[] declared = [.. site.Sensors.Where(sensor => sensor.Bus == bus)];
        IEnumerable<BusAddress> others = board.ScanBus(bus, [.. declared.Select(AddressOf)])
            .Select(address => new BusAddress(address, true, Unknown(address)));
        return [.. declared.Select(sensor => Ask(board, sensor)).Concat(others).OrderBy(row => row.Address)];
    }

    private static BusAddress Ask(Board board, SensorDeclaration declared)
    {
        using ISensor sensor = board.CreateSensor(declared);
        var values = new RawValue[declared.Driver.Quantities.Length];
        sensor.Read(values);
        QualityReason reason = values.Select(value => value.Reason).FirstOrDefault(reason => reason != QualityReason.None);
        bool answers = reason is not (QualityReason.NoAnswer or QualityReason.BusStuck);
        string state = reason switch
        {
            QualityReason.None => "answers",
            QualityReason.NoAnswer => "is declared and does not answer",
            QualityReason.BusStuck => "cannot be asked: the bus is stuck",
            _ => $"answers, but: {PlainWords.Of(reason.ToString())}",
        };
        return new BusAddress(AddressOf(declared), answers, $"{declared.Name} ({declared.Driver.Name}) {state}");
    }

    private static string Unknown(int address)
    {
        string likely = string.Join(", ", DriverCatalogue.All.Where(driver => driver.Addresses.Contains(address)).Select(driver => driver.Name));
        return $"answers, not declared{(likely.Length > 0 ? $"; could be {likely}" : "")}";
    }

    private static int AddressOf(SensorDeclaration sensor) => sensor.Address ?? sensor.Driver.Addresses[0];
}
