using System.Buffers.Binary;

namespace Edge.Device.Systemd;

/// <summary>Numbers of D-Bus.</summary>
internal enum BusMessageKind : byte
{
    Call = 1,
    Return = 2,
    Error = 3,
    Signal = 4,
}

/// <summary>A message of D-Bus: what the guard says to systemd, and what comes back.</summary>
/// <param name="ReplyTo">The serial number of the call that it answers; 0: none.</param>
/// <param name="Member">The method or signal; of an error its name.</param>
/// <remarks>Source: D-Bus Specification, "Message Format".</remarks>
internal sealed record BusMessage(BusMessageKind Kind, uint Serial, uint ReplyTo, string Member, string Signature, ReadOnlyMemory<byte> Body)
{
    /// <summary>Before the fields of the header.</summary>
    public const int Fixed = 16;

    /// <summary>Of one message with its header; a list of a thousand units has some 300 KB.</summary>
    public const int MaxBytes = 2 * 1024 * 1024;

    private const byte LittleEndian = (byte)'l';
    private const byte Version = 1;

    private const byte PathField = 1;
    private const byte InterfaceField = 2;
    private const byte MemberField = 3;
    private const byte ErrorField = 4;
    private const byte ReplyField = 5;
    private const byte DestinationField = 6;
    private const byte SignatureField = 8;

    /// <summary>The bytes of a call of a method.</summary>
    public static byte[] Call(uint serial, BusTarget target, string member, string signature, ReadOnlySpan<byte> body)
    {
        BusWriter writer = Begin(BusMessageKind.Call, serial, body.Length);
        Field(writer, PathField, "o").Text(target.Path);
        Field(writer, InterfaceField, "s").Text(target.Interface);
        Field(writer, MemberField, "s").Text(member);
        Field(writer, DestinationField, "s").Text(target.Destination);
        return End(writer, signature, body);
    }

    /// <summary>The bytes of an answer, for who plays systemd.</summary>
    /// <param name="error">Null: it is none.</param>
    public static byte[] Answer(uint serial, uint replyTo, string? error, string signature, ReadOnlySpan<byte> body)
    {
        BusWriter writer = Begin(error is null ? BusMessageKind.Return : BusMessageKind.Error, serial, body.Length);
        Field(writer, ReplyField, "u").Word(replyTo);
        if (error is not null) { Field(writer, ErrorField, "s").Text(error); }
        return End(writer, signature, body);
    }

    /// <summary>The bytes of a signal, for who plays systemd.</summary>
    public static byte[] Signal(uint serial, BusTarget source, string member, string signature, ReadOnlySpan<byte> body)
    {
        BusWriter writer = Begin(BusMessageKind.Signal, serial, body.Length);
        Field(writer, PathField, "o").Text(source.Path);
        Field(writer, InterfaceField, "s").Text(source.Interface);
        Field(writer, MemberField, "s").Text(member);
        return End(writer, signature, body);
    }

    /// <summary>How long a message is as a whole, by its first <see cref="Fixed"/> bytes. Throws
    /// <see cref="IOException"/>.</summary>
    public static int LengthOf(ReadOnlySpan<byte> first)
    {
        uint body = BinaryPrimitives.ReadUInt32LittleEndian(first[4..]), fields = BinaryPrimitives.ReadUInt32LittleEndian(first[12..]);
        if (first[0] != LittleEndian || first[3] != Version || body > MaxBytes || fields > MaxBytes) { throw Refused(); }
        long length = Fixed + ((fields + 7L) / 8 * 8) + body;
        return length <= MaxBytes ? (int)length : throw Refused();
    }

    /// <summary>A whole message. Throws <see cref="IOException"/> where it is none.</summary>
    public static BusMessage Read(ReadOnlyMemory<byte> bytes)
    {
        if (bytes.Length < Fixed || LengthOf(bytes.Span) != bytes.Length) { throw Refused(); }
        var reader = new BusReader(bytes);
        _ = reader.Byte();
        byte kind = reader.Byte();
        _ = (reader.Byte(), reader.Byte());
        (uint body, uint serial, uint replyTo) = (reader.Word(), reader.Word(), 0);
        string member = "", signature = "";
        for (int end = reader.ArrayEnd(8); reader.Position < end;)
        {
            byte field = reader.Align(8).Byte();
            switch (reader.Signature())
            {
                case "s" or "o":
                    string text = reader.Text();
                    if (field is MemberField or ErrorField) { member = text; }
                    break;
                case "u":
                    uint word = reader.Word();
                    if (field == ReplyField) { replyTo = word; }
                    break;
                case "g":
                    string types = reader.Signature();
                    if (field == SignatureField) { signature = types; }
                    break;
                default: throw Refused();
            }
        }

        return new BusMessage((BusMessageKind)kind, serial, replyTo, member, signature, bytes[^(int)body..]);
    }

    private static BusWriter Begin(BusMessageKind kind, uint serial, int body) =>
        new BusWriter().Byte(LittleEndian).Byte((byte)kind).Byte(0).Byte(Version).Word((uint)body).Word(serial).Word(0);

    private static BusWriter Field(BusWriter writer, byte field, string type) => writer.Align(8).Byte(field).Signature(type);

    private static byte[] End(BusWriter writer, string signature, ReadOnlySpan<byte> body)
    {
        if (signature.Length > 0) { Field(writer, SignatureField, "g").Signature(signature); }
        return writer.Patch(Fixed - 4, (uint)(writer.Length - Fixed)).Align(8).Bytes(body).ToArray();
    }

    private static IOException Refused() => new("systemd sent something that is no message of D-Bus, or one that is too long");
}

/// <summary>Whom a call is for.</summary>
internal sealed record BusTarget(string Destination, string Path, string Interface);
