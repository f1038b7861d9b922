using System.Collections.Immutable;
using Edge.Sealing;

namespace Edge.Collector.Store;

/// <summary>What the store did with an upload, durably; the body of a receipt.</summary>
public sealed record StoreAnswer(ImmutableArray<ReceiptEntry> Entries, ImmutableArray<EpochId> MissingEpochs);

/// <summary>Why nothing was stored. Numbers are never reordered.</summary>
public enum StoreFault : byte
{
    DiskFull = 1,
    DiskFailed = 2,
}
