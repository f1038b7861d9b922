using System.Buffers;
using System.Text;
using Edge.Sensing;
using MessagePack;

namespace Edge.Audit;

/// <summary>One line of the log: what happened, when, by whom, to what, and why. Bytes:
/// docs/formats/audit-log.md.</summary>
/// <remarks>Its bytes are the leaf of the tree and are never encoded anew. Texts hold no secret: who
/// records takes names and ids, never contents of files, tokens or keys.</remarks>
/// <param name="Index">Place in the log, from 0, over all boots.</param>
/// <param name="Boot">The boot that monotonic time counts from.</param>
/// <param name="Subject">What it was done to; the catalogue says what is named. Empty: nothing.</param>
/// <param name="Detail">Why, or what was found. Empty: nothing to add.</param>
public sealed record AuditEntry(
    long Index, BootId Boot, ReadingTime Time, AuditEvent Event, AuditActor Actor, string Subject, string Detail)
{
    public const int Version = 1;
    private const int Fields = 10;

    /// <summary>What was recorded, as it is hashed. Texts over their limit are cut at a character.</summary>
    public byte[] Encode()
    {
        Span<byte> boot = stackalloc byte[BootId.Length];
        Boot.CopyTo(boot);
        var output = new ArrayBufferWriter<byte>(128);
        var writer = new MessagePackWriter(output);
        writer.WriteArrayHeader(Fields);
        writer.Write(Version);
        writer.Write(Index);
        writer.Write(boot);
        writer.Write(Time.MonotonicMilliseconds);
        writer.Write(Time.UnixMilliseconds);
        writer.Write((byte)Time.Quality);
        writer.Write((int)Event);
        writer.WriteArrayHeader(2);
        writer.Write((byte)Actor.Kind);
        WriteText(ref writer, Actor.Name, AuditLimits.MaxActorBytes);
        WriteText(ref writer, Subject, AuditLimits.MaxSubjectBytes);
        WriteText(ref writer, Detail, AuditLimits.MaxDetailBytes);
        writer.Flush();
        return output.WrittenSpan.ToArray();
    }

    /// <summary>Null: malformed, too long, another version, or numbers outside their ranges. An event of a
    /// newer version is kept as its number.</summary>
    public static AuditEntry? Decode(ReadOnlyMemory<byte> bytes) =>
        bytes.Length > AuditLimits.MaxEntryBytes ? null : Wire.TryParse<AuditEntry>(bytes, Read);

    private static AuditEntry? Read(ref MessagePackReader reader)
    {
        if (!reader.ReadArrayOf(Fields) || reader.ReadInt32() != Version) { return null; }
        long index = reader.ReadInt64();
        byte[]? boot = reader.ReadExactly(BootId.Length);
        long monotonic = reader.ReadInt64();
        long unix = reader.ReadInt64();
        var quality = (TimeQuality)reader.ReadByte();
        int number = reader.ReadInt32();
        if (!reader.ReadArrayOf(2)) { return null; }
        var kind = (ActorKind)reader.ReadByte();
        string? name = reader.ReadTextOfAtMost(AuditLimits.MaxActorBytes);
        string? subject = ReadText(ref reader, AuditLimits.MaxSubjectBytes);
        string? detail = ReadText(ref reader, AuditLimits.MaxDetailBytes);
        bool isPlausible = index is >= 0 and < AuditLimits.MaxEntries && boot is not null && monotonic >= 0
            && quality is >= TimeQuality.Synchronised and <= TimeQuality.FreeRunning && number is > 0 and <= ushort.MaxValue
            && kind is >= ActorKind.Component and <= ActorKind.Machine && name is not null && subject is not null && detail is not null;
        return isPlausible
            ? new(index, BootId.FromBytes(boot), new(monotonic, unix, quality), (AuditEvent)number, new(kind, name!), subject!, detail!)
            : null;
    }

    private static void WriteText(ref MessagePackWriter writer, string text, int most)
    {
        if (text.Length == 0) { writer.WriteNil(); } else { writer.WriteString(Shortened(text, most)); }
    }

    private static string? ReadText(ref MessagePackReader reader, int most) =>
        reader.TryReadNil() ? "" : reader.ReadTextOfAtMost(most);

    /// <summary>At most so many bytes, and never half a character.</summary>
    private static ReadOnlySpan<byte> Shortened(string text, int most)
    {
        byte[] utf8 = Encoding.UTF8.GetBytes(text);
        if (utf8.Length <= most) { return utf8; }
        int end = most;
        while (end > 0 && (utf8[end] & 0xC0) == 0x80) { end--; }
        return utf8.AsSpan(0, end);
    }
}
