using System.Globalization;
using Edge.Collector.Ingest;

namespace Edge.Collector.Api;

/// <summary>Server-sent events: a number whenever something was stored, at most four a second, a sign of life each 15 s.</summary>
internal sealed class LiveEvents(LiveFeed live, TimeProvider time)
{
    public const int MaxFollowers = 32;
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan BetweenMessages = TimeSpan.FromMilliseconds(250);

    private int _followers;

    public async Task FollowAsync(HttpContext context)
    {
        try
        {
            if (Interlocked.Increment(ref _followers) > MaxFollowers)
            {
                context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
                return;
            }

            var stopping = context.RequestServices.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;
            using var either = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, stopping);
            await FollowAsync(context.Response, either.Token);
        }
        catch (Exception exception) when (exception is OperationCanceledException or IOException)
        {
            // The page was closed, or the collector stops.
        }
        finally
        {
            Interlocked.Decrement(ref _followers);
        }
    }

    private async Task FollowAsync(HttpResponse response, CancellationToken gone)
    {
        response.ContentType = "text/event-stream";
        response.Headers.CacheControl = "no-store";
        long known = -1;
        while (true)
        {
            long sequence = live.Sequence;
            string message = sequence == known
                ? ": still here\n\n"
                : string.Create(CultureInfo.InvariantCulture, $"data: {{\"sequence\":{sequence}}}\n\n");
            known = sequence;
            await response.WriteAsync(message, gone);
            await response.Body.FlushAsync(gone);
            await Task.Delay(BetweenMessages, time, gone);
            await WaitAsync(known, gone);
        }
    }

    private async Task WaitAsync(long known, CancellationToken gone)
    {
        try
        {
            await live.WaitAsync(known).WaitAsync(Heartbeat, time, gone);
        }
        catch (TimeoutException)
        {
            // Nothing new: the heartbeat keeps browsers from giving up.
        }
    }
}
