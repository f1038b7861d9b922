using System.Buffers.Binary;
using System.Text;

namespace Edge.Updates.Bell;

/// <summary>Kinds of control packets that a bell needs. Source: MQTT 5.0, 2.1.2.</summary>
public enum MqttKind : byte
{
    Connect = 1,
    ConnectAck = 2,
    Publish = 3,
    PublishAck = 4,
    Subscribe = 8,
    SubscribeAck = 9,
    PingRequest = 12,
    PingAnswer = 13,
    Disconnect = 14,
}

/// <summary>The first bytes of a packet.</summary>
/// <param name="Length">Of what follows, in bytes.</param>
/// <param name="Size">Of the header itself.</param>
public readonly record struct MqttHeader(MqttKind Kind, byte Flags, int Length, int Size);

/// <summary>The few packets of MQTT 5.0 that a bell needs, as bytes. Everything that comes from a broker is a stranger's.</summary>
/// <remarks>A message is at most a timestamp: a packet that announces more is refused by its header, before memory is taken for it.
/// Source: MQTT 5.0 (OASIS Standard), chapters 2 and 3.</remarks>
public static class MqttPackets
{
    /// <summary>A timestamp, a topic, and some properties.</summary>
    public const int MaxPacketBytes = 20_480;

    private const byte Version = 5;
    private const byte CleanStart = 0x02;
    private const byte WithPassword = 0x40;
    private const byte WithUser = 0x80;
    private const byte SessionExpiry = 0x11;
    private const byte ReceiveMaximum = 0x21;
    private const byte MaximumPacketSize = 0x27;
    private const byte Retain = 0x01;
    private const byte QosMask = 0x06;
    private const byte AtLeastOnce = 0x02;
    private const int LongestVariable = 4;

    public static byte[] Connect(string client, string? user, string? password, TimeSpan keepAlive)
    {
        var body = new MqttBody();
        body.Text("MQTT");
        body.Byte(Version);
        body.Byte((byte)(CleanStart | (user is null ? 0 : WithUser) | (password is null ? 0 : WithPassword)));
        body.Number16((int)keepAlive.TotalSeconds);
        body.Byte(13);
        body.Byte(SessionExpiry);
        body.Number32(0);
        body.Byte(ReceiveMaximum);
        body.Number16(1);
        body.Byte(MaximumPacketSize);
        body.Number32(MaxPacketBytes);
        body.Text(client);
        if (user is not null) { body.Text(user); }
        if (password is not null) { body.Text(password); }
        return body.Packet(MqttKind.Connect, 0);
    }

    /// <summary>At most once: a bell that is not heard rings again at the next connection, because its message is retained.</summary>
    public static byte[] Subscribe(ushort id, string topic)
    {
        var body = new MqttBody();
        body.Number16(id);
        body.Byte(0);
        body.Text(topic);
        body.Byte(0);
        return body.Packet(MqttKind.Subscribe, 0x02);
    }

    /// <summary>Retained, at least once: the broker acknowledges it.</summary>
    public static byte[] Publish(ushort id, string topic, ReadOnlySpan<byte> message)
    {
        var body = new MqttBody();
        body.Text(topic);
        body.Number16(id);
        body.Byte(0);
        body.Bytes(message);
        return body.Packet(MqttKind.Publish, AtLeastOnce | Retain);
    }

    public static byte[] PingRequest() => new MqttBody().Packet(MqttKind.PingRequest, 0);

    public static byte[] Disconnect() => new MqttBody().Packet(MqttKind.Disconnect, 0);

    /// <summary>A header, null while bytes are missing, or why nothing of this connection is read any further.</summary>
    public static Result<MqttHeader, string>? ReadHeader(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < 2) { return null; }
        int length = 0, size = 1;
        for (int shift = 0; ; shift += 7, size++)
        {
            if (size > LongestVariable) { return "a length of more than four bytes"; }
            if (size >= bytes.Length) { return null; }
            length |= (bytes[size] & 0x7F) << shift;
            if ((bytes[size] & 0x80) == 0) { break; }
        }
        return length > MaxPacketBytes
            ? $"a packet of {length} bytes, at most {MaxPacketBytes}"
            : new MqttHeader((MqttKind)(bytes[0] >> 4), (byte)(bytes[0] & 0x0F), length, size + 1);
    }

    /// <summary>The reason code of a CONNACK; 0 is welcome. Null: not one.</summary>
    public static byte? ReadConnectAck(ReadOnlySpan<byte> body) => body.Length >= 2 ? body[1] : null;

    /// <summary>The reason code of the answer to one subscription; below 0x80 it holds. Null: not one, or of another.</summary>
    public static byte? ReadSubscribeAck(ReadOnlySpan<byte> body, ushort id) =>
        body.Length >= 3 && BinaryPrimitives.ReadUInt16BigEndian(body) == id
        && Properties(body[2..]) is int skipped && body.Length == 2 + skipped + 1
            ? body[^1]
            : null;

    /// <summary>The reason code of the answer to one publication. Null: not one, or of another.</summary>
    public static byte? ReadPublishAck(ReadOnlySpan<byte> body, ushort id) =>
        body.Length < 2 || BinaryPrimitives.ReadUInt16BigEndian(body) != id ? null : body.Length == 2 ? (byte)0 : body[2];

    /// <summary>The message of a PUBLISH on a topic; null: it is malformed, of another topic, or of a quality that was not asked for.</summary>
    public static byte[]? ReadPublish(byte flags, ReadOnlySpan<byte> body, string topic)
    {
        if ((flags & QosMask) != 0 || body.Length < 2) { return null; }
        int length = BinaryPrimitives.ReadUInt16BigEndian(body);
        if (body.Length < 2 + length || !body.Slice(2, length).SequenceEqual(Encoding.UTF8.GetBytes(topic))) { return null; }
        ReadOnlySpan<byte> rest = body[(2 + length)..];
        return Properties(rest) is int skipped ? rest[skipped..].ToArray() : null;
    }

    /// <summary>Bytes of the properties with their length; null: more than there are.</summary>
    private static int? Properties(ReadOnlySpan<byte> bytes)
    {
        int length = 0;
        for (int i = 0; i < Math.Min(bytes.Length, LongestVariable); i++)
        {
            length |= (bytes[i] & 0x7F) << (7 * i);
            if ((bytes[i] & 0x80) != 0) { continue; }
            return i + 1 + length <= bytes.Length ? i + 1 + length : null;
        }
        return null;
    }

    private sealed class MqttBody
    {
        private readonly List<byte> _bytes = [];

        public void Byte(byte value) => _bytes.Add(value);

        public void Number16(int value) => _bytes.AddRange([(byte)(value >> 8), (byte)(value & 0xFF)]);

        public void Number32(int value)
        {
            Number16(value >> 16);
            Number16(value & 0xFFFF);
        }

        public void Text(string text)
        {
            byte[] bytes = Encoding.UTF8.GetBytes(text);
            Number16(bytes.Length);
            Bytes(bytes);
        }

        public void Bytes(ReadOnlySpan<byte> bytes) => _bytes.AddRange(bytes);

        public byte[] Packet(MqttKind kind, byte flags)
        {
            var header = new List<byte> { (byte)(((byte)kind << 4) | flags) };
            int left = _bytes.Count;
            do
            {
                header.Add((byte)((left & 0x7F) | (left > 0x7F ? 0x80 : 0)));
                left >>= 7;
            }
            while (left > 0);
            return [.. header, .. _bytes];
        }
    }
}
