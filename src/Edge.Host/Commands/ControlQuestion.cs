using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Edge.Device.Control;
using Edge.Platform.CommandLine;

namespace Edge.Host.Commands;

/// <summary>Asks the running gateway one thing and prints what it answers.</summary>
internal static class ControlQuestion
{
    /// <param name="json">One document instead of text.</param>
    /// <param name="render">The answer as text, ended by a new line.</param>
    public static async Task<int> PrintAsync<T>(
        ControlRequest request, string socket, bool json, JsonTypeInfo<T> type, Func<T, string> render, CancellationToken cancellationToken)
        where T : notnull
    {
        Result<T, string> answer = await ControlClient.AskAsync(socket, request, type, cancellationToken);
        if (!answer.IsOk) { return CommandFrame.Refuse(answer.Reason); }
        Console.Write(json ? JsonSerializer.Serialize(answer.Value, type) + "\n" : render(answer.Value));
        return CommandFrame.Done;
    }
}
