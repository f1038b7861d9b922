namespace Edge.Platform.Outbox;

/// <summary>What one receipt settled.</summary>
/// <param name="Records">Deleted.</param>
/// <param name="Batches">Of them, batches that the collector stored.</param>
/// <param name="Refused">Of them, records that the collector put into quarantine.</param>
/// <param name="Duplicates">Of them, records that the collector had already.</param>
public sealed record SettledRecords(int Records, int Batches, int Refused, int Duplicates)
{
    public static SettledRecords None { get; } = new(0, 0, 0, 0);
}
