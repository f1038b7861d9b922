using System.Buffers;
using System.Security.Cryptography;
using Edge.Sensing;
using MessagePack;

namespace Edge.Hardening;

/// <summary>Why a token opens nothing. Numbers travel in events; never reordered.</summary>
public enum TokenRefusal : byte
{
    Malformed = 1,
    UnknownVersion = 2,
    /// <summary>No key in the trust folder signed it.</summary>
    UnknownSigner = 3,
    WrongDevice = 4,
    Expired = 5,
    /// <summary>Its time has not come; only where this gateway's clock is synchronised.</summary>
    NotYet = 6,
    /// <summary>It would hold for longer than <see cref="TechnicianToken.LongestWindow"/>.</summary>
    WindowTooLong = 7,
    AlreadyUsed = 8,
    WrongConsole = 9,
    /// <summary>Nobody held the button, or set the jumper, when this boot began.</summary>
    NobodyPresent = 10,
    /// <summary>A token was used in this boot already.</summary>
    OncePerBoot = 11,
}

/// <summary>An operator's word that a technician may have one console of one gateway for one boot.</summary>
/// <remarks>It opens nothing by itself: somebody has to hold the declared line while the gateway boots.
/// Bytes:
/// docs/formats/technician-token.md.</remarks>
/// <param name="Nonce">16 bytes; a gateway takes each only once.</param>
/// <param name="From">Unix time in milliseconds.</param>
/// <param name="Until">Unix time in milliseconds.</param>
/// <param name="Reason">Why, for the record; 1 to 200 bytes.</param>
public sealed record TechnicianToken(DeviceId Device, ReadOnlyMemory<byte> Nonce, long From, long Until,
    string Console, string Reason)
{
    public const int Version = 1;
    public const int MaxBytes = 512;
    public const int NonceLength = 16;

    private const int SignatureLength = 64;
    private const int MaxConsole = 20;
    private const int MaxReason = 200;

    public static TimeSpan LongestWindow { get; } = TimeSpan.FromHours(12);

    private static ReadOnlySpan<byte> Label => "edge/1 technician"u8;

    /// <summary>The token as a technician types or pastes it: base64 without padding, for URLs.</summary>
    public string Sign(ECDsa key)
    {
        byte[] body = Encode();
        byte[] signature = key.SignData((byte[])[.. Label, .. body], HashAlgorithmName.SHA256,
            DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
        var output = new ArrayBufferWriter<byte>(MaxBytes);
        var writer = new MessagePackWriter(output);
        writer.WriteArrayHeader(2);
        writer.Write(body);
        writer.Write(signature);
        writer.Flush();
        return Convert.ToBase64String(output.WrittenSpan).TrimEnd('=').Replace('+', '-').Replace('/', '_');
    }

    /// <summary>Reads and checks a token against everything but what this boot and its records say.</summary>
    /// <param name="keys">SubjectPublicKeyInfo of everybody who may issue tokens.</param>
    public static Result<Verified<TechnicianToken>, TokenRefusal> Verify(string text,
        IEnumerable<byte[]> keys, DeviceId device, ReadingTime now)
    {
        if (FromText(text) is not { } bytes) { return TokenRefusal.Malformed; }
        Frame? frame = Wire.TryParse(bytes, ReadFrame);
        if (frame is null || bytes.Length != Wire.ShortestFrame(frame.Body.Length,
            frame.Signature.Length)) { return TokenRefusal.Malformed; }
        if (!keys.Any(key => IsSignedBy(frame, key))) { return TokenRefusal.UnknownSigner; }
        var refusal = TokenRefusal.Malformed;
        TechnicianToken? token = Wire.TryParse<TechnicianToken>(frame.Body, (ref MessagePackReader reader) =>
            Decode(ref reader, ref refusal));
        if (token is null) { return refusal; }
        if (token.Device != device) { return TokenRefusal.WrongDevice; }
        if (token.Until - token.From > LongestWindow.TotalMilliseconds) { return TokenRefusal.WindowTooLong; }
        // A clock that was never set runs behind, not ahead: past the end is past the end whatever it is
        // worth.
        if (now.UnixMilliseconds >= token.Until) { return TokenRefusal.Expired; }
        return now.Quality == TimeQuality.Synchronised && now.UnixMilliseconds < token.From
            ? TokenRefusal.NotYet : new Verified<TechnicianToken>(token);
    }

    private byte[] Encode()
    {
        Span<byte> device = stackalloc byte[DeviceId.Length];
        Device.CopyTo(device);
        var output = new ArrayBufferWriter<byte>(MaxBytes);
        var writer = new MessagePackWriter(output);
        writer.WriteArrayHeader(7);
        writer.Write(Version);
        writer.Write(device);
        writer.Write(Nonce.Span);
        writer.Write(From);
        writer.Write(Until);
        writer.Write(Console);
        writer.Write(Reason);
        writer.Flush();
        return output.WrittenSpan.ToArray();
    }

    private static byte[]? FromText(string text)
    {
        if (text.Length is 0 or > MaxBytes * 2) { return null; }
        string padded = text.Replace('-', '+').Replace('_', '/') + new string('=',
            (4 - (text.Length % 4)) % 4);
        var bytes = new byte[padded.Length];
        return Convert.TryFromBase64String(padded, bytes, out int length) && length <= MaxBytes
            ? bytes[..length] : null;
    }

    private static bool IsSignedBy(Frame frame, byte[] subjectPublicKeyInfo)
    {
        using var key = ECDsa.Create();
        try
        {
            key.ImportSubjectPublicKeyInfo(subjectPublicKeyInfo, out _);
            return key.KeySize == 256
                && key.VerifyData((byte[])[.. Label, .. frame.Body], frame.Signature,
                    HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
        }
        catch (CryptographicException)
        {
            return false;
        }
    }

    private static Frame? ReadFrame(ref MessagePackReader reader) =>
        reader.ReadArrayOf(2) && reader.ReadAtMost(MaxBytes) is { } body
            && reader.ReadExactly(SignatureLength) is { } signature ? new(body, signature) : null;

    private static TechnicianToken? Decode(ref MessagePackReader reader, ref TokenRefusal refusal)
    {
        if (!reader.ReadArrayOf(7)) { return null; }
        if (reader.ReadInt32() != Version) { refusal = TokenRefusal.UnknownVersion; return null; }
        if (reader.ReadExactly(DeviceId.Length) is not { } device
            || reader.ReadExactly(NonceLength) is not { } nonce) { return null; }
        long from = reader.ReadInt64();
        long until = reader.ReadInt64();
        bool isInOrder = from >= 0 && until > from;
        return reader.ReadTextOfAtMost(MaxConsole) is { } console
            && reader.ReadTextOfAtMost(MaxReason) is { } reason && isInOrder
            ? new(DeviceId.FromBytes(device), nonce, from, until, console, reason)
            : null;
    }

    private sealed record Frame(byte[] Body, byte[] Signature);
}
