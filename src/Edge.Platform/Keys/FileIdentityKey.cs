using System.Security.Cryptography;
using Edge.Keys;
using Edge.Platform.Files;

namespace Edge.Platform.Keys;

/// <summary>A device identity in a file that only its owner reads (PKCS#8, DER): for boards without a key store.</summary>
/// <remarks>Whoever can read the file is the device; docs/formats/descriptors.md says what that means. Thread-safe.</remarks>
public sealed class FileIdentityKey : IIdentityKey, IDisposable
{
    private const int MaxBytes = 4096;

    private readonly ECDsa _key;
    private readonly Lock _gate = new();

    private FileIdentityKey(ECDsa key) => (_key, SubjectPublicKeyInfo) = (key, key.ExportSubjectPublicKeyInfo());

    public ReadOnlyMemory<byte> SubjectPublicKeyInfo { get; }

    /// <summary>Opens the key, or makes it where there is no file. A file that is no key is refused in words and left
    /// alone: another identity would be another device.</summary>
    public static Result<FileIdentityKey, string> OpenOrCreate(string path) =>
        File.Exists(path) ? Open(path) : Create(path);

    /// <summary>Opens the key. A link or a pipe in its place is refused and not waited for: root reads it in a folder of the
    /// gateway's user.</summary>
    public static Result<FileIdentityKey, string> Open(string path)
    {
        try
        {
            using FileStream? file = StrangersFile.OpenRead(path);
            if (file is null) { return $"The identity key {path} cannot be read: there is no such file."; }
            if (file.Length > MaxBytes) { return Damaged(path, "it is too large"); }
            UnixFileMode open = File.GetUnixFileMode(file.SafeFileHandle) & ~DurableFile.OwnerOnly;
            if (open != UnixFileMode.None)
            {
                return $"The identity key {path} can be read by others ({open}). Make it private: chmod 600 {path}";
            }

            byte[] pkcs8 = StrangersFile.ReadAll(file, path, MaxBytes);
            var key = ECDsa.Create();
            key.ImportPkcs8PrivateKey(pkcs8, out int read);
            CryptographicOperations.ZeroMemory(pkcs8);
            return key.KeySize == 256 && read == pkcs8.Length
                ? new FileIdentityKey(key)
                : Damaged(path, "it is no P-256 key");
        }
        catch (CryptographicException exception)
        {
            return Damaged(path, exception.Message);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return $"The identity key {path} cannot be read: {FileTrouble.Of(path, exception)}.";
        }
    }

    public byte[] Sign(ReadOnlySpan<byte> message)
    {
        lock (_gate)
        {
            return _key.SignData(message, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
        }
    }

    public void Dispose() => _key.Dispose();

    private static Result<FileIdentityKey, string> Create(string path)
    {
        var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        byte[] pkcs8 = key.ExportPkcs8PrivateKey();
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!, DurableFile.OwnersFolder);
            DurableFile.Replace(path, pkcs8, DurableFile.OwnerOnly);
            return new FileIdentityKey(key);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            key.Dispose();
            return $"The identity key {path} cannot be made: {FileTrouble.Of(path, exception)}.";
        }
        finally
        {
            CryptographicOperations.ZeroMemory(pkcs8);
        }
    }

    private static string Damaged(string path, string why) =>
        $"The identity key {path} is damaged ({why}). Restore it from a backup; or, to make this gateway a new device that "
        + "must be enrolled again, move the file away.";
}
