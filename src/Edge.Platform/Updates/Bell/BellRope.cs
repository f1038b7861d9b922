using Edge.Updates.Bell;

namespace Edge.Platform.Updates.Bell;

/// <summary>Rings: leaves a timestamp at the broker, where it stays for whoever connects later.</summary>
public static class BellRope
{
    /// <summary>Null when the broker has acknowledged it; otherwise why not.</summary>
    public static async Task<string?> RingAsync(
        BellSetup setup, string client, ReadOnlyMemory<byte> timestamp, TimeProvider time, CancellationToken cancellation)
    {
        const ushort Id = 1;
        try
        {
            using MqttConnection connection = await MqttConnection.OpenAsync(setup, client, time, cancellation);
            await connection.SendAsync(MqttPackets.Publish(Id, setup.Topic, timestamp.Span), cancellation);
            MqttPacket answer = await connection.ExpectAsync(MqttKind.PublishAck, cancellation);
            byte? code = MqttPackets.ReadPublishAck(answer.Body.Span, Id);
            if (code is null or >= 0x80) { return $"the broker does not take it, reason 0x{code ?? 0xFF:x2}"; }
            await connection.SendAsync(MqttPackets.Disconnect(), cancellation);
            return null;
        }
        catch (IOException exception)
        {
            return exception.Message;
        }
    }
}
