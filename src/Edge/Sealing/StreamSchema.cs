using System.Buffers;
using System.Collections.Immutable;
using MessagePack;

namespace Edge.Sealing;

/// <param name="Resolution">Values are whole multiples of it, in <paramref name="Unit"/>; finite, greater than 0.</param>
public sealed record SchemaChannel(string Name, Unit Unit, double Resolution);

/// <summary>What the small numbers in a stream's batches mean. Travels sealed in each epoch record.</summary>
/// <param name="Stream">The stream's name in the site file.</param>
/// <param name="Actuators">Names by <see cref="Rules.ActuatorEvent.Actuator"/>; empty for a stream without events.</param>
/// <param name="Rules">Names by <see cref="Rules.ActuatorEvent.Rule"/>; empty for a stream without events.</param>
public sealed record StreamSchema(
    string Stream, ImmutableArray<SchemaChannel> Channels, ImmutableArray<string> Actuators, ImmutableArray<string> Rules)
{
    internal byte[] Encode()
    {
        var output = new ArrayBufferWriter<byte>(1024);
        var writer = new MessagePackWriter(output);
        writer.WriteArrayHeader(3);
        writer.WriteArrayHeader(Channels.Length);
        foreach (SchemaChannel channel in Channels)
        {
            writer.WriteArrayHeader(3);
            writer.Write(channel.Name);
            writer.Write((byte)channel.Unit);
            writer.Write(channel.Resolution);
        }

        WriteNames(ref writer, Actuators);
        WriteNames(ref writer, Rules);
        writer.Flush();
        return output.WrittenSpan.ToArray();
    }

    internal static StreamSchema? Decode(string stream, ReadOnlyMemory<byte> bytes) =>
        Wire.TryParse<StreamSchema>(bytes, (ref MessagePackReader reader) =>
        {
            if (!reader.ReadArrayOf(3)) { return null; }
            return ReadChannels(ref reader) is { } channels && ReadNames(ref reader) is { } actuators && ReadNames(ref reader) is { } rules
                ? new StreamSchema(stream, channels, actuators, rules)
                : null;
        });

    private static void WriteNames(ref MessagePackWriter writer, ImmutableArray<string> names)
    {
        writer.WriteArrayHeader(names.Length);
        foreach (string name in names) { writer.Write(name); }
    }

    private static ImmutableArray<SchemaChannel>? ReadChannels(ref MessagePackReader reader)
    {
        int count = reader.ReadArrayHeader();
        if (count > SealingLimits.MaxChannels) { return null; }
        var channels = ImmutableArray.CreateBuilder<SchemaChannel>(count);
        for (int i = 0; i < count; i++)
        {
            if (!reader.ReadArrayOf(3)) { return null; }
            string? name = reader.ReadTextOfAtMost(SealingLimits.MaxNameBytes);
            byte unit = reader.ReadByte();
            double resolution = reader.ReadDouble();
            if (name is null || !Units.IsKnown(unit) || !(resolution > 0) || !double.IsFinite(resolution)) { return null; }
            channels.Add(new SchemaChannel(name, (Unit)unit, resolution));
        }

        return channels.MoveToImmutable();
    }

    private static ImmutableArray<string>? ReadNames(ref MessagePackReader reader)
    {
        int count = reader.ReadArrayHeader();
        if (count > SealingLimits.MaxNames) { return null; }
        var names = ImmutableArray.CreateBuilder<string>(count);
        for (int i = 0; i < count; i++)
        {
            if (reader.ReadTextOfAtMost(SealingLimits.MaxNameBytes) is not { } name) { return null; }
            names.Add(name);
        }

        return names.MoveToImmutable();
    }
}
