using Edge.Keys;
using Edge.Platform.Files;

namespace Edge.Operator;

/// <summary>Reads the small files that name devices and recipients.</summary>
internal static class DescriptorFiles
{
    private const int MaxBytes = 16 * 1024;

    public static Result<DeviceDescriptor, string> Device(string path)
    {
        Result<byte[], string> bytes = Read(path);
        if (!bytes.IsOk) { return bytes.Reason; }
        return DeviceDescriptor.Read(bytes.Value).TryGet(out DeviceDescriptor device, out KeyRefusal refusal)
            ? device
            : $"{path} is no device descriptor: {refusal.Words()}.";
    }

    public static Result<RecipientSecretKey, string> SecretKey(string path)
    {
        Result<byte[], string> bytes = Read(path);
        if (!bytes.IsOk) { return bytes.Reason; }
        return RecipientSecretKey.From(bytes.Value).TryGet(out RecipientSecretKey key, out KeyRefusal refusal)
            ? key
            : $"{path} is no recipient's secret key: {refusal.Words()}; expected {XWing.SecretKeyLength} bytes.";
    }

    private static Result<byte[], string> Read(string path)
    {
        try
        {
            return new FileInfo(path).Length <= MaxBytes ? File.ReadAllBytes(path) : $"{path} is larger than {MaxBytes} bytes.";
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return $"{path} cannot be read: {FileTrouble.Of(path, exception)}.";
        }
    }
}
