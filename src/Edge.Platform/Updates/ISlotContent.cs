using Edge.Updates;
using Edge.Updates.Releases;

namespace Edge.Platform.Updates;

/// <summary>Channels of a running gateway.</summary>
/// <param name="Usable">Those whose newest reading is usable.</param>
public readonly record struct ChannelCount(int Usable, int All);

/// <summary>What a release on trial has to come to.</summary>
/// <param name="UsableChannels">See <see cref="Edge.Updates.Slots.Candidate.UsableChannels"/>.</param>
public readonly record struct SlotExpectation(int? UsableChannels);

/// <summary>Looks into a full slot before it is tried: a release can be signed and whole, and still be nothing that a gateway
/// could run.</summary>
public interface ISlotContent
{
    /// <param name="folder">The files of the slot; everything in them is verified.</param>
    /// <param name="before">What the gateway reads now; null: nobody answers.</param>
    /// <returns>A refusal ends the update before anything of it was started.</returns>
    Result<SlotExpectation, UpdateReason> Check(string folder, ReleaseManifest manifest, ChannelCount? before);
}
