using CsCheck;
using Edge.Updates.Tuf;

namespace Edge.Tests.Updates.Tuf;

public sealed class PathTests
{
    [Theory]
    [InlineData("*", "a", true)]
    [InlineData("*", "a/b", false)]
    [InlineData("*/*", "a/b", true)]
    [InlineData("a/*", "a/b/c", false)]
    [InlineData("*.tgz", "foo.tgz", true)]
    [InlineData("*.tgz", "foo.tgz.sig", false)]
    [InlineData("foo-?.tgz", "foo-1.tgz", true)]
    [InlineData("foo-?.tgz", "foo-10.tgz", false)]
    [InlineData("foo-?.tgz", "foo-.tgz", false)]
    [InlineData("?", "😀", true)]
    [InlineData("a?c", "a/c", false)]
    [InlineData("*a*b*", "xxaxxbxx", true)]
    [InlineData("*a*b*", "xxbxxaxx", false)]
    [InlineData("**", "abc", true)]
    [InlineData("README.md", "README.MD", false)]
    [InlineData("[ab]", "a", false)]
    [InlineData("[ab]", "[ab]", true)]
    [InlineData("/a", "a", false)]
    [InlineData("a/", "a", false)]
    [InlineData("", "a", false)]
    [InlineData("a.b", "axb", false)]
    public void Matches(string pattern, string path, bool matches) =>
        Assert.Equal(matches, PathPattern.Matches(pattern, TargetPath.From(path).Value));

    [Theory]
    [InlineData("")]
    [InlineData("..")]
    [InlineData(".")]
    [InlineData("a/../b")]
    [InlineData("a/./b")]
    [InlineData("/etc/passwd")]
    [InlineData("a//b")]
    [InlineData("a/")]
    [InlineData("a\0b")]
    [InlineData("a\nb")]
    [InlineData("a\\..\\b")]
    [InlineData("a\u0085b")]
    public void Refuses_TargetNames(string name) => Assert.Equal(TufRefusal.BadTargetPath, TargetPath.From(name).Reason.Refusal);

    [Fact]
    public void Refuses_HalfACharacter() => Assert.False(TargetPath.From("a\ud800").IsOk);

    [Fact]
    public void Refuses_AnOverLongTargetName()
    {
        Assert.True(TargetPath.From(new string('a', TufLimits.MaxTargetPathBytes)).IsOk);
        Assert.False(TargetPath.From(new string('a', TufLimits.MaxTargetPathBytes + 1)).IsOk);
        Assert.False(TargetPath.From(new string('ü', (TufLimits.MaxTargetPathBytes / 2) + 1)).IsOk);
    }

    [Theory]
    [InlineData("a?b#c", "a%3Fb%23c")]
    [InlineData("a%2e%2e/b", "a%252e%252e/b")]
    [InlineData("a/b c", "a/b%20c")]
    [InlineData("...", "...")]
    public void Encodes_ForAnAddress(string name, string file) => Assert.Equal(file, TargetPath.From(name).Value.FileOf(null));

    // Against the plain recursive definition, on an alphabet small enough to match often.
    [Fact]
    public void Matches_AsTheDefinitionSays() =>
        Gen.Select(Gen.String[Gen.Char["ab*?/"], 0, 8], Gen.String[Gen.Char["ab/"], 1, 8]).Sample((pattern, text) =>
        {
            if (TargetPath.From(text).TryGet(out TargetPath path, out _))
            {
                Assert.Equal(Defined(pattern, text), PathPattern.Matches(pattern, path));
            }
        });

    [Fact]
    public void Ends_SoonWithManyStars()
    {
        string pattern = string.Concat(Enumerable.Repeat("*a", 500)) + "b";
        Assert.False(PathPattern.Matches(pattern, TargetPath.From(new string('a', 1_024)).Value));
    }

    private static bool Defined(string pattern, string text)
    {
        if (pattern.Length == 0) { return text.Length == 0; }
        bool takesOne = text.Length > 0 && (pattern[0] is '*' or '?' ? text[0] != '/' : text[0] == pattern[0]);
        return pattern[0] == '*'
            ? Defined(pattern[1..], text) || (takesOne && Defined(pattern, text[1..]))
            : takesOne && Defined(pattern[1..], text[1..]);
    }
}
