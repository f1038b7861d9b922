using System.Text;
using System.Text.Json.Nodes;
using CsCheck;
using Edge.Updates;
using Edge.Updates.Releases;

namespace Edge.Tests.Updates.Releases;

public sealed class ReleaseManifestTests
{
    private static readonly string Valid = Encoding.UTF8.GetString(ReleaseWriter.Write(
        TestRelease.Of("1.4.0", ("edge", "new"), ("profiles/board.yaml", "x")) with { Sbom = "releases/app/linux-x64/1.4.0/sbom.json" }));

    [Fact]
    public void Reads_WhatItWrites()
    {
        ReleaseManifest manifest = Read(Valid).Value;
        Assert.Equal("1.4.0", manifest.Release);
        Assert.Equal(["edge", "profiles/board.yaml"], manifest.Files.Select(f => f.Path));
        Assert.True(manifest.Files[0].IsExecutable);
        Assert.Equal(Valid, Encoding.UTF8.GetString(ReleaseWriter.Write(manifest)));
        ReleaseNeed need = Assert.Single(Read(With("/needs", """[{"component":"os","releases":["1","2"]}]""")).Value.Needs);
        Assert.Equal(("os", 2), (need.Component, need.Releases.Length));
    }

    [Theory]
    [InlineData("/version", "2", UpdateRefusal.UnknownVersion)]
    [InlineData("/component", "\"kernel\"", UpdateRefusal.Malformed)]
    [InlineData("/release", "\"../1\"", UpdateRefusal.Malformed)]
    [InlineData("/release", "\"\"", UpdateRefusal.Malformed)]
    [InlineData("/rid", "\"a/b\"", UpdateRefusal.Malformed)]
    [InlineData("/epoch", "-1", UpdateRefusal.Malformed)]
    [InlineData("/epoch", "1000001", UpdateRefusal.Malformed)]
    [InlineData("/extra", "1", UpdateRefusal.Malformed)]
    [InlineData("/state/readsFrom", "2", UpdateRefusal.Malformed)]
    [InlineData("/files", "[]", UpdateRefusal.Malformed)]
    [InlineData("/files/0/path", "\"../edge\"", UpdateRefusal.Malformed)]
    [InlineData("/files/0/path", "\"/edge\"", UpdateRefusal.Malformed)]
    [InlineData("/files/0/path", "\"a//b\"", UpdateRefusal.Malformed)]
    [InlineData("/files/0/path", "\"a\\u0000b\"", UpdateRefusal.Malformed)]
    [InlineData("/files/0/path", "\".hidden\"", UpdateRefusal.Malformed)]
    [InlineData("/files/0/path", "\"a/b/c/d/e/f/g/h/i\"", UpdateRefusal.Malformed)]
    [InlineData("/files/0/path", "\"PROFILES/board.yaml\"", UpdateRefusal.Malformed)]
    [InlineData("/files/0/path", "\"profiles\"", UpdateRefusal.Malformed)]
    [InlineData("/files/0/mode", "\"4755\"", UpdateRefusal.Malformed)]
    [InlineData("/files/0/length", "1073741825", UpdateRefusal.Malformed)]
    [InlineData("/files/0/length", "2147483648", UpdateRefusal.Malformed)]
    [InlineData("/files/0/length", "9223372036854775808", UpdateRefusal.Malformed)]
    [InlineData("/files/0/sha256", "\"ABCD\"", UpdateRefusal.Malformed)]
    [InlineData("/files/0/blob/compression", "\"xz\"", UpdateRefusal.Malformed)]
    [InlineData("/files/0/link", "\"/etc/shadow\"", UpdateRefusal.Malformed)]
    [InlineData("/health/deadline", "\"PT4S\"", UpdateRefusal.Malformed)]
    [InlineData("/health/deadline", "\"PT61M\"", UpdateRefusal.Malformed)]
    [InlineData("/health/criteria", "[\"network\"]", UpdateRefusal.Malformed)]
    [InlineData("/health/criteria", "[\"rules-loaded\",\"rules-loaded\"]", UpdateRefusal.Malformed)]
    [InlineData("/health/units", "[\"a/b\"]", UpdateRefusal.Malformed)]
    [InlineData("/sbom", "\"../x\"", UpdateRefusal.Malformed)]
    [InlineData("/needs", """[{"component":"app","releases":["1"]}]""", UpdateRefusal.Malformed)]
    [InlineData("/needs", """[{"component":"kernel","releases":["1"]}]""", UpdateRefusal.Malformed)]
    [InlineData("/needs", """[{"component":"os","releases":[]}]""", UpdateRefusal.Malformed)]
    [InlineData("/needs", """[{"component":"os","releases":["../1"]}]""", UpdateRefusal.Malformed)]
    [InlineData("/needs", """[{"component":"os","releases":["1"]},{"component":"os","releases":["2"]}]""", UpdateRefusal.Malformed)]
    public void Refuses_AFieldThatIsNotPossible(string where, string value, UpdateRefusal expected)
    {
        var read = Read(With(where, value));
        Assert.False(read.IsOk, $"{where} = {value} was accepted");
        Assert.Equal(expected, read.Reason.Refusal);
    }

    [Fact]
    public void Refuses_OneFileTooMany()
    {
        (string, string)[] files = [.. Enumerable.Range(0, ReleaseLimits.MaxFiles + 1).Select(i => ($"f{i}", ""))];
        Assert.True(ReleaseReader.Read(ReleaseWriter.Write(TestRelease.Of("1", files[1..]))).IsOk);
        Assert.False(ReleaseReader.Read(ReleaseWriter.Write(TestRelease.Of("1", files))).IsOk);
    }

    [Fact]
    public void Refuses_OneByteTooMany()
    {
        string padded = Valid + new string(' ', ReleaseLimits.MaxManifestBytes - Valid.Length);
        Assert.True(Read(padded).IsOk);
        Assert.False(Read(padded + " ").IsOk);
    }

    [Fact]
    public void Refuses_FilesThatAreTooLargeTogether()
    {
        ReleaseFile large = TestRelease.File("a", "") with { Length = ReleaseLimits.MaxFileBytes };
        ReleaseManifest fits = TestRelease.Of("1") with { Files = [large, large with { Path = "b" }] };
        Assert.True(ReleaseReader.Read(ReleaseWriter.Write(fits)).IsOk);
        ReleaseManifest more = fits with { Files = [.. fits.Files, TestRelease.File("c", "1")] };
        Assert.False(ReleaseReader.Read(ReleaseWriter.Write(more)).IsOk);
    }

    // Whatever one byte becomes: no exception, and what is accepted is written as it was read.
    [Fact]
    public void Survives_AnyChangedByte() =>
        Gen.Select(Gen.Int[0, Valid.Length - 1], Gen.Byte).Sample((at, value) =>
        {
            byte[] bytes = Encoding.UTF8.GetBytes(Valid);
            bytes[at] = value;
            var read = ReleaseReader.Read(bytes);
            Assert.True(!read.IsOk || ReleaseReader.Read(ReleaseWriter.Write(read.Value)).IsOk);
        });

    [Theory]
    [InlineData("PT5M", 300)]
    [InlineData("PT1H30M", 5400)]
    [InlineData("PT1H1M1S", 3661)]
    [InlineData("PT0S", 0)]
    [InlineData("PT", -1)]
    [InlineData("P1D", -1)]
    [InlineData("PT5", -1)]
    [InlineData("PT5M5M", -1)]
    [InlineData("PT5S5M", -1)]
    [InlineData("PT99999S", -1)]
    [InlineData("PT-5S", -1)]
    public void Reads_Durations(string text, int seconds) =>
        Assert.Equal(seconds < 0 ? null : TimeSpan.FromSeconds(seconds), IsoDuration.TryParse(text));

    private static Result<ReleaseManifest, UpdateReason> Read(string text) => ReleaseReader.Read(Encoding.UTF8.GetBytes(text));

    private static string With(string where, string value)
    {
        JsonNode root = JsonNode.Parse(Valid)!;
        string[] parts = where.Split('/', StringSplitOptions.RemoveEmptyEntries);
        JsonNode owner = parts[..^1].Aggregate(root, (node, part) => node is JsonArray array ? array[int.Parse(part, null)]! : node[part]!);
        owner[parts[^1]] = "@";
        return root.ToJsonString().Replace("\"@\"", value, StringComparison.Ordinal);
    }
}
