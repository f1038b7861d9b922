using Edge.Keys;

namespace Edge.Operator;

/// <summary>Reads the small files that name devices and recipients.</summary>
internal static class DescriptorFiles
{
    private const int MaxBytes = 16 * 1024;

    public static Result<DeviceDescriptor, string> Device(string path)
    {
        Result<byte[], string> bytes = GivenFile.Read(path, MaxBytes);
        if (!bytes.IsOk) { return bytes.Reason; }
        return DeviceDescriptor.Read(bytes.Value).TryGet(out DeviceDescriptor device, out KeyRefusal refusal)
            ? device
            : $"{path} is no device descriptor: {refusal.Words()}.";
    }

    public static Result<RecipientSecretKey, string> SecretKey(string path)
    {
        Result<byte[], string> bytes = GivenFile.Read(path, MaxBytes);
        if (!bytes.IsOk) { return bytes.Reason; }
        return RecipientSecretKey.From(bytes.Value).TryGet(out RecipientSecretKey key, out KeyRefusal refusal)
            ? key
            : $"{path} is no recipient's secret key: {refusal.Words()}; expected {XWing.SecretKeyLength} bytes.";
    }
}
