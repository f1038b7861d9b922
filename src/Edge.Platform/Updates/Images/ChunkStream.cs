using Edge.Updates.Images;

namespace Edge.Platform.Updates.Images;

/// <summary>Some chunks of an image that stands in a slot, one behind the other, as a file.</summary>
/// <remarks>What is read is not verified. Not thread-safe.</remarks>
public sealed class ChunkStream : Stream
{
    private readonly IBlocks _blocks;
    private readonly ImageChunk[] _chunks;
    private readonly long[] _ends;

    /// <param name="chunks">Their numbers, at least one.</param>
    public ChunkStream(ImageIndex index, IBlocks blocks, IEnumerable<int> chunks)
    {
        _blocks = blocks;
        _chunks = [.. chunks.Select(i => index[i])];
        _ends = new long[_chunks.Length];
        for (int i = 0; i < _chunks.Length; i++)
        {
            Length += _chunks[i].Length;
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
        ImageChunk chunk = _chunks[number];
        Span<byte> part = buffer[..(int)Math.Min(buffer.Length, left)];
        _blocks.Read(chunk.At + chunk.Length - left, part);
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
