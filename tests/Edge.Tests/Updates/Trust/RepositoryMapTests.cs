using System.Text;
using Edge.Updates;
using Edge.Updates.Trust;
using Edge.Updates.Tuf;

namespace Edge.Tests.Updates.Trust;

public sealed class RepositoryMapTests
{
    private const string Valid = """
        {"version":1,"repositories":{"vendor":["https://a.example/v/"],"operator":[]},
        "mapping":[{"paths":["releases/*/*/*/*"],"repositories":["vendor","operator"],"terminating":true,"threshold":2},
        {"paths":["rollout/*"],"repositories":["operator"],"terminating":true,"threshold":1}]}
        """;

    [Theory]
    [InlineData("releases/app/linux-x64/1/manifest.json", "vendor operator")]
    [InlineData("rollout/app.json", "operator")]
    [InlineData("releases/app", null)]
    [InlineData("halt.json", null)]
    public void Says_WhoDecides(string path, string? expected)
    {
        var deciders = Read(Valid).Value.DecidersOf(TargetPath.From(path).Value);
        Assert.Equal(expected, deciders is { } names ? string.Join(' ', names) : null);
    }

    [Fact]
    public void Writes_WhatItReads()
    {
        byte[] written = RepositoryMapWriter.Write(Read(Valid).Value);
        Assert.Equal(written, RepositoryMapWriter.Write(RepositoryMap.Read(written).Value));
    }

    [Theory]
    [InlineData("\"threshold\":2", "\"threshold\":1")]
    [InlineData("\"terminating\":true", "\"terminating\":false")]
    [InlineData("[\"vendor\",\"operator\"]", "[\"vendor\",\"vendor\"]")]
    [InlineData("[\"vendor\",\"operator\"]", "[\"vendor\",\"city\"]")]
    [InlineData("https://a.example/v/", "file:///etc")]
    [InlineData("https://a.example/v/", "https://name:word@a.example/")]
    [InlineData("\"vendor\":[", "\"../vendor\":[")]
    [InlineData("\"version\":1", "\"version\":1,\"more\":1")]
    public void Refuses_AMapThatIsNotPossible(string what, string instead)
    {
        Assert.Contains(what, Valid, StringComparison.Ordinal);
        Assert.Equal(UpdateRefusal.Malformed, Read(Valid.Replace(what, instead, StringComparison.Ordinal)).Reason.Refusal);
    }

    private static Result<RepositoryMap, UpdateReason> Read(string text) => RepositoryMap.Read(Encoding.UTF8.GetBytes(text));
}
