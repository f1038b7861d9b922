using System.Collections.Immutable;
using System.Text.Json;

namespace Edge.Profiles;

/// <summary>The keys of one of <c>sensors</c>.</summary>
internal static class SensorKeys
{
    public static Key<string> Name { get; } = Key<string>.Required("name", Names.Plain,
        "Name of the sensor, unique in the site.");

    public static Key<DriverDescription> Driver { get; } = Key<DriverDescription>.Required("driver",
        Shapes.Word("unknown driver", [.. DriverCatalogue.All.Select(driver => (driver.Name, driver))]),
        "The kind of device.");

    public static Key<string> Bus { get; } = Key<string>.Optional("bus", Names.OfBoards("a bus of the board"),
        "A bus of the board; for drivers on I2C or a serial line.");

    public static Key<int> Address { get; } = Key<int>.Optional("address", NumberShapes.Whole(0x08, 0x77),
        "Address on the bus, such as 0x76; may be left out where the device has only one.");

    public static Key<string> Pin { get; } = Key<string>.Optional("pin", Names.OfBoards("a pin of the board"),
        "A pin of the board; for drivers that read a single line.");

    public static Key<TimeSpan> Every { get; } = Key<TimeSpan>.Required("every",
        NumberShapes.Duration(TimeSpan.FromMilliseconds(10), TimeSpan.FromDays(1)), "How often it is read.");

    public static Key<YamlNode> Options { get; } = Key<YamlNode>.Optional("options", DriverOptions.Any,
        "Settings of the driver.");

    public static Key<ImmutableArray<MapReader>> Channels { get; } =
        Key<ImmutableArray<MapReader>>.Required("channels",
        Shapes.List("channels", Shapes.Map(ChannelKeys.Table), 32, min: 1),
        "Which of its quantities are used, and under which names.");

    public static KeyTable Table { get; } = new("a sensor",
    [
        Name.Description, Driver.Description, Bus.Description, Address.Description, Pin.Description,
        Every.Description, Options.Description, Channels.Description,
    ], WriteDrivers);

    /// <summary>What each driver asks for and offers, as conditions on <c>driver</c>.</summary>
    private static void WriteDrivers(Utf8JsonWriter writer)
    {
        writer.WriteStartArray("allOf"u8);
        foreach (DriverDescription driver in DriverCatalogue.All)
        {
            writer.WriteStartObject();
            writer.WriteStartObject("if"u8);
            WriteProperty(writer, "driver", () => writer.WriteString("const"u8, driver.Name));
            writer.WriteStartArray("required"u8);
            writer.WriteStringValue("driver"u8);
            writer.WriteEndArray();
            writer.WriteEndObject();
            writer.WriteStartObject("then"u8);
            WriteDriver(writer, driver);
            writer.WriteEndObject();
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
    }

    private static void WriteDriver(Utf8JsonWriter writer, DriverDescription driver)
    {
        writer.WriteString("title"u8, driver.Title);
        writer.WriteStartArray("required"u8);
        foreach (string key in RequiredBy(driver)) { writer.WriteStringValue(key); }
        writer.WriteEndArray();
        writer.WriteStartObject("properties"u8);
        foreach (string key in RefusedBy(driver)) { writer.WriteBoolean(key, false); }
        if (!driver.Addresses.IsEmpty)
        {
            writer.WriteStartObject("address"u8);
            writer.WriteStartArray("enum"u8);
            foreach (int address in driver.Addresses) { writer.WriteNumberValue(address); }
            writer.WriteEndArray();
            writer.WriteEndObject();
        }
        writer.WriteStartObject("options"u8);
        DriverOptions.TableOf(driver).WriteSchema(writer);
        writer.WriteEndObject();
        writer.WriteStartObject("channels"u8);
        writer.WriteStartObject("items"u8);
        WriteProperty(writer, "quantity", () =>
            Shapes.WriteEnum(writer, driver.Quantities.Select(each => each.Name)));
        writer.WriteEndObject();
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    /// <summary>Keys that a driver needs beyond those of every sensor.</summary>
    public static ImmutableArray<string> RequiredBy(DriverDescription driver) => driver.Bus switch
    {
        BusKind.I2c when driver.Addresses.Length > 1 => ["bus", "address"],
        BusKind.I2c or BusKind.Serial => ["bus"],
        BusKind.Pin => ["pin"],
        _ => [],
    };

    /// <summary>Keys that say nothing to a driver.</summary>
    public static ImmutableArray<string> RefusedBy(DriverDescription driver) => driver.Bus switch
    {
        BusKind.I2c => ["pin"],
        BusKind.Serial => ["address", "pin"],
        BusKind.Pin => ["bus", "address"],
        _ => ["bus", "address", "pin"],
    };

    private static void WriteProperty(Utf8JsonWriter writer, string name, Action writeSchema)
    {
        writer.WriteStartObject("properties"u8);
        writer.WriteStartObject(name);
        writeSchema();
        writer.WriteEndObject();
        writer.WriteEndObject();
    }
}
