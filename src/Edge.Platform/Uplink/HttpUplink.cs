using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using Edge.Keys;
using Edge.Sealing;

namespace Edge.Platform.Uplink;

/// <summary>Sends uploads over HTTPS to one enrolled collector.</summary>
/// <remarks>TLS 1.3, the server known by its pinned key alone; no proxy, no redirect, no cookie; one connection.
/// Each attempt ends: 30 s, and 1 s for each 8 KiB sent. An answer over 64 KiB is not read. Thread-safe.</remarks>
public sealed class HttpUplink : IUplink, IDisposable
{
    private const int SlowestBytesPerSecond = 8 * 1024;
    private const int MaxReasonBytes = 200;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan MaxRetryAfter = TimeSpan.FromHours(1);

    private readonly PinnedServer _server;
    private readonly HttpClient _client;
    private readonly Uri _address;
    private readonly TimeProvider _time;
    private readonly TimeSpan _patience;

    public HttpUplink(CollectorDescriptor collector, TimeProvider time)
        : this(collector, time, Patience)
    {
    }

    internal HttpUplink(CollectorDescriptor collector, TimeProvider time, TimeSpan patience)
    {
        (_time, _patience, _server) = (time, patience, new PinnedServer(collector.TlsPin));
        _address = new Uri(collector.Url.ToString().TrimEnd('/') + "/v1/records");
        var handler = new SocketsHttpHandler
        {
            SslOptions = _server.Options(),
            ConnectTimeout = patience,
            MaxConnectionsPerServer = 1,
            PooledConnectionIdleTimeout = TimeSpan.FromMinutes(1),
            MaxResponseHeadersLength = 16,
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = false,
        };
        _client = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
    }

    public async Task<Result<ReadOnlyMemory<byte>, UplinkFailure>> SendAsync(
        ReadOnlyMemory<byte> upload, CancellationToken cancellationToken)
    {
        TimeSpan patience = _patience + TimeSpan.FromSeconds(upload.Length / SlowestBytesPerSecond);
        using var tooSlow = new CancellationTokenSource(patience, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, tooSlow.Token);
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, _address)
            {
                Version = HttpVersion.Version20,
                VersionPolicy = HttpVersionPolicy.RequestVersionOrLower,
                Content = new ReadOnlyMemoryContent(upload),
            };
            request.Content.Headers.ContentType = new MediaTypeHeaderValue(Upload.MediaType);
            using HttpResponseMessage answer = await _client.SendAsync(
                request, HttpCompletionOption.ResponseHeadersRead, either.Token);
            return answer.StatusCode == HttpStatusCode.OK
                ? await ReadReceiptAsync(answer, either.Token)
                : await ReadRefusalAsync(answer, either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new UplinkFailure(UplinkFault.TooSlow, $"no answer within {patience.TotalSeconds:0} s");
        }
        catch (HttpRequestException exception)
        {
            return Explain(exception);
        }
        catch (IOException exception)
        {
            return new UplinkFailure(UplinkFault.Unreachable, $"the connection broke: {exception.Message}");
        }
    }

    public void Dispose() => _client.Dispose();

    private static async Task<Result<ReadOnlyMemory<byte>, UplinkFailure>> ReadReceiptAsync(
        HttpResponseMessage answer, CancellationToken cancellationToken)
    {
        string? type = answer.Content.Headers.ContentType?.MediaType;
        if (type != Receipt.MediaType)
        {
            return new UplinkFailure(UplinkFault.Nonsense, $"the answer is '{Printable(type ?? "nothing")}', not a receipt");
        }

        byte[] receipt = await ReadAtMostAsync(answer, SealingLimits.MaxReceiptBytes + 1, cancellationToken);
        return receipt.Length <= SealingLimits.MaxReceiptBytes
            ? new ReadOnlyMemory<byte>(receipt)
            : new UplinkFailure(UplinkFault.Nonsense, $"the answer is longer than {SealingLimits.MaxReceiptBytes} bytes");
    }

    private async Task<UplinkFailure> ReadRefusalAsync(HttpResponseMessage answer, CancellationToken cancellationToken)
    {
        byte[] reason = await ReadAtMostAsync(answer, MaxReasonBytes, cancellationToken);
        string text = $"the collector answered {(int)answer.StatusCode}: {Printable(System.Text.Encoding.UTF8.GetString(reason)).TrimEnd('.')}";
        return answer.StatusCode switch
        {
            HttpStatusCode.Forbidden => new UplinkFailure(UplinkFault.NotEnrolled, text, RetryAfter(answer)),
            HttpStatusCode.BadRequest or HttpStatusCode.RequestEntityTooLarge => new UplinkFailure(UplinkFault.UploadRefused, text),
            HttpStatusCode.TooManyRequests or >= HttpStatusCode.InternalServerError =>
                new UplinkFailure(UplinkFault.CollectorBusy, text, RetryAfter(answer)),
            _ => new UplinkFailure(UplinkFault.Nonsense, text, RetryAfter(answer)),
        };
    }

    // A collector may ask for patience, not for silence: one hour at most.
    private TimeSpan? RetryAfter(HttpResponseMessage answer)
    {
        RetryConditionHeaderValue? header = answer.Headers.RetryAfter;
        TimeSpan? asked = header?.Delta ?? (header?.Date - _time.GetUtcNow());
        if (asked is not { } wait || wait <= TimeSpan.Zero) { return null; }
        return wait < MaxRetryAfter ? wait : MaxRetryAfter;
    }

    private UplinkFailure Explain(HttpRequestException exception) => exception.HttpRequestError switch
    {
        HttpRequestError.SecureConnectionError when _server.Stranger is { } shown => new(
            UplinkFault.WrongKey,
            $"{_address.Authority} shows the TLS key {shown}, not the enrolled one; enrol the collector anew only if its key was changed on purpose"),
        HttpRequestError.SecureConnectionError => new(
            UplinkFault.Unreachable, $"no TLS 1.3 connection to {_address.Authority}: {exception.InnerException?.Message ?? exception.Message}"),
        HttpRequestError.NameResolutionError => new(UplinkFault.Unreachable, $"the name {_address.Host} is not known"),
        HttpRequestError.ConnectionError => new(UplinkFault.Unreachable, $"nobody answers at {_address.Authority}"),
        HttpRequestError.InvalidResponse or HttpRequestError.ConfigurationLimitExceeded or HttpRequestError.HttpProtocolError =>
            new(UplinkFault.Nonsense, "the answer is not HTTP as it should be"),
        _ => new(UplinkFault.Unreachable, string.Create(CultureInfo.InvariantCulture, $"{_address.Authority}: {exception.Message}")),
    };

    private static async Task<byte[]> ReadAtMostAsync(HttpResponseMessage answer, int most, CancellationToken cancellationToken)
    {
        await using Stream body = await answer.Content.ReadAsStreamAsync(cancellationToken);
        var buffer = new byte[most];
        int length = await body.ReadAtLeastAsync(buffer, most, throwOnEndOfStream: false, cancellationToken);
        return buffer[..length];
    }

    // Text of a stranger goes to logs and terminals: letters only.
    private static string Printable(string text) =>
        new([.. text.Where(c => c is >= ' ' and not '\u007f').Where(c => !char.IsControl(c)).Take(MaxReasonBytes)]);
}
