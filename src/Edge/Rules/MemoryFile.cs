using System.Buffers;
using System.Collections.Immutable;
using System.Security.Cryptography;
using Edge.Profiles;
using Edge.Sensing;
using MessagePack;

namespace Edge.Rules;

/// <summary>Why a file of rule state cannot be used. Numbers are never reordered.</summary>
public enum MemoryRefusal : byte
{
    /// <summary>Not the bytes of such a file, or beyond a limit.</summary>
    Malformed = 1,
    /// <summary>Written by a later program.</summary>
    UnknownVersion = 2,
    /// <summary>The digest does not fit: something changed the bytes.</summary>
    Damaged = 3,
}

/// <summary>The rule state as bytes. Layout: docs/formats/rule-state.md.</summary>
public static class MemoryFile
{
    /// <summary>2 where a mode was chosen, else 1: an earlier program reads that.</summary>
    public const int Version = 2;
    public const int VersionWithoutModes = 1;

    /// <summary>A longer file is not looked at.</summary>
    public const int MaxBytes = 2 << 20;

    private const int MaxNameBytes = 128;
    private const int MaxSwitchings = 60;

    // Milliseconds as in all formats: what a double can count.
    private const long MaxMilliseconds = 1L << 53;
    private const long EarliestUnix = -62_135_596_800_000;
    private const long LatestUnix = 253_402_300_799_999;
    private const int AllFlags = 31;

    public static byte[] Write(EngineMemory memory)
    {
        byte[] body = WriteBody(memory);
        var bytes = new ArrayBufferWriter<byte>(body.Length + 64);
        var writer = new MessagePackWriter(bytes);
        writer.WriteArrayHeader(3);
        writer.Write(memory.Modes.IsEmpty ? VersionWithoutModes : Version);
        writer.Write(body);
        writer.Write(SHA256.HashData(body));
        writer.Flush();
        return bytes.WrittenSpan.ToArray();
    }

    /// <summary>Hostile bytes cost bounded memory and time, and a refusal.</summary>
    public static Result<EngineMemory, MemoryRefusal> Read(ReadOnlyMemory<byte> bytes)
    {
        if (bytes.Length > MaxBytes) { return MemoryRefusal.Malformed; }
        if (Wire.TryParse(bytes, ReadFrame) is not { } frame) { return MemoryRefusal.Malformed; }
        if (frame.Version is not (Version or VersionWithoutModes)) { return MemoryRefusal.UnknownVersion; }
        if (!SHA256.HashData(frame.Body).AsSpan().SequenceEqual(frame.Digest)) { return MemoryRefusal.Damaged; }
        bool hasModes = frame.Version == Version;
        return Wire.TryParse(frame.Body, (ref MessagePackReader reader) => ReadBody(ref reader, hasModes)) is { } memory
            ? memory
            : MemoryRefusal.Malformed;
    }

    private static byte[] WriteBody(EngineMemory memory)
    {
        var bytes = new ArrayBufferWriter<byte>();
        var writer = new MessagePackWriter(bytes);
        Span<byte> boot = stackalloc byte[BootId.Length];
        memory.Boot.CopyTo(boot);
        writer.WriteArrayHeader(memory.Modes.IsEmpty ? 7 : 8);
        writer.Write(boot);
        writer.Write(memory.Time.MonotonicMilliseconds);
        writer.Write(memory.Time.UnixMilliseconds);
        writer.Write((byte)memory.Time.Quality);
        writer.WriteArrayHeader(memory.Rules.Length);
        foreach (RuleMemory rule in memory.Rules) { WriteRule(ref writer, rule); }
        writer.WriteArrayHeader(memory.Actuators.Length);
        foreach (ActuatorMemory actuator in memory.Actuators)
        {
            writer.WriteArrayHeader(2);
            writer.Write(actuator.Name);
            writer.WriteArrayHeader(actuator.SwitchedMs.Length);
            foreach (long age in actuator.SwitchedMs) { writer.Write(age); }
        }

        writer.WriteArrayHeader(memory.Overrides.Length);
        foreach (OverrideMemory person in memory.Overrides) { WriteOverride(ref writer, person); }
        if (!memory.Modes.IsEmpty)
        {
            writer.WriteArrayHeader(memory.Modes.Length);
            foreach (ModeMemory mode in memory.Modes) { WriteMode(ref writer, mode); }
        }

        writer.Flush();
        return bytes.WrittenSpan.ToArray();
    }

    private static void WriteRule(ref MessagePackWriter writer, RuleMemory rule)
    {
        int flags = (rule.IsHysteresisOn ? 1 : 0) | (rule.IsLatchSet ? 2 : 0) | (rule.IsOffDelayOn ? 4 : 0)
            | (rule.IsPulseSpent ? 8 : 0) | (rule.IsCooldownOwed ? 16 : 0);
        writer.WriteArrayHeader(7);
        writer.Write(rule.Name);
        writer.Write(rule.Fingerprint);
        writer.Write(flags);
        writer.Write(rule.HeldMs);
        writer.Write(rule.FallenMs);
        writer.Write(rule.PulseMs);
        writer.Write(rule.CooldownMs);
    }

    private static void WriteOverride(ref MessagePackWriter writer, OverrideMemory person)
    {
        writer.WriteArrayHeader(9);
        writer.Write(person.Actuator);
        writer.Write(person.On);
        writer.Write(person.UserId);
        writer.Write(person.Who);
        writer.Write(person.Why);
        writer.Write(person.SetUnixMs);
        writer.Write((byte)person.SetQuality);
        writer.Write(person.LastsMs);
        writer.Write(person.LeftMs);
    }

    private static void WriteMode(ref MessagePackWriter writer, ModeMemory mode)
    {
        writer.WriteArrayHeader(8);
        writer.Write(mode.Mode);
        writer.Write(mode.Value);
        writer.Write(mode.UserId);
        writer.Write(mode.Who);
        writer.Write(mode.SetUnixMs);
        writer.Write((byte)mode.SetQuality);
        writer.Write(mode.LastsMs);
        writer.Write(mode.LeftMs);
    }

    private sealed record Frame(int Version, byte[] Body, byte[] Digest);

    private static Frame? ReadFrame(ref MessagePackReader reader)
    {
        if (!reader.ReadArrayOf(3)) { return null; }
        int version = reader.ReadInt32();
        byte[]? body = reader.ReadAtMost(MaxBytes);
        byte[]? digest = reader.ReadExactly(SHA256.HashSizeInBytes);
        return body is null || digest is null ? null : new Frame(version, body, digest);
    }

    private static EngineMemory? ReadBody(ref MessagePackReader reader, bool hasModes)
    {
        if (!reader.ReadArrayOf(hasModes ? 8 : 7) || reader.ReadExactly(BootId.Length) is not { } boot) { return null; }
        var time = new ReadingTime(reader.ReadInt64(), reader.ReadInt64(), (TimeQuality)reader.ReadByte());
        bool isTime = time.MonotonicMilliseconds is >= 0 and <= MaxMilliseconds && IsUnix(time.UnixMilliseconds)
            && IsQuality(time.Quality);
        if (!isTime) { return null; }
        if (ReadList(ref reader, SiteLimits.MaxRules, ReadRule, rule => rule.Name) is not { } rules) { return null; }
        if (ReadList(ref reader, SiteLimits.MaxActuators, ReadActuator, each => each.Name) is not { } actuators) { return null; }
        if (ReadList(ref reader, SiteLimits.MaxActuators, ReadOverride, each => each.Actuator) is not { } overrides) { return null; }
        List<ModeMemory>? modes = hasModes ? ReadList(ref reader, SiteLimits.MaxModes, ReadMode, each => each.Mode) : [];
        return modes is null || (hasModes && modes.Count == 0)
            ? null
            : new EngineMemory(BootId.FromBytes(boot), time, [.. rules], [.. actuators], [.. overrides]) { Modes = [.. modes] };
    }

    /// <summary>At most so many, of no name two.</summary>
    private static List<T>? ReadList<T>(ref MessagePackReader reader, int max, Wire.Parse<T> parse, Func<T, string> name)
        where T : class
    {
        int count = reader.ReadArrayHeader();
        if (count > max) { return null; }
        var items = new List<T>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        for (int i = 0; i < count; i++)
        {
            if (parse(ref reader) is not { } item || !names.Add(name(item))) { return null; }
            items.Add(item);
        }

        return items;
    }

    private static RuleMemory? ReadRule(ref MessagePackReader reader)
    {
        if (!reader.ReadArrayOf(7) || reader.ReadTextOfAtMost(MaxNameBytes) is not { } name) { return null; }
        ulong fingerprint = reader.ReadUInt64();
        int flags = reader.ReadInt32();
        var rule = new RuleMemory(name, fingerprint)
        {
            IsHysteresisOn = (flags & 1) != 0,
            IsLatchSet = (flags & 2) != 0,
            IsOffDelayOn = (flags & 4) != 0,
            IsPulseSpent = (flags & 8) != 0,
            IsCooldownOwed = (flags & 16) != 0,
            HeldMs = reader.ReadInt64(),
            FallenMs = reader.ReadInt64(),
            PulseMs = reader.ReadInt64(),
            CooldownMs = reader.ReadInt64(),
        };
        bool isRight = flags is >= 0 and <= AllFlags && IsAge(rule.HeldMs) && IsAge(rule.FallenMs)
            && IsAge(rule.PulseMs) && IsAge(rule.CooldownMs);
        return isRight ? rule : null;
    }

    private static ActuatorMemory? ReadActuator(ref MessagePackReader reader)
    {
        if (!reader.ReadArrayOf(2) || reader.ReadTextOfAtMost(MaxNameBytes) is not { } name) { return null; }
        int count = reader.ReadArrayHeader();
        if (count > MaxSwitchings) { return null; }
        var ages = ImmutableArray.CreateBuilder<long>(count);
        for (int i = 0; i < count; i++)
        {
            long age = reader.ReadInt64();
            bool isInOrder = age is >= 0 and <= MaxMilliseconds && (i == 0 || age <= ages[i - 1]);
            if (!isInOrder) { return null; }
            ages.Add(age);
        }

        return new ActuatorMemory(name, ages.MoveToImmutable());
    }

    private static OverrideMemory? ReadOverride(ref MessagePackReader reader)
    {
        if (!reader.ReadArrayOf(9) || reader.ReadTextOfAtMost(MaxNameBytes) is not { } actuator) { return null; }
        bool on = reader.ReadBoolean();
        uint user = reader.ReadUInt32();
        string? who = reader.ReadTextOfAtMost(OverrideLimits.MaxWhoBytes);
        string? why = reader.ReadTextOfAtMost(OverrideLimits.MaxWhyBytes);
        if (who is null || why is null) { return null; }
        var person = new OverrideMemory(
            actuator, on, user, who, why, reader.ReadInt64(), (TimeQuality)reader.ReadByte(), reader.ReadInt64(),
            reader.ReadInt64());
        bool isRight = IsUnix(person.SetUnixMs) && IsQuality(person.SetQuality)
            && person.LastsMs is >= 0 and <= MaxMilliseconds && person.LeftMs >= 0 && person.LeftMs <= person.LastsMs;
        return isRight ? person : null;
    }

    private static ModeMemory? ReadMode(ref MessagePackReader reader)
    {
        if (!reader.ReadArrayOf(8) || reader.ReadTextOfAtMost(MaxNameBytes) is not { } mode) { return null; }
        string? value = reader.ReadTextOfAtMost(MaxNameBytes);
        uint user = reader.ReadUInt32();
        string? who = reader.ReadTextOfAtMost(OverrideLimits.MaxWhoBytes);
        if (value is null || who is null) { return null; }
        var chosen = new ModeMemory(
            mode, value, user, who, reader.ReadInt64(), (TimeQuality)reader.ReadByte(), reader.ReadInt64(), reader.ReadInt64());
        bool isForever = chosen is { LastsMs: -1, LeftMs: -1 };
        bool isTerm = isForever || (chosen.LastsMs is >= 0 and <= MaxMilliseconds && chosen.LeftMs >= 0 && chosen.LeftMs <= chosen.LastsMs);
        return isTerm && IsUnix(chosen.SetUnixMs) && IsQuality(chosen.SetQuality) ? chosen : null;
    }

    private static bool IsAge(long milliseconds) => milliseconds is >= -1 and <= MaxMilliseconds;

    private static bool IsUnix(long milliseconds) => milliseconds is >= EarliestUnix and <= LatestUnix;

    private static bool IsQuality(TimeQuality quality) =>
        quality is >= TimeQuality.Synchronised and <= TimeQuality.FreeRunning;
}
