using Edge.Updates.Images;

namespace Edge.Platform.Updates.Images;

/// <summary>Some chunks of an image that stands in a slot, one behind the other, as a file.</summary>
/// <remarks>What is read is not verified. What the medium does not give, is <see cref="InvalidDataException"/>: damage
/// of this file, and no fault of whoever writes what is made of it. Not thread-safe.</remarks>
public sealed class ChunkStream : Stream
{
    private readonly ImageIndex _index;
    private readonly IBlocks _blocks;
    private readonly int[] _chunks;
    private readonly long[] _ends;

    /// <param name="chunks">Their numbers, at least one.</param>
    public ChunkStream(ImageIndex index, IBlocks blocks, int[] chunks)
    {
        (_index, _blocks, _chunks) = (index, blocks, chunks);
        _ends = new long[chunks.Length];
        for (int i = 0; i < chunks.Length; i++)
        {
            Length += index[chunks[i]].Length;
            _ends[i] = Length;
        }
    }

    public override bool CanRead => true;

    public override bool CanSeek => true;

    public override bool CanWrite => false;

    public override long Length { get; }

    public override long Position { get; set; }

    public override int Read(Span<byte> buffer)
    {
        if (buffer.IsEmpty || Position < 0 || Position >= Length) { return 0; }

        // The chunk that ends behind this place, and not at it.
        int found = Array.BinarySearch(_ends, Position);
        int number = found < 0 ? ~found : found + 1;
        long left = _ends[number] - Position;
        ImageChunk chunk = _index[_chunks[number]];
        Span<byte> part = buffer[..(int)Math.Min(buffer.Length, left)];
        if (!_blocks.TryRead(chunk.At + chunk.Length - left, part))
        {
            throw new InvalidDataException($"the chunk from byte {chunk.At} on cannot be read");
        }
        Position += part.Length;
        return part.Length;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
