using System.Text;
using Edge.Tests.Updates.Tuf;
using Edge.Updates.Bell;

namespace Edge.Tests.Updates.Bell;

/// <summary>What a broker can do to a bell: each by its name.</summary>
public sealed class BellJudgeTests
{
    private readonly TestRepository _repository = new();

    private byte[] Newest => _repository.Files["timestamp.json"];

    [Fact]
    public void Rings_WithATimestampThatIsNewer()
    {
        byte[] known = Newest;
        _repository.Publish("timestamp");
        Assert.Equal(BellVerdict.Rings, Judge(Newest, known));
        Assert.Equal(BellVerdict.Rings, Judge(Newest, known: null));
        Assert.Equal(2, BellJudge.VersionOf(Newest));
    }

    [Fact]
    public void Rings_OnceForEachVersion()
    {
        byte[] known = Newest;
        _repository.Publish("timestamp");
        Assert.Equal(BellVerdict.Known, Judge(Newest, known, rung: 2));
        _repository.Publish("timestamp");
        Assert.Equal(BellVerdict.Rings, Judge(Newest, known, rung: 2));
    }

    [Fact]
    public void Passes_AReplay() => Assert.Equal(BellVerdict.Known, Judge(Newest, Newest));

    // What the broker has kept is signed, and of last year.
    [Fact]
    public void Passes_ARetainedLie()
    {
        byte[] old = Newest;
        _repository.Publish("timestamp");
        Assert.Equal(BellVerdict.Older, Judge(old, Newest));
    }

    [Fact]
    public void Passes_ASpoof()
    {
        byte[] known = Newest;
        var stranger = new TestRepository();
        stranger.Publish("timestamp");
        Assert.Equal(BellVerdict.Refused, Judge(stranger.Files["timestamp.json"], known));
    }

    [Fact]
    public void Passes_AnotherDocumentOfTheRepository()
    {
        foreach (string file in (string[])["1.root.json", "1.snapshot.json", "1.targets.json"])
        {
            Assert.Equal(BellVerdict.Refused, Judge(_repository.Files[file], Newest));
        }
    }

    [Fact]
    public void Passes_WhatHasExpired()
    {
        byte[] known = Newest;
        _repository.Publish("timestamp");
        Assert.Equal(BellVerdict.Refused, BellJudge.Judge(_repository.FirstRoot, known, 0, Newest, TestRepository.Later.AddSeconds(1)));
    }

    [Fact]
    public void Passes_AnOversizeMessage()
    {
        _repository.Publish("timestamp");
        byte[] padded = [.. Newest, .. Encoding.UTF8.GetBytes(new string(' ', 16_385 - Newest.Length))];
        Assert.Equal(16_385, padded.Length);
        Assert.Equal(BellVerdict.Refused, Judge(padded, known: null));
        Assert.Equal(BellVerdict.Rings, Judge(padded[..^1], known: null));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("\0\u0001")]
    [InlineData("""{"signatures":[],"signed":{"_type":"timestamp"}}""")]
    public void Passes_WhatIsNoTimestamp(string text) => Assert.Equal(BellVerdict.Refused, Judge(Encoding.UTF8.GetBytes(text), Newest));

    private BellVerdict Judge(byte[] message, byte[]? known, long rung = 0) =>
        BellJudge.Judge(_repository.FirstRoot, known, rung, message, TestRepository.Now);
}
