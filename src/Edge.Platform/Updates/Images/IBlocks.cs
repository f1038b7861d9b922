namespace Edge.Platform.Updates.Images;

/// <summary>A partition, or a file in its place: bytes that are changed where they stand.</summary>
/// <remarks>Only what was flushed is durable; between two flushes any write may be lost, or half of it.
/// All throw <see cref="IOException"/>.</remarks>
public interface IBlocks : IDisposable
{
    /// <summary>So much at once: less makes a medium slow.</summary>
    const int MostReadBackBytes = 1 << 19;

    /// <summary>In bytes.</summary>
    long Length { get; }

    void Read(long at, Span<byte> bytes);

    /// <summary>False: the medium does not give them. For whoever knows what to do without them.</summary>
    bool TryRead(long at, Span<byte> bytes)
    {
        try
        {
            Read(at, bytes);
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    void Write(long at, ReadOnlySpan<byte> bytes);

    /// <summary>Everything that was written is durable on return.</summary>
    void Flush();

    /// <summary>Reads what the medium holds, past every cache of this machine.</summary>
    /// <param name="at">A multiple of 4,096.</param>
    /// <param name="bytes">At most <see cref="MostReadBackBytes"/>.</param>
    void ReadBack(long at, Span<byte> bytes);
}
