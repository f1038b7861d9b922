using Edge.Updates.Bell;

namespace Edge.Platform.Updates.Bell;

/// <summary>Waits at a broker until the bell of a repository rings.</summary>
/// <remarks>A broker can be silent, late, or lie: nothing that is not signed rings, and nothing rings twice. What it costs is bounded:
/// one packet of memory, one message judged a second, one connection tried in between five seconds and ten minutes.</remarks>
/// <param name="judge">What a message is worth; null: not now, ask again.</param>
public sealed class BellListener(
    BellSetup setup, string client, Func<ReadOnlyMemory<byte>, BellVerdict?> judge, Func<double> random, TimeProvider time,
    Action<string> tell)
{
    private static readonly TimeSpan ShortestPause = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan BetweenMessages = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan BetweenQuestions = TimeSpan.FromSeconds(5);

    private BellVerdict? _toldAbout;

    /// <summary>A broker that has said nothing for so long is asked; after as long again it is left.</summary>
    internal TimeSpan Silence { get; init; } = MqttConnection.KeepAlive / 2;

    /// <summary>The signed timestamp that rang, after a random part of the spread.</summary>
    public async Task<byte[]> WaitAsync(CancellationToken cancellation)
    {
        string told = "";
        for (TimeSpan pause = ShortestPause; ; pause = Longer(pause))
        {
            try
            {
                using MqttConnection connection = await MqttConnection.OpenAsync(setup, client, time, cancellation);
                await SubscribeAsync(connection, cancellation);
                (pause, told) = (ShortestPause, "");
                tell($"listening at {setup.Host}:{setup.Port}, topic {setup.Topic}");
                byte[] message = await ListenAsync(connection, cancellation);
                await Task.Delay(setup.Spread * random(), time, cancellation);
                return message;
            }
            catch (IOException exception)
            {
                // The same trouble is told once, however long it lasts; the timer looks without a bell.
                if (exception.Message != told) { tell($"no bell: {setup.Host}:{setup.Port}: {exception.Message}"); }
                told = exception.Message;
            }
            await Task.Delay(pause * (0.5 + (random() / 2)), time, cancellation);
        }
    }

    private async Task SubscribeAsync(MqttConnection connection, CancellationToken cancellation)
    {
        const ushort Id = 1;
        await connection.SendAsync(MqttPackets.Subscribe(Id, setup.Topic), cancellation);
        MqttPacket answer = await connection.ExpectAsync(MqttKind.SubscribeAck, cancellation);
        byte? code = MqttPackets.ReadSubscribeAck(answer.Body.Span, Id);
        if (code is null or >= 0x80) { throw new IOException($"the broker does not let us listen to {setup.Topic}, reason 0x{code ?? 0xFF:x2}"); }
    }

    private async Task<byte[]> ListenAsync(MqttConnection connection, CancellationToken cancellation)
    {
        bool isAsked = false;
        while (true)
        {
            MqttPacket? received = await connection.ReceiveAsync(Silence, cancellation);
            switch (received)
            {
                case null when isAsked: throw new IOException("the broker is silent");
                case null:
                    await connection.SendAsync(MqttPackets.PingRequest(), cancellation);
                    isAsked = true;
                    break;
                case { Kind: MqttKind.Publish } packet:
                    isAsked = false;
                    if (MqttPackets.ReadPublish(packet.Flags, packet.Body.Span, setup.Topic) is { } message
                        && await JudgeAsync(message, cancellation) == BellVerdict.Rings)
                    {
                        return message;
                    }
                    // A flood waits in the network, and in the end at the broker.
                    await Task.Delay(BetweenMessages, time, cancellation);
                    break;
                case { Kind: MqttKind.PingAnswer }: isAsked = false; break;
                case { Kind: MqttKind.Disconnect }: throw new IOException("the broker says good-bye");
                case { } other: throw new IOException($"the broker sends {(byte)other.Kind}, which nobody asked for");
            }
        }
    }

    private async Task<BellVerdict> JudgeAsync(byte[] message, CancellationToken cancellation)
    {
        BellVerdict? verdict;
        while ((verdict = judge(message)) is null) { await Task.Delay(BetweenQuestions, time, cancellation); }
        if (verdict != _toldAbout && verdict is BellVerdict.Refused or BellVerdict.Older)
        {
            string why = verdict == BellVerdict.Older ? "older than what is known" : "not signed, or no timestamp";
            tell($"passed over: a message of {message.Length} bytes that is {why}");
        }
        _toldAbout = verdict;
        return verdict.Value;
    }

    private static TimeSpan Longer(TimeSpan pause) => pause * 2 < LongestPause ? pause * 2 : LongestPause;
}
