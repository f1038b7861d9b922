using Edge.Updates.Tuf;

namespace Edge.Operator.Publishing;

/// <summary>A repository as it would be seen with these files in it.</summary>
internal sealed class OverlaySource(RepositoryFolder folder, IReadOnlyDictionary<string, byte[]> files) : ITufSource
{
    public Task<Result<byte[], TufSourceFault>> FetchAsync(string path, int maxBytes, CancellationToken cancellation)
    {
        byte[]? bytes = files.GetValueOrDefault(path) ?? folder.PublicMetadata(path);
        Result<byte[], TufSourceFault> answer = bytes is null ? new TufSourceFault(TufSourceFailure.NotFound, $"no {path} in {folder.Public}")
            : bytes.Length > maxBytes ? new TufSourceFault(TufSourceFailure.TooLong, $"{path} has more than {maxBytes} bytes")
            : bytes;
        return Task.FromResult(answer);
    }
}
