using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using Edge.Collector.Api;
using Edge.Collector.Enrolment;
using Edge.Collector.Ingest;
using Edge.Collector.Page;
using Edge.Collector.Store;
using Edge.Platform.Files;
using Edge.Sealing;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Edge.Collector;

/// <param name="Listen">Where gateways deliver; port 0: any free one.</param>
/// <param name="Page">Where people look; loopback unless <paramref name="PageAnywhere"/>.</param>
public sealed record CollectorOptions(CollectorFolder Folder, IPEndPoint Listen, IPEndPoint Page, bool PageAnywhere);

/// <summary>A running collector: two listeners that share a store and nothing else.</summary>
/// <remarks>Two applications, not one with routes by port: what is mapped on the page can never be reached by a gateway.</remarks>
public sealed class CollectorServer : IAsyncDisposable
{
    private static readonly TimeSpan ShutdownPatience = TimeSpan.FromSeconds(5);

    private readonly CollectorKeys _keys;
    private readonly FolderLock _held;
    private readonly CollectorStore _store;
    private readonly UploadEndpoint _upload;
    private readonly OpeningLoop _opening;
    private readonly WebApplication _devices;
    private readonly WebApplication _page;

    private CollectorServer(
        CollectorOptions options, CollectorKeys keys, FolderLock held, CollectorStore store, TimeProvider time,
        Action<ILoggingBuilder> logging)
    {
        (_keys, _held, _store) = (keys, held, store);
        var live = new LiveFeed();
        WebApplicationBuilder devices = Builder(logging, kestrel => kestrel.Listen(options.Listen, listen => listen.UseHttps(https =>
        {
            https.ServerCertificate = keys.Tls;
            https.SslProtocols = SslProtocols.Tls13;
        })));
        _devices = devices.Build();
        ILoggerFactory loggers = _devices.Services.GetRequiredService<ILoggerFactory>();
        var roster = new DeviceRoster(options.Folder.Devices, time, loggers.CreateLogger<DeviceRoster>());
        _upload = new UploadEndpoint(roster, store, keys, live, time, loggers.CreateLogger<UploadEndpoint>());
        _upload.Map(_devices);
        _opening = new OpeningLoop(store, live, time, loggers.CreateLogger<OpeningLoop>());

        _page = Builder(logging, kestrel => kestrel.Listen(options.Page)).Build();
        if (!options.PageAnywhere) { _page.Use(RefuseForeignNames); }
        _page.Use(RefuseForeignPages);
        _page.MapPage();
        new ApiEndpoints(
            new StoreReader(options.Folder.Store), live, keys.Name, time.GetUtcNow().ToUnixTimeMilliseconds(), time).Map(_page);
    }

    /// <summary>Where gateways deliver, with the port that was taken.</summary>
    public Uri ListenAddress => new(_devices.Urls.First());

    /// <summary>Where the page is, with the port that was taken.</summary>
    public Uri PageAddress => new(_page.Urls.First());

    /// <summary>The store may have so many pages from now on: a disk that is full.</summary>
    internal void LimitStorePages(long pages) => _store.LimitPages(pages);

    /// <summary>Opens the store and both listeners. Words where that is not possible.</summary>
    public static async Task<Result<CollectorServer, string>> StartAsync(
        CollectorOptions options, TimeProvider time, Action<ILoggingBuilder> logging, CancellationToken cancellationToken)
    {
        if (!options.PageAnywhere && !IPAddress.IsLoopback(options.Page.Address))
        {
            return $"The page would be open to everybody at {options.Page}; it has no login. Say --page-anywhere if that is meant.";
        }

        if (!CollectorKeys.Load(options.Folder).TryGet(out CollectorKeys keys, out string noKeys)) { return noKeys; }
        if (!FolderLock.Take(options.Folder.Path).TryGet(out FolderLock held, out FolderLockRefusal refusal))
        {
            keys.Dispose();
            return refusal == FolderLockRefusal.InUse
                ? $"Another collector uses {options.Folder.Path}; stop it first."
                : $"The folder {options.Folder.Path} cannot be written.";
        }

        if (!CollectorStore.Open(options.Folder.Store, keys.Recipient).TryGet(out CollectorStore store, out string noStore))
        {
            held.Dispose();
            keys.Dispose();
            return noStore;
        }

        var server = new CollectorServer(options, keys, held, store, time, logging);
        string? problem = await ListenAsync(server._devices, options.Listen, cancellationToken)
            ?? await ListenAsync(server._page, options.Page, cancellationToken);
        if (problem is not null)
        {
            await server.DisposeAsync();
            return problem;
        }

        await server._opening.StartAsync(cancellationToken);
        return server;
    }

    private static async Task<string?> ListenAsync(WebApplication application, IPEndPoint address, CancellationToken cancellationToken)
    {
        try
        {
            await application.StartAsync(cancellationToken);
            return null;
        }
        catch (Exception exception) when (exception is IOException or SocketException)
        {
            return $"Cannot listen at {address}: {exception.Message.TrimEnd('.')}. Name another address or end what uses this one.";
        }
    }

    /// <summary>Answers what was begun, then closes everything.</summary>
    public async ValueTask DisposeAsync()
    {
        using var patience = new CancellationTokenSource(ShutdownPatience);
        await _opening.StopAsync(patience.Token);
        await _devices.StopAsync(patience.Token);
        await _page.StopAsync(patience.Token);
        await _devices.DisposeAsync();
        await _page.DisposeAsync();
        _opening.Dispose();
        _upload.Dispose();
        _store.Dispose();
        _held.Dispose();
        _keys.Dispose();
    }

    private static WebApplicationBuilder Builder(Action<ILoggingBuilder> logging, Action<KestrelServerOptions> listen)
    {
        // No configuration files, no environment: what this process listens on is said on its command line alone.
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddRoutingCore();
        builder.Services.Replace(ServiceDescriptor.Singleton<IHostLifetime, OwnLifetime>());
        builder.Logging.ClearProviders();
        logging(builder.Logging);
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = SealingLimits.MaxUploadBytes;
            kestrel.Limits.MaxRequestHeadersTotalSize = 16 * 1024;
            kestrel.Limits.MaxRequestHeaderCount = 50;
            kestrel.Limits.MaxConcurrentConnections = 1_000;
            kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);
            kestrel.Limits.MinRequestBodyDataRate = new MinDataRate(bytesPerSecond: 120, gracePeriod: TimeSpan.FromSeconds(20));
            listen(kestrel);
        });
        return builder;
    }

    // A foreign page whose name was made to resolve to loopback must not read this one.
    private static Task RefuseForeignNames(HttpContext context, RequestDelegate next)
    {
        string host = context.Request.Host.Host;
        bool own = host is "localhost" || (IPAddress.TryParse(host.Trim('[', ']'), out IPAddress? address) && IPAddress.IsLoopback(address));
        if (own) { return next(context); }
        context.Response.StatusCode = StatusCodes.Status421MisdirectedRequest;
        return Task.CompletedTask;
    }

    // A page of another origin may neither read this one nor make it work; browsers say who asks.
    private static Task RefuseForeignPages(HttpContext context, RequestDelegate next)
    {
        HttpRequest request = context.Request;
        string origin = request.Headers.Origin.ToString();
        string site = request.Headers["Sec-Fetch-Site"].ToString();
        bool navigates = request.Headers["Sec-Fetch-Mode"] == "navigate" && HttpMethods.IsGet(request.Method);
        bool foreign = (origin.Length > 0 && origin != $"{request.Scheme}://{request.Host}") || site is "cross-site" or "same-site";
        if (!foreign || (navigates && origin.Length == 0)) { return next(context); }
        context.Response.StatusCode = StatusCodes.Status403Forbidden;
        return Task.CompletedTask;
    }

    /// <summary>Signals belong to the command, not to each of the two applications.</summary>
    private sealed class OwnLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
