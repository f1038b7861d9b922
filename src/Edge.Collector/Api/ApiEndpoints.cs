using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Edge.Collector.Ingest;

namespace Edge.Collector.Api;

/// <summary>The JSON interface under <c>/api/v1</c>, for the page and for people's own tools. GET only, no CORS.</summary>
public sealed class ApiEndpoints(StoreReader reader, LiveFeed live, string name, long startedUnixMs, TimeProvider time)
{
    private const string Root = "/api/v1";
    private const int DefaultRows = 100;

    public void Map(IEndpointRouteBuilder endpoints)
    {
        Get(endpoints, "/overview", context => SendAsync(
            context, reader.ReadOverview(new CollectorFacts(name, startedUnixMs, Now())), ApiJson.Default.Overview));
        Get(endpoints, "/devices/{device}/channels", context => SendAsync(
            context, Device(context) is { } device ? reader.ReadChannels(device) : null, ApiJson.Default.ListChannelFacts));
        Get(endpoints, "/devices/{device}/channels/{channel}/points", context => SendAsync(
            context, Points(context), ApiJson.Default.PointSeries));
        Get(endpoints, "/devices/{device}/records", context => SendAsync(
            context, Device(context) is { } device ? reader.ReadRecords(device, Limit(context)) : null, ApiJson.Default.ListRecordFacts));
        Get(endpoints, "/devices/{device}/events", context => SendAsync(
            context, Device(context) is { } device ? reader.ReadEvents(device, Limit(context)) : null, ApiJson.Default.ListEventFacts));
        Get(endpoints, "/live", new LiveEvents(live, time).FollowAsync);
    }

    private static void Get(IEndpointRouteBuilder endpoints, string path, RequestDelegate answer) =>
        endpoints.MapGet(Root + path, answer);

    private PointSeries? Points(HttpContext context)
    {
        IQueryCollection query = context.Request.Query;
        return Device(context) is { } device && context.GetRouteValue("channel") is string channel
            ? reader.ReadPoints(
                device, channel, query["stream"].FirstOrDefault(), Number(query["from"]), Number(query["to"]),
                (int)Math.Clamp(Number(query["max"]) ?? PointQuery.DefaultPoints, 1, PointQuery.MaxPoints))
            : null;
    }

    private static DeviceId? Device(HttpContext context) =>
        context.GetRouteValue("device") is string text && text.Length == 2 * DeviceId.Length
        && UInt128.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out UInt128 value)
            ? new DeviceId(value)
            : null;

    private static int Limit(HttpContext context) =>
        (int)Math.Clamp(Number(context.Request.Query["limit"]) ?? DefaultRows, 1, StoreReader.MaxRows);

    private static long? Number(string? text) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number) ? number : null;

    private static async Task SendAsync<T>(HttpContext context, T? document, JsonTypeInfo<T> type)
        where T : class
    {
        HttpResponse response = context.Response;
        response.ContentType = "application/json; charset=utf-8";
        response.Headers.CacheControl = "no-store";
        response.Headers.XContentTypeOptions = "nosniff";
        if (document is null) { response.StatusCode = StatusCodes.Status404NotFound; }
        byte[] bytes = document is null
            ? JsonSerializer.SerializeToUtf8Bytes(new Problem("There is no such device or channel."), ApiJson.Default.Problem)
            : JsonSerializer.SerializeToUtf8Bytes(document, type);
        await response.Body.WriteAsync(bytes, context.RequestAborted);
    }

    private long Now() => time.GetUtcNow().ToUnixTimeMilliseconds();
}
