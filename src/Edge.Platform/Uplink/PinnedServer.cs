using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Edge.Platform.Uplink;

/// <summary>Accepts a TLS server by its public key alone.</summary>
/// <remarks>Name, dates and issuer are ignored on purpose: a gateway may boot without time, and no authority in the
/// world shall be able to name another collector. The pin comes with the enrolment. Thread-safe.</remarks>
internal sealed class PinnedServer(ReadOnlyMemory<byte> pin)
{
    private volatile string? _stranger;

    /// <summary>The pin of the last server that was refused, or null.</summary>
    public string? Stranger => _stranger;

    public SslClientAuthenticationOptions Options() => new()
    {
        EnabledSslProtocols = SslProtocols.Tls13,
        CertificateRevocationCheckMode = X509RevocationMode.NoCheck,
        RemoteCertificateValidationCallback = (_, certificate, _, _) => Accepts(certificate),
    };

    private bool Accepts(X509Certificate? certificate)
    {
        if (certificate is not X509Certificate2 full) { return false; }
        byte[] shown = SHA256.HashData(full.PublicKey.ExportSubjectPublicKeyInfo());
        bool accepted = shown.AsSpan().SequenceEqual(pin.Span);
        _stranger = accepted ? null : $"sha256/{Convert.ToBase64String(shown)}";
        return accepted;
    }
}
