using System.Collections.Immutable;
using System.Globalization;

namespace Edge.Profiles;

/// <summary>Reads <c>sensors</c>: what each is connected to, how often it is read, its channels.</summary>
internal static class SensorSection
{
    public static void Read(SiteDraft draft, ImmutableArray<MapReader> sensors)
    {
        foreach (MapReader sensor in sensors) { ReadOne(draft, sensor); }
    }

    private static void ReadOne(SiteDraft draft, MapReader map)
    {
        string name = map.Get(SensorKeys.Name, "");
        if (name.Length > 0) { draft.SensorNames.Claim(name, map.PlaceOf(SensorKeys.Name)); }
        map.TryGet(SensorKeys.Driver, out DriverDescription? driver);
        TimeSpan every = map.Get(SensorKeys.Every, TimeSpan.FromSeconds(1));
        if (driver is not null && map.Has(SensorKeys.Every) && every < driver.FastestInterval)
        {
            draft.Errors.Add(map.PlaceOf(SensorKeys.Every), $"{driver.Name} cannot be read so often",
                NumberShapes.Print(every), $"{NumberShapes.Print(driver.FastestInterval)} or more");
        }
        if (driver is not null) { CheckKeys(draft, map, driver); }
        (string? bus, int? address) = ReadBus(draft, map, driver);
        string? pin = map.Get(SensorKeys.Pin!, null);
        if (pin is not null) { draft.UsePin(pin, map.PlaceOf(SensorKeys.Pin)); }
        ImmutableArray<ChannelDeclaration> channels = ChannelSection.Read(draft, map, name, driver);
        if (driver is null) { return; }
        map.TryGet(SensorKeys.Options, out YamlNode? options);
        draft.Sensors.Add(new(name, driver, bus, address, pin, every,
            DriverOptions.Read(driver, options, draft.Errors), channels, map.At));
    }

    private static void CheckKeys(SiteDraft draft, MapReader map, DriverDescription driver)
    {
        CheckKey(draft, map, driver, SensorKeys.Bus);
        CheckKey(draft, map, driver, SensorKeys.Address);
        CheckKey(draft, map, driver, SensorKeys.Pin);
    }

    private static void CheckKey<T>(SiteDraft draft, MapReader map, DriverDescription driver, Key<T> key)
    {
        string name = key.Description.Name;
        bool isGiven = map.Has(key);
        if (isGiven && SensorKeys.RefusedBy(driver).Contains(name))
        {
            draft.Errors.Add(map.PlaceOfKey(key), $"key without meaning for {driver.Name}", name, "it left out");
        }
        if (!isGiven && SensorKeys.RequiredBy(driver).Contains(name) && !map.WasMeant(key))
        {
            draft.Errors.Add(map.At, "missing key", name, $"{name}: {key.Shape.Expected}, for {driver.Name}");
        }
    }

    private static (string? Bus, int? Address) ReadBus(SiteDraft draft, MapReader map, DriverDescription? driver)
    {
        string? bus = map.Get(SensorKeys.Bus!, null);
        if (driver is null || driver.Bus is not (BusKind.I2c or BusKind.Serial)) { return (null, null); }
        bool isUsable = bus is not null && draft.UseBus(bus, map.PlaceOf(SensorKeys.Bus), driver.Bus);
        int? address = map.TryGet(SensorKeys.Address, out int given) ? given : null;
        if (address is { } wrong && !driver.Addresses.Contains(wrong))
        {
            string allowed = string.Join(" or ", driver.Addresses.Select(Hexadecimal));
            draft.Errors.Add(map.PlaceOf(SensorKeys.Address), $"{driver.Name} cannot have this address",
                Hexadecimal(wrong), allowed);
            return (bus, address);
        }
        if (driver.Addresses.Length == 1 && !map.Has(SensorKeys.Address)) { address = driver.Addresses[0]; }
        if (isUsable && driver.Bus == BusKind.Serial)
        {
            draft.DevicesOnBuses.Claim(bus!, map.PlaceOf(SensorKeys.Bus));
        }
        if (isUsable && address is { } taken)
        {
            draft.DevicesOnBuses.Claim($"{bus} {Hexadecimal(taken)}",
                map.Has(SensorKeys.Address) ? map.PlaceOf(SensorKeys.Address) : map.PlaceOf(SensorKeys.Bus));
        }
        return (bus, address);
    }

    private static string Hexadecimal(int address) =>
        string.Create(CultureInfo.InvariantCulture, $"0x{address:x2}");
}
