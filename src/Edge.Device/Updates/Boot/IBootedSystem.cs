using Edge.Platform.Updates.Images;
using Edge.Updates.Boot;
using Edge.Updates.Slots;

namespace Edge.Device.Updates.Boot;

/// <summary>The machine under an operating system: which slot was started, its partitions, its boot loader,
/// and the way to start it
/// anew.</summary>
/// <remarks>All throw <see cref="IOException"/> when a disk does, or a partition is in use.</remarks>
public interface IBootedSystem
{
    /// <summary>A name of this start, another one after each.</summary>
    string BootId { get; }

    /// <summary>The root hash of dm-verity that the kernel was started with; null: none.</summary>
    string? Verity { get; }

    BootEvidence Evidence();

    /// <summary>Opens the selector, hands it over, and closes it.</summary>
    T Select<T>(Func<IBootSelector, T> use);

    /// <summary>True where each slot has a partition for such an image.</summary>
    /// <param name="image">See <see cref="Edge.Updates.Releases.SystemImages"/>.</param>
    bool Has(string image);

    /// <summary>The partition for an image; to be written only while nobody has it mounted.</summary>
    IBlocks Open(SlotName slot, string image, bool isWritten);

    /// <summary>What this start runs is not on trial, or no more: nobody leaves it for the time it has taken.</summary>
    void EndDeadline();

    /// <summary>Ends everything in order and starts the machine anew. It may return before that is
    /// done.</summary>
    /// <param name="argument">For the firmware; empty: none.</param>
    Task RebootAsync(string argument, CancellationToken cancellation);
}
