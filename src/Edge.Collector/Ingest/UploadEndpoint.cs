using System.Globalization;
using Edge.Collector.Enrolment;
using Edge.Collector.Store;
using Edge.Sealing;

namespace Edge.Collector.Ingest;

/// <summary><c>POST /v1/records</c>: all that a gateway can reach. Answers a receipt after the commit, or a refusal in words.</summary>
/// <remarks>At most <see cref="MaxAtOnce"/> uploads are in memory; others are told to come again.</remarks>
public sealed class UploadEndpoint(
    DeviceRoster roster, CollectorStore store, CollectorKeys keys, LiveFeed live, TimeProvider time, ILogger<UploadEndpoint> logger)
    : IDisposable
{
    public const int MaxAtOnce = 8;
    private const int BusySeconds = 2;
    private const int StoreFailedSeconds = 30;

    private readonly SemaphoreSlim _room = new(MaxAtOnce, MaxAtOnce);

    public void Map(IEndpointRouteBuilder endpoints) => endpoints.MapPost("/v1/records", (RequestDelegate)AnswerAsync);

    public void Dispose() => _room.Dispose();

    private async Task AnswerAsync(HttpContext context)
    {
        if (!await _room.WaitAsync(TimeSpan.Zero, context.RequestAborted))
        {
            await RefuseAsync(context, new UploadRefusal(StatusCodes.Status503ServiceUnavailable, "Too many uploads at once.", BusySeconds));
            return;
        }

        try
        {
            Result<byte[], UploadRefusal> receipt = await TakeAsync(context.Request, context.RequestAborted);
            if (!receipt.TryGet(out byte[] bytes, out UploadRefusal refusal))
            {
                await RefuseAsync(context, refusal);
                return;
            }

            context.Response.ContentType = Receipt.MediaType;
            context.Response.ContentLength = bytes.Length;
            await context.Response.Body.WriteAsync(bytes, context.RequestAborted);
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException)
        {
            // The gateway went away. What was committed stays; it will ask again.
            context.Abort();
        }
        finally
        {
            _room.Release();
        }
    }

    private async Task<Result<byte[], UploadRefusal>> TakeAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (request.ContentType != Upload.MediaType)
        {
            return new UploadRefusal(StatusCodes.Status415UnsupportedMediaType, $"Expected {Upload.MediaType}.");
        }

        Result<ReadOnlyMemory<byte>, UploadRefusal> body = await ReadAsync(request, cancellationToken);
        if (!body.TryGet(out ReadOnlyMemory<byte> bytes, out UploadRefusal unread)) { return unread; }
        if (!UploadCheck.Check(bytes, roster).TryGet(out CheckedUpload upload, out UploadRefusal refusal)) { return refusal; }
        long now = time.GetUtcNow().ToUnixTimeMilliseconds();
        if (!store.Take(upload, now).TryGet(out StoreAnswer answer, out StoreFault fault))
        {
            Log.StoreFailed(logger, fault.ToString());
            return new UploadRefusal(
                StatusCodes.Status503ServiceUnavailable, $"The store cannot be written ({fault}).", StoreFailedSeconds);
        }

        DeviceId device = upload.Device.Descriptor.Device;
        foreach (ReceiptEntry entry in answer.Entries.Where(entry => entry.Verdict == Verdict.Quarantined))
        {
            Log.Quarantined(logger, device, entry.Stream, entry.Sequence, entry.Reason);
        }

        live.Notify();
        return new Receipt(device, now, upload.Nonce, answer.Entries, answer.MissingEpochs).Sign(keys.Receipt);
    }

    /// <summary>The body, once and whole; Kestrel has refused what says it is longer, or comes too slowly.</summary>
    private static async Task<Result<ReadOnlyMemory<byte>, UploadRefusal>> ReadAsync(
        HttpRequest request, CancellationToken cancellationToken)
    {
        if (request.ContentLength is not (> 0 and <= SealingLimits.MaxUploadBytes))
        {
            return new UploadRefusal(
                StatusCodes.Status413PayloadTooLarge, $"An upload states its length, 1 to {SealingLimits.MaxUploadBytes} bytes.");
        }

        var bytes = new byte[(int)request.ContentLength.Value];
        int length = await request.Body.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, cancellationToken);
        return length == bytes.Length
            ? new ReadOnlyMemory<byte>(bytes)
            : new UploadRefusal(StatusCodes.Status400BadRequest, "The upload ended early.");
    }

    private async Task RefuseAsync(HttpContext context, UploadRefusal refusal)
    {
        Log.UploadRefused(logger, context.Connection.RemoteIpAddress?.ToString() ?? "", refusal.Status, refusal.Text);
        context.Response.StatusCode = refusal.Status;
        if (refusal.RetryAfterSeconds > 0)
        {
            context.Response.Headers.RetryAfter = refusal.RetryAfterSeconds.ToString(CultureInfo.InvariantCulture);
        }

        context.Response.ContentType = "text/plain; charset=utf-8";
        await context.Response.WriteAsync(refusal.Text, context.RequestAborted);
    }
}
