using System.Text.Json;
using Edge.Operator.Publishing;
using Edge.Operator.Releases;
using Edge.Updates.Trust;
using Edge.Updates.Tuf;

namespace Edge.Operator.Rollouts;

/// <summary>The halt that is published: since when, and the words of whoever pulled the brake.</summary>
internal sealed record HaltNote(string Since, string Reason)
{
    private const int MaxBytes = 4_096;

    /// <summary>Null: nothing is halted.</summary>
    public static HaltNote? Of(RepositoryFolder folder)
    {
        if (PublishedRelease.Bytes(folder, AgreedTargets.Halt, Roles.Halt) is not { IsOk: true } bytes) { return null; }
        // A halt is a halt, whatever stands in it.
        return StrictJson.Parse(bytes.Value, MaxBytes, AgreedTargets.Halt).TryGet(out JsonElement halt, out _)
            ? new HaltNote(Text(halt, "since"), Text(halt, "reason"))
            : new HaltNote("", "");
    }

    public override string ToString() => LineDifference.Harmless(
        $"HALTED: no device begins{(Since.Length > 0 ? $", since {Since}" : "")}{(Reason.Length > 0 ? $": {Reason}" : "")}");

    private static string Text(JsonElement halt, string name) =>
        halt.ValueKind == JsonValueKind.Object && halt.TryGetProperty(name, out JsonElement value)
        && value.ValueKind == JsonValueKind.String
            ? value.GetString()!
            : "";
}
