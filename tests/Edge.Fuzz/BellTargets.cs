using Edge.Updates.Bell;

namespace Edge.Fuzz;

/// <summary>The decoders of what a broker sends, and of the file that names it.</summary>
internal static class BellTargets
{
    private const string Topic = "town/updates";

    public static IEnumerable<FuzzTarget> All()
    {
        yield return new FuzzTarget(
            "bell-packet",
            [MqttPackets.Publish(1, Topic, "{}"u8), MqttPackets.PingRequest(), [0x31, 17, 0, 12, .. "town/updates"u8, 0, .. "{}"u8], [0x90, 4, 0, 1, 0, 0]],
            Packet);
        yield return new FuzzTarget(
            "bell-setup",
            [[.. """{"version":1,"repository":"operator","broker":"mqtts://u.example:8883","topic":"a","user":"u","password":"p","spreadSeconds":5}"""u8]],
            bytes => BellSetup.Read(bytes) is { IsOk: false } refused ? refused.Reason.Refusal.ToString() : "ok");
    }

    private static string Packet(byte[] bytes)
    {
        if (MqttPackets.ReadHeader(bytes) is not { } read) { return "more"; }
        if (!read.TryGet(out MqttHeader header, out _)) { return "refused"; }
        if (header.Length > MqttPackets.MaxPacketBytes) { throw new InvalidOperationException("a packet beyond the limit"); }
        byte[] body = bytes[header.Size..];
        bool isPublish = MqttPackets.ReadPublish(header.Flags, body, Topic) is { } message
            && (message.Length <= body.Length ? true : throw new InvalidOperationException("more than was sent"));
        return $"{header.Kind} {isPublish} {MqttPackets.ReadConnectAck(body) is null} "
            + $"{MqttPackets.ReadSubscribeAck(body, 1) is null} {MqttPackets.ReadPublishAck(body, 1) is null}";
    }
}
