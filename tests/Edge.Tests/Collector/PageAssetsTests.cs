using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using Edge.Collector.Page;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;

namespace Edge.Tests.Collector;

public sealed class PageAssetsTests
{
    private const string SvgNamespace = "http://www.w3.org/2000/svg";

    public static TheoryData<string> Names => [.. PageAssets.All.Keys];

    [Fact]
    public async Task Serves_EveryFileWithItsTypeAndTheHeadersThatShutTheBrowser()
    {
        await using var page = await RunningPage.StartAsync();
        foreach (var (name, asset) in PageAssets.All)
        {
            using var answer = await page.GetAsync(AddressOf(name));
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            Assert.Equal(asset.ContentType, answer.Content.Headers.ContentType?.ToString());
            Assert.Equal(asset.Content.ToArray(), await answer.Content.ReadAsByteArrayAsync());
            Assert.Equal(PageAssets.ContentSecurityPolicy, Single(answer, "Content-Security-Policy"));
            Assert.Equal("nosniff", Single(answer, "X-Content-Type-Options"));
            Assert.Equal("no-referrer", Single(answer, "Referrer-Policy"));
            Assert.Equal("same-origin", Single(answer, "Cross-Origin-Opener-Policy"));
            Assert.Equal("require-corp", Single(answer, "Cross-Origin-Embedder-Policy"));
            Assert.Equal("same-origin", Single(answer, "Cross-Origin-Resource-Policy"));
            Assert.Equal("no-cache", Single(answer, "Cache-Control"));
        }
    }

    [Fact]
    public async Task Answers_NotModified_WhenTheBrowserHasTheSameContent()
    {
        await using var page = await RunningPage.StartAsync();
        using var first = await page.GetAsync("/");
        using var again = await page.GetAsync("/", first.Headers.ETag?.ToString());
        using var other = await page.GetAsync("/page.css", first.Headers.ETag?.ToString());
        Assert.Equal(HttpStatusCode.NotModified, again.StatusCode);
        Assert.Empty(await again.Content.ReadAsByteArrayAsync());
        Assert.Equal(PageAssets.ContentSecurityPolicy, Single(again, "Content-Security-Policy"));
        Assert.Equal(HttpStatusCode.OK, other.StatusCode);
    }

    [Theory]
    [InlineData("/PageAssets.cs")]
    [InlineData("/Page/page.js")]
    [InlineData("/other.js")]
    public async Task Serves_NothingElse(string address)
    {
        await using var page = await RunningPage.StartAsync();
        using var answer = await page.GetAsync(address);
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    [Fact]
    public void Policy_AllowsNothingUnsafe_AndStartsFromNothing()
    {
        Assert.StartsWith("default-src 'none';", PageAssets.ContentSecurityPolicy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", PageAssets.ContentSecurityPolicy, StringComparison.Ordinal);
        Assert.DoesNotContain("http", PageAssets.ContentSecurityPolicy, StringComparison.Ordinal);
        Assert.DoesNotContain("*", PageAssets.ContentSecurityPolicy, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Names))]
    public void Names_NoOtherHost(string name)
    {
        string text = TextOf(name).Replace(SvgNamespace, "", StringComparison.Ordinal);
        Assert.DoesNotMatch(@"[a-z]+://|[""'(]//", text);
    }

    [Theory, MemberData(nameof(Names))]
    public void Carries_NothingThatThePolicyWouldRefuse_OrThatReadsDataAsMarkup(string name)
    {
        Assert.DoesNotMatch(@"<style|\sstyle=|<script(?![^>]*\ssrc=)|\son[a-z]+=|javascript:|@import", TextOf(name));
        Assert.DoesNotMatch(@"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function|DOMParser", TextOf(name));
    }

    [Fact]
    public void Refers_OnlyToFilesThatExist_AndUsesEveryOne()
    {
        var used = new HashSet<string>(StringComparer.Ordinal) { "index.html" };
        foreach (string name in PageAssets.All.Keys)
        {
            string pattern = name.EndsWith(".js", StringComparison.Ordinal)
                ? @"from ""\./(?<name>[^""]+)"""
                : @"(?:src|href)=""/(?!api/)(?<name>[^""]*)""";
            used.UnionWith(Regex.Matches(TextOf(name), pattern).Select(match => match.Groups["name"].Value));
        }
        Assert.Equal(PageAssets.All.Keys.Order(StringComparer.Ordinal), used.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Imports_OnlyWhatTheOtherFileExports()
    {
        foreach (string name in PageAssets.All.Keys.Where(name => name.EndsWith(".js", StringComparison.Ordinal)))
        {
            foreach (Match import in Regex.Matches(TextOf(name), @"import \{ (?<what>[^}]+) \} from ""\./(?<from>[^""]+)"""))
            {
                string source = TextOf(import.Groups["from"].Value);
                Assert.All(import.Groups["what"].Value.Split(", "), what =>
                    Assert.Matches($@"export (?:function|const|async function) {what}\b", source));
            }
        }
    }

    private static string AddressOf(string name) => name == "index.html" ? "/" : $"/{name}";

    private static string TextOf(string name) => Encoding.UTF8.GetString(PageAssets.All[name].Content.Span);

    private static string Single(HttpResponseMessage answer, string header) => Assert.Single(answer.Headers.GetValues(header));

    /// <summary>A server that has the page and nothing else, on a free port of loopback.</summary>
    private sealed class RunningPage(WebApplication application, HttpClient client) : IAsyncDisposable
    {
        public static async Task<RunningPage> StartAsync()
        {
            var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
            builder.WebHost.UseKestrelCore().ConfigureKestrel(options => options.Listen(IPAddress.Loopback, 0));
            builder.Services.AddRoutingCore();
            var application = builder.Build();
            application.UseRouting();
            ((Microsoft.AspNetCore.Routing.IEndpointRouteBuilder)application).MapPage();
            await application.StartAsync();
            var addresses = application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>();
            return new RunningPage(application, new HttpClient { BaseAddress = new Uri(addresses!.Addresses.Single()) });
        }

        public async Task<HttpResponseMessage> GetAsync(string address, string? knownTag = null)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(address, UriKind.Relative));
            if (knownTag is not null) { request.Headers.TryAddWithoutValidation("If-None-Match", knownTag); }
            return await client.SendAsync(request);
        }

        public async ValueTask DisposeAsync()
        {
            client.Dispose();
            await application.DisposeAsync();
        }
    }
}
