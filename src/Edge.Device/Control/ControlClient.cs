using System.Net.Sockets;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Edge.Access;

namespace Edge.Device.Control;

/// <summary>Asks a running gateway over its control socket.</summary>
public static class ControlClient
{
    /// <summary>How long a whole question may take, from the connection to the last byte of the answer.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>The gateway's state, or words that say why there is none and what to do.</summary>
    public static Task<Result<StatusReport, string>> AskAsync(
        string path, ControlCommand command, CancellationToken cancellationToken) =>
        AskAsync(path, command, Patience, cancellationToken);

    /// <summary>The same; an answer that is not whole after <paramref name="patience"/> is none.</summary>
    public static Task<Result<StatusReport, string>> AskAsync(
        string path, ControlCommand command, TimeSpan patience, CancellationToken cancellationToken) => AskAsync(
            path, new ControlRequest(ControlCommands.NameOf(command)), ControlJson.Default.StatusReport, patience, cancellationToken);

    /// <summary>The gateway's answer, or words that say why there is none and what to do.</summary>
    public static Task<Result<T, string>> AskAsync<T>(
        string path, ControlRequest request, JsonTypeInfo<T> answer, CancellationToken cancellationToken)
        where T : notnull => AskAsync(path, request, answer, Patience, cancellationToken);

    private static async Task<Result<T, string>> AskAsync<T>(
        string path, ControlRequest request, JsonTypeInfo<T> answer, TimeSpan patience, CancellationToken cancellationToken)
        where T : notnull
    {
        ControlRequest named = request with { Login = Person.OwnLogin() };
        byte[] line = [.. JsonSerializer.SerializeToUtf8Bytes(named, ControlJson.Default.ControlRequest),
            (byte)'\n'];
        if (line.Length > ControlPaths.MaxRequestBytes)
        {
            return $"The request is {line.Length} bytes long; a gateway takes {ControlPaths.MaxRequestBytes} at most: use shorter names and words.";
        }

        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(patience);
        try
        {
            using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), limit.Token);
            using var stream = new NetworkStream(socket);
            await stream.WriteAsync(line, limit.Token);
            return Read(await ReadAllAsync(stream, limit.Token), answer);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return $"The gateway at {path} has not answered within {patience.TotalSeconds:0.#} s. See: systemctl status edge";
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
