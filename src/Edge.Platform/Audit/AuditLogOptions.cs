namespace Edge.Platform.Audit;

/// <param name="BudgetBytes">Of all files of the log together; default 16 MiB, some 100,000 entries. At
/// least 64 KiB.</param>
/// <param name="KeepsUndelivered">True: only what was delivered is ever cut back, and a log that fills up
/// counts what finds no
/// room. False, for a site without an uplink: the oldest goes.</param>
public sealed record AuditLogOptions(long BudgetBytes, bool KeepsUndelivered)
{
    public const long DefaultBudgetBytes = 16 * 1024 * 1024;

    public static AuditLogOptions Default { get; } = new(DefaultBudgetBytes, KeepsUndelivered: true);
}
