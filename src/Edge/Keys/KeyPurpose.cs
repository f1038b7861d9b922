namespace Edge.Keys;

/// <summary>The one thing a key may sign. Numbers travel; never reordered.</summary>
public enum KeyPurpose : byte
{
    Batches = 1,
    GuardReports = 2,
    UpdateReports = 3,
    AuditHeads = 4,
    Receipts = 5,
}
