using System.Net.Sockets;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Edge.Access;

namespace Edge.Device.Control;

/// <summary>Asks a running gateway over its control socket.</summary>
public static class ControlClient
{
    /// <summary>The gateway's state, or words that say why there is none and what to do.</summary>
    public static Task<Result<StatusReport, string>> AskAsync(
        string path, ControlCommand command, CancellationToken cancellationToken) =>
        AskAsync(path, new ControlRequest(ControlCommands.NameOf(command)), ControlJson.Default.StatusReport, cancellationToken);

    /// <summary>The gateway's answer, or words that say why there is none and what to do.</summary>
    public static async Task<Result<T, string>> AskAsync<T>(
        string path, ControlRequest request, JsonTypeInfo<T> answer, CancellationToken cancellationToken)
        where T : notnull
    {
        byte[] line = [.. JsonSerializer.SerializeToUtf8Bytes(request, ControlJson.Default.ControlRequest), (byte)'\n'];
        if (line.Length > ControlPaths.MaxRequestBytes)
        {
            return $"The request is {line.Length} bytes long; a gateway takes {ControlPaths.MaxRequestBytes} at most: use shorter names and words.";
        }

        try
        {
            using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancellationToken);
            using var stream = new NetworkStream(socket);
            await stream.WriteAsync(line, cancellationToken);
            return Read(await ReadAllAsync(stream, cancellationToken), answer);
        }
        catch (SocketException exception)
        {
            string why = Path.Exists(path) ? exception.Message : "there is no such socket";
            return $"No gateway answers at {path} ({why}). Is it running? See: systemctl status edge";
        }
        catch (Exception exception) when (exception is IOException or JsonException)
        {
            return $"The gateway at {path} gave no usable answer ({exception.Message}).";
        }
    }

    private static Result<T, string> Read<T>(byte[] bytes, JsonTypeInfo<T> answer)
        where T : notnull
    {
        using JsonDocument document = JsonDocument.Parse(bytes);
        if (document.RootElement.TryGetProperty("error", out JsonElement error))
        {
            return error.GetString() ?? "The gateway refused without a reason.";
        }

        return document.Deserialize(answer) is { } report ? report : "The gateway answered with nothing.";
    }

    private static async Task<byte[]> ReadAllAsync(NetworkStream stream, CancellationToken cancellationToken)
    {
        using var answer = new MemoryStream();
        var buffer = new byte[16 * 1024];
        while (answer.Length <= ControlPaths.MaxAnswerBytes)
        {
            int read = await stream.ReadAsync(buffer, cancellationToken);
            if (read == 0) { return answer.ToArray(); }
            answer.Write(buffer, 0, read);
        }

        throw new IOException($"longer than {ControlPaths.MaxAnswerBytes} bytes");
    }
}
