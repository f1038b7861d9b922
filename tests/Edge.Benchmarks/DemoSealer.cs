using System.Security.Cryptography;
using Edge.Keys;
using Edge.Platform.Keys;
using Edge.Sealing;

namespace Edge.Benchmarks;

/// <summary>The demo site's weather stream with throw-away keys, one recipient, and readings to seal.</summary>
internal sealed class DemoSealer : IDisposable
{
    private const int Readings = 1_000;
    private readonly FileIdentityKey _identity;
    private readonly SigningIdentity _signer;

    public DemoSealer(string folder)
    {
        _identity = FileIdentityKey.OpenOrCreate(Path.Combine(folder, "identity.key")).Value;
        _signer = SigningIdentity.Create(_identity, KeyPurpose.Batches, new BootId(Guid.NewGuid()));
        using var recipient = RecipientSecretKey.Create();
        Stream = new StreamSealer(DemoReadings.Schema, _signer, [recipient.PublicKey], default, RandomNumberGenerator.Fill);
    }

    public StreamSealer Stream { get; }

    public Verified<PurposeKeyCertificate> Certificate => _signer.Certificate;

    /// <summary>The first 1,000 readings of a run.</summary>
    public static BatchContent Batch() => new(DemoReadings.OfWeather(Readings), default);

    public void Dispose()
    {
        Stream.Dispose();
        _signer.Dispose();
        _identity.Dispose();
    }
}
