using CsCheck;
using Edge.Operator.Releases;

namespace Edge.Tests.Operator.Publishing;

public sealed class LineDifferenceTests
{
    [Theory]
    [InlineData("a\nb\nc", "a\nx\nc", "- b|+ x")]
    [InlineData("", "a", "+ a")]
    [InlineData("a", "", "- a")]
    [InlineData("a\nb", "a\nb", "")]
    public void Shows_LinesThatChanged(string before, string after, string expected) =>
        Assert.Equal(expected, string.Join('|', LineDifference.Of(before, after)));

    // The same lines in another order are another file: here two actuators change their safe states.
    [Fact]
    public void Shows_LinesThatChangedPlaces() => Assert.Equal(
        ["- safe: on", "- pump:", "+ pump:", "+ safe: on"],
        LineDifference.Of("siren:\nsafe: on\npump:\nsafe: off", "siren:\nsafe: off\npump:\nsafe: on"));

    [Theory]
    [InlineData("ok\u001b[2K\rsafe: off", "ok\\u001b[2K\\u000dsafe: off")]
    [InlineData("a\u202eb", "a\\u202eb")]
    [InlineData("Grünanlage", "Grünanlage")]
    public void Shows_SignsThatATerminalWouldObey(string line, string expected) => Assert.Equal(expected, LineDifference.Harmless(line));

    // What is taken out of the old text and what is put in make the new one, whatever the two are.
    [Fact]
    public void Leads_FromTheOneTextToTheOther() => Gen.Select(Text, Text).Sample((before, after) =>
    {
        string[] lines = [.. LineDifference.Of(before, after)];
        var left = before.Split('\n').ToList();
        foreach (string line in lines.Where(line => line[0] == '-')) { Assert.True(left.Remove(line[2..])); }
        left.AddRange(lines.Where(line => line[0] == '+').Select(line => line[2..]));
        Assert.Equal(Sorted(after.Split('\n')), Sorted(left));
    });

    private static IEnumerable<string> Sorted(IEnumerable<string> lines) =>
        lines.Where(line => line.Length > 0).Order(StringComparer.Ordinal);

    [Fact]
    public void Shows_EverythingWhereThatWouldBeTooMuchWork()
    {
        string before = string.Join('\n', Enumerable.Range(0, 3_000)), after = string.Join('\n', Enumerable.Range(5_000, 3_000));
        Assert.Equal(6_000, LineDifference.Of(before, after).Count());
    }

    private static Gen<string> Text => Gen.Int[0, 2].Array[0, 12].Select(lines => string.Join('\n', lines.Select(line => "abc"[line])));
}
