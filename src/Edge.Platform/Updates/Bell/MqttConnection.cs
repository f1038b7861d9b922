using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Edge.Updates;
using Edge.Updates.Bell;

namespace Edge.Platform.Updates.Bell;

/// <summary>One packet of a broker.</summary>
public readonly record struct MqttPacket(MqttKind Kind, byte Flags, ReadOnlyMemory<byte> Body);

/// <summary>A connection to a broker, opened and greeted.</summary>
/// <remarks>Holds one packet at a time, at most <see cref="MqttPackets.MaxPacketBytes"/>; a broker that sends more than is read has
/// to wait. Throws <see cref="IOException"/> for whatever ends it: no answer, a broken line, a packet that is none. One caller.
/// </remarks>
public sealed class MqttConnection : IDisposable
{
    /// <summary>A broker lets go of a client that was silent for one and a half times as long.</summary>
    public static readonly TimeSpan KeepAlive = TimeSpan.FromMinutes(10);

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly TcpClient _socket;
    private readonly TimeProvider _time;
    private readonly byte[] _buffer = new byte[MqttPackets.MaxPacketBytes + 8];
    private Stream _stream = Stream.Null;
    private int _filled;
    private int _taken;

    private MqttConnection(TcpClient socket, TimeProvider time) => (_socket, _time) = (socket, time);

    /// <param name="client">At most 23 letters and digits; two connections of one name end each other.</param>
    public static async Task<MqttConnection> OpenAsync(BellSetup setup, string client, TimeProvider time, CancellationToken cancellation)
    {
        var connection = new MqttConnection(new TcpClient(), time);
        bool isGreeted = false;
        try
        {
            await connection.WithinAsync(Patience, token => connection.GreetAsync(setup, client, token), cancellation);
            isGreeted = true;
            return connection;
        }
        finally
        {
            if (!isGreeted) { connection.Dispose(); }
        }
    }

    public Task SendAsync(byte[] packet, CancellationToken cancellation) =>
        WithinAsync(Patience, token => _stream.WriteAsync(packet, token).AsTask(), cancellation);

    /// <summary>The next packet; null when none came in time.</summary>
    public async Task<MqttPacket?> ReceiveAsync(TimeSpan patience, CancellationToken cancellation)
    {
        using var limit = new CancellationTokenSource(patience, _time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellation);
        try
        {
            return await ReadAsync(both.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            // Half a packet may have come: a connection that is read further begins where this one stopped.
            return null;
        }
    }

    /// <summary>The next packet, which must be of this kind.</summary>
    public async Task<MqttPacket> ExpectAsync(MqttKind kind, CancellationToken cancellation) =>
        await ReceiveAsync(Patience, cancellation) is not { } packet ? throw new IOException($"no {kind} within {Patience.TotalSeconds:0} s")
        : packet.Kind == kind ? packet
        : throw new IOException($"{packet.Kind} instead of {kind}");

    public void Dispose()
    {
        _stream.Dispose();
        _socket.Dispose();
    }

    private async Task GreetAsync(BellSetup setup, string client, CancellationToken cancellation)
    {
        await _socket.ConnectAsync(setup.Host, setup.Port, cancellation);
        _stream = _socket.GetStream();
        if (setup.IsEncrypted)
        {
            var encrypted = new SslStream(_stream);
            _stream = encrypted;
            await encrypted.AuthenticateAsClientAsync(Options(setup), cancellation);
        }
        await _stream.WriteAsync(MqttPackets.Connect(client, setup.User, setup.Password, KeepAlive), cancellation);
        MqttPacket answer = await ReadAsync(cancellation);
        byte? code = answer.Kind == MqttKind.ConnectAck ? MqttPackets.ReadConnectAck(answer.Body.Span) : null;
        if (code != 0) { throw new IOException(code is null ? $"{answer.Kind} instead of a welcome" : $"the broker refuses, reason 0x{code:x2}"); }
    }

    private static SslClientAuthenticationOptions Options(BellSetup setup)
    {
        var options = new SslClientAuthenticationOptions { TargetHost = setup.Host, EnabledSslProtocols = SslProtocols.None };
        if (setup.Pin is ContentHash pin)
        {
            // A pinned key needs no date: a board without a clock can hear its bell, too.
            options.RemoteCertificateValidationCallback = (_, certificate, _, _) => certificate is X509Certificate2 shown
                && ContentHash.FromDigest(SHA256.HashData(shown.PublicKey.ExportSubjectPublicKeyInfo())) == pin;
        }
        return options;
    }

    private async Task<MqttPacket> ReadAsync(CancellationToken cancellation)
    {
        Forget();
        while (true)
        {
            if (MqttPackets.ReadHeader(_buffer.AsSpan(0, _filled)) is { } read)
            {
                if (!read.TryGet(out MqttHeader header, out string wrong)) { throw new IOException($"the broker sends {wrong}"); }
                if (_filled >= header.Size + header.Length)
                {
                    _taken = header.Size + header.Length;
                    return new MqttPacket(header.Kind, header.Flags, _buffer.AsMemory(header.Size, header.Length));
                }
            }
            int count = await _stream.ReadAsync(_buffer.AsMemory(_filled), cancellation);
            if (count == 0) { throw new IOException("the broker has closed the connection"); }
            _filled += count;
        }
    }

    // What was handed out lies at the beginning of the buffer until the next packet is asked for.
    private void Forget()
    {
        _buffer.AsSpan(_taken, _filled - _taken).CopyTo(_buffer);
        _filled -= _taken;
        _taken = 0;
    }

    private async Task WithinAsync(TimeSpan patience, Func<CancellationToken, Task> act, CancellationToken cancellation)
    {
        using var limit = new CancellationTokenSource(patience, _time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellation);
        try
        {
            await act(both.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new IOException($"no answer within {patience.TotalSeconds:0} s");
        }
        catch (Exception exception) when (exception is SocketException or AuthenticationException)
        {
            throw new IOException(exception.Message, exception);
        }
    }
}
