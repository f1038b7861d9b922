using System.Net;
using System.Net.Http.Headers;
using Edge.Updates.Tuf;

namespace Edge.Platform.Updates;

/// <summary>One folder of a web server: metadata or targets of a repository. Nothing that it says is trusted.</summary>
/// <remarks>No cookie, no proxy, at most three redirects and none from HTTPS to plain HTTP. Each fetch ends: 30 s,
/// and 1 s for each 8 KiB that have come. Only an answer 200 counts; 403, 404 and 410 mean that there is no such file (a
/// bucket says 403 for what it does not list). Thread-safe.</remarks>
public sealed class HttpTufSource : ITufSource, IRepositorySource, IDisposable
{
    private const int SlowestBytesPerSecond = 8 * 1024;
    private const int ChunkBytes = 64 * 1024;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly HttpClient _client;
    private readonly Uri _folder;
    private readonly TimeProvider _time;
    private readonly TimeSpan _patience;

    /// <param name="folder">HTTPS, or HTTP where <paramref name="allowPlainHttp"/> says so: signatures protect
    /// what comes, but then anybody on the way can see which versions are asked for.</param>
    public HttpTufSource(Uri folder, bool allowPlainHttp, TimeProvider time)
        : this(folder, allowPlainHttp, time, Patience)
    {
    }

    internal HttpTufSource(Uri folder, bool allowPlainHttp, TimeProvider time, TimeSpan patience)
    {
        bool usable = folder.IsAbsoluteUri
            && (folder.Scheme == Uri.UriSchemeHttps || (allowPlainHttp && folder.Scheme == Uri.UriSchemeHttp));
        if (!usable) { throw new ArgumentException("An https address, or http where that is allowed.", nameof(folder)); }
        (_time, _patience) = (time, patience);
        _folder = new Uri(folder.GetLeftPart(UriPartial.Path).TrimEnd('/') + "/");
        var handler = new SocketsHttpHandler
        {
            ConnectTimeout = patience,
            MaxConnectionsPerServer = 2,
            PooledConnectionIdleTimeout = TimeSpan.FromMinutes(1),
            MaxResponseHeadersLength = 16,
            AllowAutoRedirect = true,
            MaxAutomaticRedirections = 3,
            UseCookies = false,
            UseProxy = false,
        };
        _client = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
    }

    public async Task<Result<byte[], TufSourceFault>> FetchAsync(
        string path, int maxBytes, CancellationToken cancellation)
    {
        var content = new MemoryStream();
        Result<long, TufSourceFault> copied = await CopyAsync(path, maxBytes, content.WriteAsync, cancellation);
        return copied.TryGet(out _, out TufSourceFault fault)
            ? content.ToArray()
            : fault;
    }

    /// <summary>Hands the bytes of a file on while they arrive; those of a file that ends too late have been handed on, too.</summary>
    /// <param name="sink">What it throws ends the fetch and is the caller's.</param>
    /// <returns>How many bytes there were.</returns>
    public Task<Result<long, TufSourceFault>> CopyAsync(
        string path, long maxBytes, Func<ReadOnlyMemory<byte>, CancellationToken, ValueTask> sink, CancellationToken cancellation) =>
        CopyAsync(path, 0, maxBytes, sink, cancellation);

    /// <summary>The same from a byte on: asked for as a range, and skipped where the server sends everything.</summary>
    /// <remarks>An answer 206 must begin at that byte. Source: RFC 9110, sections 14 and 15.3.7.</remarks>
    /// <returns>The length of the whole file.</returns>
    public async Task<Result<long, TufSourceFault>> CopyAsync(
        string path, long from, long maxBytes, Func<ReadOnlyMemory<byte>, CancellationToken, ValueTask> sink,
        CancellationToken cancellation)
    {
        var copied = await CopyAsync(new Question(new Uri(_folder, path), from, maxBytes, Tag: null, Range: null), sink, cancellation);
        return copied.TryGet(out TaggedCopy copy, out TufSourceFault fault) ? copy.Length : fault;
    }

    /// <remarks>Source: RFC 9110, sections 8.8.3 and 13.1.2.</remarks>
    public Task<Result<TaggedCopy, TufSourceFault>> CopyUnlessAsync(
        string path, string? tag, long maxBytes, Func<ReadOnlyMemory<byte>, CancellationToken, ValueTask> sink,
        CancellationToken cancellation) =>
        CopyAsync(new Question(new Uri(_folder, path), 0, maxBytes, tag, Range: null), sink, cancellation);

    /// <remarks>A server that sends the whole file for a piece of it is not read: it would send that for every piece.
    /// Source: RFC 9110, sections 14.2 and 15.3.7.</remarks>
    public async Task<TufSourceFault?> CopyRangeAsync(
        string path, ByteRange range, Func<ReadOnlyMemory<byte>, CancellationToken, ValueTask> sink, CancellationToken cancellation)
    {
        var question = new Question(new Uri(_folder, path), range.From, range.End, Tag: null, range.Length < range.Whole ? range : null);
        long arrived = 0;
        var copied = await CopyAsync(
            question,
            (bytes, token) =>
            {
                arrived += bytes.Length;
                return sink(bytes, token);
            },
            cancellation);
        if (!copied.IsOk) { return copied.Reason; }
        return arrived == range.Length
            ? null
            : new TufSourceFault(TufSourceFailure.Unreachable, $"{question.Address}: {arrived} of {range.Length} bytes came");
    }

    public void Dispose() => _client.Dispose();

    private async Task<Result<TaggedCopy, TufSourceFault>> CopyAsync(
        Question question, Func<ReadOnlyMemory<byte>, CancellationToken, ValueTask> sink, CancellationToken cancellation)
    {
        (Uri address, long from, long maxBytes, _, ByteRange? range) = question;
        long start = _time.GetTimestamp(), arrived = 0;
        using var tooSlow = new CancellationTokenSource(_patience, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, tooSlow.Token);
        var opened = await TryAsync<HttpResponseMessage>(
            address, () => OpenAsync(question, either.Token), cancellation);
        if (!opened.TryGet(out HttpResponseMessage answer, out TufSourceFault fault)) { return fault; }
        using (answer)
        {
            string? tag = answer.Headers.ETag?.ToString();
            if (answer.StatusCode == HttpStatusCode.NotModified) { return new TaggedCopy(0, IsSame: true, question.Tag); }
            var body = await TryAsync<Stream>(
                address, async () => await answer.Content.ReadAsStreamAsync(either.Token), cancellation);
            if (!body.TryGet(out Stream stream, out fault)) { return fault; }
            var chunk = new byte[ChunkBytes];
            for (long total = answer.StatusCode == HttpStatusCode.PartialContent ? from : 0; ;)
            {
                var read = await TryAsync<int>(
                    address, async () => await stream.ReadAsync(chunk, either.Token), cancellation);
                if (!read.TryGet(out int count, out fault)) { return fault; }
                if (count == 0)
                {
                    // A server may send less of a range than was asked for; the next fetch goes on behind it.
                    return (range?.End ?? answer.Content.Headers.ContentRange?.Length) > total
                        ? new TufSourceFault(TufSourceFailure.Unreachable, $"{address}: the range ended at byte {total}")
                        : new TaggedCopy(total, IsSame: false, tag);
                }
                // Patience is earned by bytes: who sends one now and then does not hold a fetch open for hours.
                TimeSpan earned = _patience + TimeSpan.FromSeconds((arrived += count) / SlowestBytesPerSecond);
                TimeSpan left = earned - _time.GetElapsedTime(start);
                tooSlow.CancelAfter(left > TimeSpan.Zero ? left : TimeSpan.Zero);
                int known = (int)Math.Clamp(from - total, 0, count);
                if ((total += count) > maxBytes) { return TooLong(address, maxBytes); }
                if (known < count) { await sink(chunk.AsMemory(known, count - known), cancellation); }
            }
        }
    }

    private async Task<Result<HttpResponseMessage, TufSourceFault>> OpenAsync(Question question, CancellationToken cancellation)
    {
        (Uri address, long from, long maxBytes, string? tag, ByteRange? range) = question;
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        if (from > 0 || range is not null) { request.Headers.Range = new RangeHeaderValue(from, range?.End - 1); }
        if (EntityTagHeaderValue.TryParse(tag, out EntityTagHeaderValue? known)) { request.Headers.IfNoneMatch.Add(known); }
        HttpResponseMessage answer = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
        bool isRest = (from > 0 || range is not null) && answer.StatusCode == HttpStatusCode.PartialContent
            && answer.Content.Headers.ContentRange?.From == from;
        bool isShort = answer.Content.Headers.ContentLength is not long length || length <= maxBytes - (isRest ? from : 0);
        bool isSame = known is not null && answer.StatusCode == HttpStatusCode.NotModified;
        if (isSame || (((answer.StatusCode == HttpStatusCode.OK && range is null) || isRest) && isShort)) { return answer; }
        using (answer)
        {
            return answer.StatusCode switch
            {
                HttpStatusCode.OK when range is not null =>
                    new TufSourceFault(TufSourceFailure.Unreachable, $"{address}: sends the whole file where a piece was asked for"),
                HttpStatusCode.OK or HttpStatusCode.RequestedRangeNotSatisfiable => TooLong(address, maxBytes),
                HttpStatusCode.PartialContent when isRest => TooLong(address, maxBytes),
                HttpStatusCode.NotFound or HttpStatusCode.Gone or HttpStatusCode.Forbidden =>
                    new TufSourceFault(TufSourceFailure.NotFound, $"{address}: {(int)answer.StatusCode}"),
                _ => new TufSourceFault(TufSourceFailure.Unreachable, $"{address}: answer {(int)answer.StatusCode}"),
            };
        }
    }

    private static async Task<Result<T, TufSourceFault>> TryAsync<T>(
        Uri address, Func<Task<Result<T, TufSourceFault>>> network, CancellationToken caller)
        where T : notnull
    {
        try
        {
            return await network();
        }
        catch (OperationCanceledException) when (!caller.IsCancellationRequested)
        {
            string late = $"{address}: silent, or slower than {SlowestBytesPerSecond} bytes in a second";
            return new TufSourceFault(TufSourceFailure.Unreachable, late);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            return new TufSourceFault(TufSourceFailure.Unreachable, $"{address}: {exception.Message}");
        }
    }

    /// <param name="From">The first byte that is wanted.</param>
    /// <param name="Range">Null: everything from there on.</param>
    private sealed record Question(Uri Address, long From, long MaxBytes, string? Tag, ByteRange? Range);

    private static TufSourceFault TooLong(Uri address, long maxBytes) =>
        new(TufSourceFailure.TooLong, $"{address}: more than {maxBytes} bytes");
}
