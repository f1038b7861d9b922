using Edge.Updates.Tuf;

namespace Edge.Operator.Publishing;

/// <summary>A repository as it would be seen with these files in it.</summary>
internal sealed class OverlaySource(string metadata, IReadOnlyDictionary<string, byte[]> files) : ITufSource
{
    public async Task<Result<byte[], TufSourceFault>> FetchAsync(string path, int maxBytes, CancellationToken cancellation)
    {
        if (!files.TryGetValue(path, out byte[]? bytes))
        {
            string file = Path.Combine(metadata, path);
            if (!File.Exists(file)) { return new TufSourceFault(TufSourceFailure.NotFound, $"no {file}"); }
            bytes = await File.ReadAllBytesAsync(file, cancellation);
        }
        return bytes.Length <= maxBytes ? bytes : new TufSourceFault(TufSourceFailure.TooLong, $"{path} has more than {maxBytes} bytes");
    }
}
