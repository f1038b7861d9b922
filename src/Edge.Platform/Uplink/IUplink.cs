namespace Edge.Platform.Uplink;

/// <summary>The way to one collector: HTTPS, or a simulated one.</summary>
public interface IUplink
{
    /// <summary>Sends an encoded upload. The answer is bytes that claim to be a receipt; nothing about them is checked.</summary>
    Task<Result<ReadOnlyMemory<byte>, UplinkFailure>> SendAsync(
        ReadOnlyMemory<byte> upload, CancellationToken cancellationToken);
}
