using System.Text;
using System.Text.Json;
using Edge.Updates.Rollouts;

namespace Edge.Updates.Trust;

/// <summary>The least that a rollout says: a release for everybody, at once.</summary>
/// <remarks>All of it is <see cref="Rollout"/>.</remarks>
public sealed record WantedRelease(string Component, string Release)
{
    public const int MaxBytes = RolloutLimits.MaxBytes;

    public static string PathOf(string component) => Rollout.PathOf(component);

    public byte[] Write() => Encoding.UTF8.GetBytes(
        $$"""{"version":1,"component":"{{JsonEncodedText.Encode(Component)}}","release":"{{JsonEncodedText.Encode(Release)}}"}""");

    public static Result<WantedRelease, UpdateReason> Read(ReadOnlySpan<byte> bytes) =>
        RolloutFile.Read(bytes).TryGet(out Rollout rollout, out UpdateReason reason)
            ? new WantedRelease(rollout.Component, rollout.Release)
            : reason;
}
