namespace Edge.Outbox;

/// <summary>Why a record could not be stored. Numbers are never reordered.</summary>
public enum OutboxFault : byte
{
    /// <summary>The disk is full. Local rules go on; readings wait in memory; a tombstone will tell what did not fit.</summary>
    DiskFull = 1,
    /// <summary>The disk failed, or the file is not writable.</summary>
    DiskFailed = 2,
    /// <summary>Everything that may go is gone and the record still does not fit the budget.</summary>
    OverBudget = 3,
    /// <summary>The file cannot be opened, or the device's identity cannot; it is tried again.</summary>
    NotOpen = 4,
}

/// <summary>What waits in the outbox now.</summary>
/// <param name="Dropped">Records dropped since the file was made.</param>
public sealed record OutboxState(long Records, long Bytes, long BudgetBytes, long Dropped)
{
    /// <summary>When the record that waits longest was sealed, as the clock said then; null: nothing
    /// waits.</summary>
    public long? OldestUnixMilliseconds { get; init; }
}
