using Edge.Updates;
using Edge.Updates.Releases;
using Edge.Updates.Slots;

namespace Edge.Platform.Updates;

/// <summary>The running gateway, as an update needs it.</summary>
public interface IUpdatedService
{
    /// <summary>Ends it in order and starts it anew; what then runs is the launcher's choice.</summary>
    Task RestartAsync(CancellationToken cancellation);

    /// <summary>Tells whoever runs with what is committed, beside the gateway, that it is another now.</summary>
    Task TellCommittedAsync(CancellationToken cancellation);

    /// <summary>Null: nobody answers.</summary>
    Task<HealthSight?> LookAsync(HealthRules rules, SlotRelease release, CancellationToken cancellation);

    /// <summary>Channels of the running gateway now; null: nobody answers.</summary>
    Task<ChannelCount?> ChannelsAsync(CancellationToken cancellation);
}
