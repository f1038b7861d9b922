using Edge.Sealing;

namespace Edge.Outbox;

/// <summary>How much to offer at once: less after an attempt that was too slow or too large, more after each success.</summary>
/// <remarks>A line of 10 kbit/s carries small uploads that end; large ones would be begun for ever.</remarks>
/// <param name="Records">1 to <see cref="SealingLimits.MaxUploadRecords"/>.</param>
/// <param name="Bytes">Of records, <see cref="MinBytes"/> to <see cref="MaxBytes"/>.</param>
public readonly record struct UploadSize(int Records, int Bytes)
{
    public const int MinBytes = 16 * 1024;

    /// <summary>Leaves room for certificates and framing below the limit of an upload.</summary>
    public const int MaxBytes = SealingLimits.MaxUploadBytes - (256 * 1024);

    public static UploadSize Initial { get; } = new(SealingLimits.MaxUploadRecords, 1024 * 1024);

    public bool IsLeast => Records == 1;

    public UploadSize Smaller() => new(Math.Max(1, Records / 2), Math.Max(MinBytes, Bytes / 2));

    public UploadSize Larger() =>
        new(Math.Min(SealingLimits.MaxUploadRecords, Records * 2), Math.Min(MaxBytes, Bytes * 2));
}
