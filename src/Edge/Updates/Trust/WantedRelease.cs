using System.Text;
using System.Text.Json;
using Edge.Updates.Tuf;

namespace Edge.Updates.Trust;

/// <summary>Which release of a component the operator wants on its machines: target <c>rollout/COMPONENT.json</c>.</summary>
/// <remarks>Only the release is read here; who gets it when are further fields of the same document.</remarks>
public sealed record WantedRelease(string Component, string Release)
{
    public const int MaxBytes = 65_536;

    public static string PathOf(string component) => $"rollout/{component}.json";

    /// <summary>The least that a rollout says: the release for everybody, at once.</summary>
    public byte[] Write() => Encoding.UTF8.GetBytes(
        $$"""{"version":1,"component":"{{JsonEncodedText.Encode(Component)}}","release":"{{JsonEncodedText.Encode(Release)}}"}""");

    public static Result<WantedRelease, UpdateReason> Read(ReadOnlySpan<byte> bytes) =>
        FieldReading.Document(bytes, MaxBytes, "rollout", Read);

    private static WantedRelease Read(TufFields fields) => new(
        fields.Name("component", PathNames.MaxNameLength), fields.Name("release", PathNames.MaxNameLength));
}
