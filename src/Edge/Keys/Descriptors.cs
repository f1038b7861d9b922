using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Edge.Keys;

/// <summary>A gateway as a collector enrols it: public data only. File: docs/formats/descriptors.md.</summary>
public sealed record DeviceDescriptor(DeviceId Device, ReadOnlyMemory<byte> IdentityKey)
{
    public static DeviceDescriptor Of(IIdentityKey identity) =>
        new(DeviceId.Of(identity.SubjectPublicKeyInfo.Span), identity.SubjectPublicKeyInfo);

    /// <summary>Refused: not JSON, another version, an id that is not the key's hash, no P-256 key.</summary>
    public static Result<DeviceDescriptor, KeyRefusal> Read(ReadOnlySpan<byte> json)
    {
        DeviceFile? file = DescriptorFile.Parse(json, DescriptorJson.Default.DeviceFile);
        if (file?.Device is null || file.IdentityKey is null) { return KeyRefusal.Malformed; }
        if (file.Version != DescriptorFile.Version) { return KeyRefusal.UnknownVersion; }
        if (!IsP256(file.IdentityKey)) { return KeyRefusal.BadKey; }
        var device = DeviceId.Of(file.IdentityKey);
        return device.ToString() == file.Device ? new DeviceDescriptor(device, file.IdentityKey) : KeyRefusal.IdentityMismatch;
    }

    public string ToJson() => JsonSerializer.Serialize(
        new DeviceFile(DescriptorFile.Version, Device.ToString(), IdentityKey.ToArray()), DescriptorJson.Default.DeviceFile);

    private static bool IsP256(byte[] subjectPublicKeyInfo)
    {
        try
        {
            using var key = ECDsa.Create();
            key.ImportSubjectPublicKeyInfo(subjectPublicKeyInfo, out int read);
            return read == subjectPublicKeyInfo.Length && key.KeySize == 256;
        }
        catch (Exception exception) when (exception is CryptographicException or PlatformNotSupportedException)
        {
            return false;
        }
    }
}

/// <summary>A recipient without a collector: somebody who opens batches offline.</summary>
public sealed record RecipientDescriptor(string Name, RecipientKey Key)
{
    public static Result<RecipientDescriptor, KeyRefusal> Read(ReadOnlySpan<byte> json)
    {
        RecipientFile? file = DescriptorFile.Parse(json, DescriptorJson.Default.RecipientFile);
        if (!DescriptorFile.IsName(file?.Name) || file?.RecipientKey is null) { return KeyRefusal.Malformed; }
        if (file.Version != DescriptorFile.Version) { return KeyRefusal.UnknownVersion; }
        return RecipientKey.From(file.RecipientKey).TryGet(out RecipientKey key, out KeyRefusal refusal)
            ? new RecipientDescriptor(file.Name!, key)
            : refusal;
    }

    public string ToJson() => JsonSerializer.Serialize(
        new RecipientFile(DescriptorFile.Version, Name, Key.Bytes.ToArray()), DescriptorJson.Default.RecipientFile);
}

/// <summary>A collector as a gateway trusts it.</summary>
/// <param name="TlsPin">SHA-256 of the certificate's SubjectPublicKeyInfo, 32 bytes.</param>
/// <param name="ReceiptKey">Ed25519, 32 bytes: signs receipts.</param>
public sealed record CollectorDescriptor(
    string Name, Uri Url, ReadOnlyMemory<byte> TlsPin, ReadOnlyMemory<byte> ReceiptKey, RecipientKey RecipientKey)
{
    private const string PinPrefix = "sha256/";

    public static Result<CollectorDescriptor, KeyRefusal> Read(ReadOnlySpan<byte> json)
    {
        CollectorFile? file = DescriptorFile.Parse(json, DescriptorJson.Default.CollectorFile);
        bool complete = file is { Url: not null, TlsPin: not null, ReceiptKey: not null, RecipientKey: not null };
        if (!complete || !DescriptorFile.IsName(file!.Name)) { return KeyRefusal.Malformed; }

        if (file.Version != DescriptorFile.Version) { return KeyRefusal.UnknownVersion; }
        var pin = new byte[SHA256.HashSizeInBytes];
        bool usable = file.TlsPin!.StartsWith(PinPrefix, StringComparison.Ordinal)
            && Convert.TryFromBase64String(file.TlsPin[PinPrefix.Length..], pin, out int length) && length == pin.Length
            && Uri.TryCreate(file.Url, UriKind.Absolute, out Uri? url) && url.Scheme == Uri.UriSchemeHttps
            && file.ReceiptKey!.Length == PurposeKeyCertificate.PublicKeyLength;
        if (!usable) { return KeyRefusal.BadKey; }
        return RecipientKey.From(file.RecipientKey!).TryGet(out RecipientKey key, out KeyRefusal refusal)
            ? new CollectorDescriptor(file.Name!, new Uri(file.Url!), pin, file.ReceiptKey!, key)
            : refusal;
    }

    public string ToJson() => JsonSerializer.Serialize(
        new CollectorFile(
            DescriptorFile.Version, Name, Url.ToString().TrimEnd('/'), PinPrefix + Convert.ToBase64String(TlsPin.Span),
            ReceiptKey.ToArray(), RecipientKey.Bytes.ToArray()),
        DescriptorJson.Default.CollectorFile);
}

internal static class DescriptorFile
{
    public const int Version = 1;

    /// <summary>A real descriptor has at most 2 KiB.</summary>
    public const int MaxBytes = 16 * 1024;

    private const int MaxNameLength = 64;

    public static bool IsName(string? name) => name is { Length: > 0 and <= MaxNameLength };

    public static T? Parse<T>(ReadOnlySpan<byte> json, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type)
        where T : class
    {
        if (json.Length > MaxBytes) { return null; }
        try
        {
            return JsonSerializer.Deserialize(json, type);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

internal sealed record DeviceFile(int Version, string? Device, byte[]? IdentityKey);

internal sealed record RecipientFile(int Version, string? Name, byte[]? RecipientKey);

internal sealed record CollectorFile(
    int Version, string? Name, string? Url, string? TlsPin, byte[]? ReceiptKey, byte[]? RecipientKey);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    WriteIndented = true)]
[JsonSerializable(typeof(DeviceFile))]
[JsonSerializable(typeof(RecipientFile))]
[JsonSerializable(typeof(CollectorFile))]
internal sealed partial class DescriptorJson : JsonSerializerContext;
