using System.Collections.Frozen;
using System.Security.Cryptography;

namespace Edge.Collector.Page;

/// <summary>Serves the page: the files of this folder, embedded in the executable, each under its own name.</summary>
/// <remarks>The page needs nothing from any other host, and its policy says so: a browser refuses inline script and
/// style, foreign addresses, frames and forms even if hostile text ever became markup.</remarks>
public static class PageAssets
{
    /// <summary>What a browser may load for this page: scripts, styles, pictures and data of this host, nothing else.</summary>
    public const string ContentSecurityPolicy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
        + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private const string Index = "index.html";
    private const string ResourcePrefix = "Page/";
    private static readonly string[] Methods = [HttpMethods.Get, HttpMethods.Head];

    /// <summary>Name of each file of the page, as in its address, and its content.</summary>
    internal static FrozenDictionary<string, PageAsset> All { get; } = Load();

    /// <summary>Maps the page to <c>/</c> and every file that it needs to <c>/name</c>, for GET and HEAD.</summary>
    public static void MapPage(this IEndpointRouteBuilder endpoints)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        foreach (var (name, asset) in All)
        {
            string path = name == Index ? "/" : $"/{name}";
            endpoints.MapMethods(path, Methods, context => ServeAsync(context, asset));
        }
    }

    private static async Task ServeAsync(HttpContext context, PageAsset asset)
    {
        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy = ContentSecurityPolicy;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Embedder-Policy"] = "require-corp";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=()";
        // A browser asks again each time and gets 304: after an update nobody sees old script with new data.
        headers.CacheControl = "no-cache";
        headers.ETag = asset.Tag;
        if (context.Request.Headers.IfNoneMatch.Contains(asset.Tag))
        {
            context.Response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }
        headers.ContentType = asset.ContentType;
        headers.ContentLength = asset.Content.Length;
        if (HttpMethods.IsGet(context.Request.Method))
        {
            await context.Response.Body.WriteAsync(asset.Content, context.RequestAborted);
        }
    }

    private static FrozenDictionary<string, PageAsset> Load()
    {
        var assembly = typeof(PageAssets).Assembly;
        return assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(ResourcePrefix, StringComparison.Ordinal))
            .ToFrozenDictionary(name => name[ResourcePrefix.Length..], name =>
            {
                using var stream = assembly.GetManifestResourceStream(name)!;
                byte[] content = new byte[stream.Length];
                stream.ReadExactly(content);
                return PageAsset.Of(name, content);
            }, StringComparer.Ordinal);
    }
}

/// <summary>One file of the page.</summary>
/// <param name="ContentType">Media type with its character set.</param>
/// <param name="Tag">Quoted entity tag: the first 16 bytes of the content's SHA-256 in hex.</param>
internal sealed record PageAsset(ReadOnlyMemory<byte> Content, string ContentType, string Tag)
{
    private const int TagBytes = 16;

    public static PageAsset Of(string name, byte[] content)
    {
        string type = Path.GetExtension(name) switch
        {
            ".html" => "text/html; charset=utf-8",
            ".css" => "text/css; charset=utf-8",
            ".js" => "text/javascript; charset=utf-8",
            ".svg" => "image/svg+xml; charset=utf-8",
            string other => throw new InvalidOperationException($"No media type is declared for '{other}' files of the page."),
        };
        string tag = $"\"{Convert.ToHexStringLower(SHA256.HashData(content).AsSpan(0, TagBytes))}\"";
        return new PageAsset(content, type, tag);
    }
}
