using System.Net;
using System.Text.Json;

namespace Edge.Tests.Collector;

/// <summary>The interface that the page is built on, over HTTP as the page asks.</summary>
public sealed class ApiTests
{
    [Fact]
    public async Task Shows_WhatWasDelivered()
    {
        await using CollectorWorld world = await CollectorWorld.StartAsync();
        world.Fill(4);
        await world.Session().OfferAsync(default);
        using var client = new HttpClient { BaseAddress = world.Server.PageAddress };
        string device = world.Gateway.Device.ToString();

        JsonElement overview = await GetAsync(client, "overview");
        JsonElement stream = overview.GetProperty("devices")[0].GetProperty("streams")[0];
        Assert.Equal(("weather", 1, 5, 12), (
            stream.GetProperty("stream").GetString(), stream.GetProperty("firstSequence").GetInt32(),
            stream.GetProperty("lastSequence").GetInt32(), stream.GetProperty("readings").GetInt32()));
        Assert.Equal("weir", overview.GetProperty("devices")[0].GetProperty("name").GetString());

        JsonElement channels = await GetAsync(client, $"devices/{device}/channels");
        Assert.Equal("degree-celsius", channels[0].GetProperty("unit").GetString());
        Assert.Equal("good", channels[0].GetProperty("last").GetProperty("q").GetString());
        Assert.Equal(JsonValueKind.Null, channels[1].GetProperty("last").GetProperty("v").ValueKind);

        JsonElement points = (await GetAsync(client, $"devices/{device}/channels/air.temperature/points?max=600")).GetProperty("points");
        Assert.Equal(4, points.GetArrayLength());
        Assert.Equal(6, points[0].GetArrayLength());
        Assert.Equal(points[0][1].GetDouble(), points[0][3].GetDouble());

        JsonElement records = await GetAsync(client, $"devices/{device}/records?limit=2");
        Assert.Equal(["stored", "stored"], records.EnumerateArray().Select(r => r.GetProperty("verdict").GetString()));
        JsonElement events = await GetAsync(client, $"devices/{device}/events");
        Assert.Equal(("fan", "rule", "cool"), (
            events[0].GetProperty("actuator").GetString(), events[0].GetProperty("cause").GetString(), events[0].GetProperty("rule").GetString()));
    }

    [Fact]
    public async Task Thins_ALongSeries_AndKeepsTheBadVisible()
    {
        await using CollectorWorld world = await CollectorWorld.StartAsync();
        world.Fill(60);
        await world.Session().OfferAsync(default);
        using var client = new HttpClient { BaseAddress = world.Server.PageAddress };
        string root = $"devices/{world.Gateway.Device}/channels";
        JsonElement thin = (await GetAsync(client, $"{root}/air.temperature/points?max=10")).GetProperty("points");
        Assert.InRange(thin.GetArrayLength(), 2, 10);
        Assert.True(thin[0][1].GetDouble() < thin[0][3].GetDouble());
        JsonElement bad = (await GetAsync(client, $"{root}/air.humidity/points?max=10")).GetProperty("points");
        Assert.All(bad.EnumerateArray(), point => Assert.Equal(("bad", "no-answer"), (point[4].GetString(), point[5].GetString())));
    }

    [Theory]
    [InlineData("devices/00000000000000000000000000000000/channels")]
    [InlineData("devices/nonsense/records")]
    [InlineData("devices/00000000000000000000000000000000/channels/x/points?from=a&to=b&max=-1")]
    [InlineData("nothing")]
    public async Task Answers_404_ForWhatIsNotThere(string path)
    {
        await using CollectorWorld world = await CollectorWorld.StartAsync();
        using var client = new HttpClient { BaseAddress = world.Server.PageAddress };
        Assert.Equal(HttpStatusCode.NotFound, (await client.GetAsync(new Uri("api/v1/" + path, UriKind.Relative))).StatusCode);
    }

    [Fact]
    public async Task Refuses_ForeignNames_AndOtherMethods()
    {
        await using CollectorWorld world = await CollectorWorld.StartAsync();
        using var client = new HttpClient { BaseAddress = world.Server.PageAddress };
        using var foreign = new HttpRequestMessage(HttpMethod.Get, "api/v1/overview");
        foreign.Headers.Host = "rebound.example";
        Assert.Equal(HttpStatusCode.MisdirectedRequest, (await client.SendAsync(foreign)).StatusCode);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, (await client.PostAsync(new Uri("api/v1/overview", UriKind.Relative), null)).StatusCode);
        HttpResponseMessage own = await client.GetAsync(new Uri("api/v1/overview", UriKind.Relative));
        Assert.False(own.Headers.Contains("Access-Control-Allow-Origin"));
    }

    [Theory]
    [InlineData("rebound.example")]
    [InlineData("rebound.example:8080")]
    [InlineData("localhost.rebound.example")]
    [InlineData("127.0.0.1.rebound.example")]
    [InlineData("10.0.0.1")]
    [InlineData("[2001:db8::1]")]
    public async Task Refuses_NamesThatOnlyResolveToLoopback_EverywhereOnThePage(string host)
    {
        await using CollectorWorld world = await CollectorWorld.StartAsync();
        using var client = new HttpClient { BaseAddress = world.Server.PageAddress };
        foreach (string path in new[] { "", "app.js", "api/v1/overview", "api/v1/live" })
        {
            using var foreign = new HttpRequestMessage(HttpMethod.Get, path);
            foreign.Headers.Host = host;
            using HttpResponseMessage answer = await client.SendAsync(foreign, HttpCompletionOption.ResponseHeadersRead);
            Assert.Equal(HttpStatusCode.MisdirectedRequest, answer.StatusCode);
            Assert.Empty(await answer.Content.ReadAsByteArrayAsync());
        }
    }

    [Theory]
    [InlineData("Origin", "https://foreign.example", HttpStatusCode.Forbidden)]
    [InlineData("Origin", "null", HttpStatusCode.Forbidden)]
    [InlineData("Sec-Fetch-Site", "cross-site", HttpStatusCode.Forbidden)]
    [InlineData("Sec-Fetch-Site", "same-site", HttpStatusCode.Forbidden)]
    [InlineData("Sec-Fetch-Site", "same-origin", HttpStatusCode.OK)]
    [InlineData("Sec-Fetch-Site", "none", HttpStatusCode.OK)]
    public async Task Refuses_WhatAPageOfAnotherOriginAsks(string header, string value, HttpStatusCode expected)
    {
        await using CollectorWorld world = await CollectorWorld.StartAsync();
        using var client = new HttpClient { BaseAddress = world.Server.PageAddress };
        using var request = new HttpRequestMessage(HttpMethod.Get, "api/v1/overview");
        request.Headers.Add(header, value);
        Assert.Equal(expected, (await client.SendAsync(request)).StatusCode);
    }

    [Fact]
    public async Task Lets_APersonFollowALinkToThePage()
    {
        await using CollectorWorld world = await CollectorWorld.StartAsync();
        using var client = new HttpClient { BaseAddress = world.Server.PageAddress };
        using var request = new HttpRequestMessage(HttpMethod.Get, "");
        request.Headers.Add("Sec-Fetch-Site", "cross-site");
        request.Headers.Add("Sec-Fetch-Mode", "navigate");
        Assert.Equal(HttpStatusCode.OK, (await client.SendAsync(request)).StatusCode);
    }

    [Fact]
    public async Task Refuses_ASecondCollectorOnOneFolder()
    {
        await using CollectorWorld world = await CollectorWorld.StartAsync();
        var anywhere = new IPEndPoint(IPAddress.Loopback, 0);
        Result<Edge.Collector.CollectorServer, string> second = await Edge.Collector.CollectorServer.StartAsync(
            new Edge.Collector.CollectorOptions(world.Folder, anywhere, anywhere, false), world.Time, _ => { }, default);
        Assert.Contains("Another collector uses", second.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tells_WhenSomethingWasStored()
    {
        await using CollectorWorld world = await CollectorWorld.StartAsync();
        using var client = new HttpClient { BaseAddress = world.Server.PageAddress };
        using var lines = new StreamReader(await client.GetStreamAsync(new Uri("api/v1/live", UriKind.Relative)));
        Assert.Equal("data: {\"sequence\":0}", await lines.ReadLineAsync());
        world.Fill(1);
        Assert.Equal(2, (await world.Session().OfferAsync(default)).Value.Records);
        await lines.ReadLineAsync();
        Task<string?> next = lines.ReadLineAsync();
        while (!next.IsCompleted)
        {
            world.Time.Advance(TimeSpan.FromMilliseconds(250));
            await Task.WhenAny(next, Task.Delay(20));
        }

        Assert.Equal("data: {\"sequence\":1}", await next);
    }

    [Fact]
    public async Task Exports_TheSealedEvidence()
    {
        await using CollectorWorld world = await CollectorWorld.StartAsync();
        world.Fill(40);
        await world.Session().OfferAsync(default);
        using var file = new MemoryStream();
        Assert.Equal(41, new Edge.Collector.Api.StoreExport(world.Folder.Store).WriteRecords(world.Gateway.Device, "weather", file));
        file.Position = 0;
        Edge.Sealing.Upload[] frames = [.. Edge.Sealing.RecordFile.Read(file).Select(frame => frame.Value)];
        Assert.Equal(41, frames.Sum(frame => frame.Records.Length));
        Assert.All(frames, frame => Assert.Single(frame.Certificates));
    }

    private static async Task<JsonElement> GetAsync(HttpClient client, string path)
    {
        string text = await client.GetStringAsync(new Uri("api/v1/" + path, UriKind.Relative));
        using JsonDocument document = JsonDocument.Parse(text);
        return document.RootElement.Clone();
    }
}
