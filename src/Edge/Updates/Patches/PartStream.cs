namespace Edge.Updates.Patches;

/// <summary>A range of a seekable stream, read as a stream of its own; several of them take turns on one.</summary>
internal sealed class PartStream(Stream whole, long start, long length) : Stream
{
    private long _at;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => length;

    public override long Position { get => _at; set => throw new NotSupportedException(); }

    public override int Read(Span<byte> buffer)
    {
        int most = (int)Math.Min(buffer.Length, length - _at);
        if (most == 0) { return 0; }
        whole.Position = start + _at;
        int count = whole.Read(buffer[..most]);
        _at += count;
        return count;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
