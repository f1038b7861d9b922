using Edge.Profiles;

namespace Edge.Host.Doctor;

/// <summary>The buses that a site uses, as device files of the kernel: whether they are there, and whether this user may open
/// them.</summary>
/// <remarks>A bus that cannot be opened looks to a driver like a sensor without an answer; what to do about it is something
/// else.</remarks>
internal static class BusExamination
{
    /// <param name="exists">Whether there is such a device file.</param>
    /// <param name="isOpen">Whether this user may read and write it.</param>
    /// <returns>One finding a bus, in the order of the profile; none for a simulated board.</returns>
    public static IEnumerable<(BoardBus Bus, Finding Finding)> Look(Site site, Func<string, bool> exists, Func<string, bool> isOpen)
    {
        if (site.Board.Kind == BoardKind.Simulated) { return []; }
        return site.Board.Buses.Where(bus => site.Sensors.Any(sensor => sensor.Bus == bus.Name))
            .Select(bus => (bus, Look(bus, exists, isOpen)));
    }

    private static Finding Look(BoardBus bus, Func<string, bool> exists, Func<string, bool> isOpen)
    {
        string subject = $"bus {bus.Name}";
        if (!exists(bus.Path))
        {
            return new Finding(
                Health.Bad, subject, $"{bus.Path} is missing",
                "Switch the bus on and start the board anew; on a Raspberry Pi: sudo raspi-config, Interface Options");
        }

        string group = bus.Kind == BusKind.I2c ? "i2c" : "dialout";
        return isOpen(bus.Path)
            ? Finding.Good(subject, $"{bus.Path} can be opened")
            : new Finding(
                Health.Bad, subject, $"{bus.Path} may not be opened by {Environment.UserName}",
                $"Run as the gateway's user (sudo -u edge edge doctor); if it may not either: sudo usermod -aG {group} edge");
    }
}
