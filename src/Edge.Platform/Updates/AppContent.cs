using Edge.Updates;
using Edge.Updates.Releases;

namespace Edge.Platform.Updates;

/// <summary>The application: what is signed is run, and must read as many channels as the version before.</summary>
public sealed class AppContent : ISlotContent
{
    public Result<SlotExpectation, UpdateReason> Check(string folder, ReleaseManifest manifest, ChannelCount? before) =>
        new SlotExpectation(before?.Usable);
}
