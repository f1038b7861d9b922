using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Edge.Keys;
using Edge.Platform.Files;
using NSec.Cryptography;

namespace Edge.Collector.Enrolment;

/// <summary>The private keys of a collector, in memory: for TLS, for receipts, as a recipient.</summary>
public sealed class CollectorKeys : IDisposable
{
    private const int SeedLength = 32;

    // Nobody reads the dates, the gateway trusts the key; some libraries refuse a certificate without sensible ones.
    private static readonly DateTimeOffset NotBefore = new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset NotAfter = new(2070, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private CollectorKeys(string name, X509Certificate2 tls, Key receipt, RecipientSecretKey recipient) =>
        (Name, Tls, Receipt, Recipient) = (name, tls, receipt, recipient);

    public string Name { get; }

    /// <summary>With its private key.</summary>
    public X509Certificate2 Tls { get; }

    /// <summary>Ed25519.</summary>
    public Key Receipt { get; }

    public RecipientSecretKey Recipient { get; }

    /// <summary>Makes the keys that are not there yet, and the enrolment file last. What was begun and cut is completed.</summary>
    /// <returns>The enrolment, or words when there is one already.</returns>
    public static Result<CollectorDescriptor, string> Create(CollectorFolder folder, string name, Uri url)
    {
        if (folder.Enrolments() is [string existing, ..])
        {
            return $"{existing} exists: this folder belongs to a collector already. Its keys are never replaced.";
        }

        Directory.CreateDirectory(folder.Path, DurableFile.OwnersFolder);
        Directory.CreateDirectory(folder.Devices);
        DurableFile.TryCreate(folder.ReceiptKey, RandomNumberGenerator.GetBytes(SeedLength), DurableFile.OwnerOnly);
        DurableFile.TryCreate(folder.RecipientKey, RandomNumberGenerator.GetBytes(SeedLength), DurableFile.OwnerOnly);
        CreateTls(folder, name, url.Host);
        Result<CollectorKeys, string> loaded = Load(folder, name);
        if (!loaded.TryGet(out CollectorKeys keys, out string reason)) { return reason; }
        using (keys)
        {
            CollectorDescriptor descriptor = keys.Describe(url);
            DurableFile.Replace(
                folder.Enrolment(name), System.Text.Encoding.UTF8.GetBytes(descriptor.ToJson() + "\n"), DurableFile.WorldReadable);
            return descriptor;
        }
    }

    /// <summary>Reads the keys of an initialised folder.</summary>
    public static Result<CollectorKeys, string> Load(CollectorFolder folder)
    {
        const string suffix = ".collector.json";
        try
        {
            return folder.Enrolments() is [string enrolment]
                ? Load(folder, Path.GetFileName(enrolment)[..^suffix.Length])
                : $"{folder.Path} holds no collector; make one with: edge-collector init --data {folder.Path} --name platform --url https://...";
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return $"The folder {folder.Path} cannot be read: {exception.Message}";
        }
    }

    /// <summary>What a gateway needs to know.</summary>
    public CollectorDescriptor Describe(Uri url) => new(
        Name, url, SHA256.HashData(Tls.PublicKey.ExportSubjectPublicKeyInfo()),
        Receipt.PublicKey.Export(KeyBlobFormat.RawPublicKey), Recipient.PublicKey);

    public void Dispose()
    {
        Tls.Dispose();
        Receipt.Dispose();
        Recipient.Dispose();
    }

    private static Result<CollectorKeys, string> Load(CollectorFolder folder, string name)
    {
        try
        {
            byte[] receiptSeed = File.ReadAllBytes(folder.ReceiptKey);
            Result<RecipientSecretKey, KeyRefusal> recipient = RecipientSecretKey.From(File.ReadAllBytes(folder.RecipientKey));
            if (receiptSeed.Length != SeedLength || !recipient.IsOk)
            {
                return $"A key in {folder.Path} has the wrong length; restore the folder from a backup.";
            }

            Key receipt = Key.Import(SignatureAlgorithm.Ed25519, receiptSeed, KeyBlobFormat.RawPrivateKey);
            CryptographicOperations.ZeroMemory(receiptSeed);
            using var tlsKey = ECDsa.Create();
            tlsKey.ImportPkcs8PrivateKey(File.ReadAllBytes(folder.TlsKey), out _);
            using X509Certificate2 certificate = X509CertificateLoader.LoadCertificate(File.ReadAllBytes(folder.TlsCertificate));
            return new CollectorKeys(name, certificate.CopyWithPrivateKey(tlsKey), receipt, recipient.Value);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or CryptographicException or ArgumentException)
        {
            return $"The keys in {folder.Path} cannot be read: {exception.Message}";
        }
    }

    private static void CreateTls(CollectorFolder folder, string name, string host)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        DurableFile.TryCreate(folder.TlsKey, key.ExportPkcs8PrivateKey(), DurableFile.OwnerOnly);
        key.ImportPkcs8PrivateKey(File.ReadAllBytes(folder.TlsKey), out _);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        if (System.Net.IPAddress.TryParse(host.Trim('[', ']'), out var address)) { names.AddIpAddress(address); } else { names.AddDnsName(host); }
        request.CertificateExtensions.Add(names.Build());
        using X509Certificate2 certificate = request.CreateSelfSigned(NotBefore, NotAfter);
        DurableFile.Replace(folder.TlsCertificate, certificate.RawData, DurableFile.WorldReadable);
    }
}
