namespace Edge;

/// <summary>One start of a kernel, as the kernel itself names it (/proc/sys/kernel/random/boot_id).</summary>
/// <remarks>Together with monotonic time it orders readings without any clock. Not a secret. <c>default</c> is no boot.
/// A second start of the process in the same boot has the same boot id, and monotonic time goes on.</remarks>
public readonly record struct BootId(Guid Value)
{
    /// <summary>Bytes on the wire, big-endian (RFC 9562 order).</summary>
    public const int Length = 16;

    public static BootId FromBytes(ReadOnlySpan<byte> bytes) => new(new Guid(bytes, bigEndian: true));

    public void CopyTo(Span<byte> destination) => Value.TryWriteBytes(destination, bigEndian: true, out _);

    public override string ToString() => Value.ToString("D");
}
