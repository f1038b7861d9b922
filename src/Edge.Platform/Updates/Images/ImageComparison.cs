using System.Security.Cryptography;
using Edge.Updates.Images;

namespace Edge.Platform.Updates.Images;

/// <summary>Compares bytes, which come in their order in pieces of any length, with the chunks of an
/// image.</summary>
internal sealed class ImageComparison(ImageIndex index) : IDisposable
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private int _chunk;
    private long _count;

    /// <summary>Null: they are right as far as chunks have ended; otherwise where the first wrong chunk, or
    /// the piece of zeros, begins.</summary>
    /// <param name="bytes">Not more than the image has.</param>
    public long? Take(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            ImageChunk chunk = index[_chunk];
            ReadOnlySpan<byte> part = bytes[..(int)Math.Min(bytes.Length, chunk.Length - _count)];
            bytes = bytes[part.Length..];
            if (chunk.IsZero && part.ContainsAnyExcept((byte)0)) { return chunk.At + _count; }
            if (!chunk.IsZero) { _hash.AppendData(part); }
            _count += part.Length;
            if (_count < chunk.Length) { continue; }
            if (!chunk.IsZero && !IsRight()) { return chunk.At; }
            (_chunk, _count) = (_chunk + 1, 0);
        }
        return null;
    }

    public void Dispose() => _hash.Dispose();

    private bool IsRight()
    {
        Span<byte> found = stackalloc byte[SHA256.HashSizeInBytes];
        _ = _hash.GetHashAndReset(found);
        return found.SequenceEqual(index.HashOf(_chunk));
    }
}
