using Edge.Sensing;

namespace Edge.Sealing;

/// <summary>A document that a device says about itself, such as how an update ended. Travels in a batch
/// like readings.</summary>
/// <param name="Kind">What it is, for whoever reads it; 1 to 64 bytes of UTF-8.</param>
/// <param name="Time">When it was put into the stream.</param>
/// <param name="Content">At most 16,384 bytes. Not looked at here.</param>
public sealed record DeviceReport(string Kind, ReadingTime Time, ReadOnlyMemory<byte> Content)
{
    public const int MaxKindBytes = 64;
    public const int MaxContentBytes = 16_384;

    /// <summary>In one batch; they count as events in the header.</summary>
    public const int MaxInBatch = 32;

    /// <summary>An update that ended on this device: docs/formats/slot-state.md, section "Report".</summary>
    public const string Update = "update";

    /// <summary>An excerpt of the audit log: a file as docs/formats/audit-log.md has it.</summary>
    public const string Audit = "audit";
}
