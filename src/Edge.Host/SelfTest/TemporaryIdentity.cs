using System.Security.Cryptography;
using Edge.Keys;

namespace Edge.Host.SelfTest;

/// <summary>A device identity in memory: no file is touched, no device is named.</summary>
internal sealed class TemporaryIdentity : IIdentityKey, IDisposable
{
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public TemporaryIdentity() => SubjectPublicKeyInfo = _key.ExportSubjectPublicKeyInfo();

    public ReadOnlyMemory<byte> SubjectPublicKeyInfo { get; }

    public byte[] Sign(ReadOnlySpan<byte> message) =>
        _key.SignData(message, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);

    public void Dispose() => _key.Dispose();
}
