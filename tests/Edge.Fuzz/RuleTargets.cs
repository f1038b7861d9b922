using System.Security.Cryptography;
using Edge.Rules;
using Edge.Sensing;
using MessagePack;

namespace Edge.Fuzz;

/// <summary>What rules read back from a disk.</summary>
internal static class RuleTargets
{
    private static readonly EngineMemory Full = new(
        new BootId(new Guid("05050505-0505-0505-0505-050505050505")),
        new ReadingTime(61_000, 1_790_000_000_000, TimeQuality.Synchronised),
        [
            new RuleMemory("flood", 1) { IsHysteresisOn = true, HeldMs = 2_500, FallenMs = 3 },
            new RuleMemory("flush", 2) { PulseMs = 400, IsLatchSet = true, CooldownMs = 7 },
        ],
        [new ActuatorMemory("pump", [60_000, 1_000])],
        [new OverrideMemory("siren", false, 1000, "ann", "test", 1_789_999_990_000, TimeQuality.Holdover, 600_000, 590_000)])
    {
        Modes = [new ModeMemory("town", "event", 1000, "ann", 1_789_999_990_000, TimeQuality.Holdover, 600_000, 590_000)],
    };

    public static IEnumerable<FuzzTarget> All()
    {
        byte[] whole = MemoryFile.Write(Full);
        yield return new FuzzTarget("rule-state", [whole, MemoryFile.Write(Full with { Rules = [], Modes = [] })], Read);
        yield return new FuzzTarget("rule-state-body", [BodyOf(whole)], body => Read(Framed(body)));
    }

    // What is accepted must be written so that it is accepted again, and then as itself.
    private static string Read(byte[] bytes)
    {
        Result<EngineMemory, MemoryRefusal> first = MemoryFile.Read(bytes);
        if (!first.IsOk) { return first.Reason.ToString(); }
        byte[] written = MemoryFile.Write(first.Value);
        Result<EngineMemory, MemoryRefusal> second = MemoryFile.Read(written);
        return second.IsOk && MemoryFile.Write(second.Value).AsSpan().SequenceEqual(written)
            ? $"ok {first.Value.Rules.Length} {first.Value.Actuators.Length} {first.Value.Overrides.Length}"
            : throw new InvalidOperationException($"what was read is not written as itself: {second}");
    }

    // With a right digest, so that changes get behind it.
    private static byte[] Framed(byte[] body)
    {
        var bytes = new System.Buffers.ArrayBufferWriter<byte>();
        var writer = new MessagePackWriter(bytes);
        writer.WriteArrayHeader(3);
        writer.Write(MemoryFile.Version);
        writer.Write(body);
        writer.Write(SHA256.HashData(body));
        writer.Flush();
        return bytes.WrittenSpan.ToArray();
    }

    private static byte[] BodyOf(byte[] file)
    {
        var reader = new MessagePackReader(file);
        _ = reader.ReadArrayHeader();
        _ = reader.ReadInt32();
        return System.Buffers.BuffersExtensions.ToArray(reader.ReadBytes()!.Value);
    }
}
