using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Edge.Tests.Collector;

/// <summary>A TLS server that answers whatever a test wants.</summary>
internal sealed class WrongCollector : IAsyncDisposable
{
    private readonly X509Certificate2 _certificate;
    private readonly WebApplication _app;

    private WrongCollector(RequestDelegate answer)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        _certificate = new CertificateRequest("CN=wrong", key, HashAlgorithmName.SHA256)
            .CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddDays(1));
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel =>
            kestrel.ListenLocalhostOnAnyPort(_certificate));
        _app = builder.Build();
        _app.Run(answer);
    }

    public Uri Address => new(_app.Urls.First());

    /// <summary>The pin that accepts it; the certificate itself expired in 1970.</summary>
    public byte[] Pin => SHA256.HashData(_certificate.PublicKey.ExportSubjectPublicKeyInfo());

    public static async Task<WrongCollector> StartAsync(RequestDelegate answer)
    {
        var collector = new WrongCollector(answer);
        await collector._app.StartAsync();
        return collector;
    }

    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource(TimeSpan.Zero);
        await _app.StopAsync(now.Token);
        await _app.DisposeAsync();
        _certificate.Dispose();
    }
}

internal static class AnyPort
{
    public static void ListenLocalhostOnAnyPort(
        this Microsoft.AspNetCore.Server.Kestrel.Core.KestrelServerOptions kestrel, X509Certificate2 certificate) =>
        kestrel.Listen(System.Net.IPAddress.Loopback, 0, listen => listen.UseHttps(https =>
        {
            https.ServerCertificate = certificate;
            https.SslProtocols = SslProtocols.Tls13;
        }));
}
