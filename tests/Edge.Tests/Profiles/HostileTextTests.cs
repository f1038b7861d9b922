using CsCheck;
using Edge.Profiles;

namespace Edge.Tests.Profiles;

// Goal: no text makes the readers throw, and no message says more than one line.
// Method: shipped files with pieces cut, doubled, swapped and replaced, and texts made of YAML's own signs.
public class HostileTextTests
{
    private const string Signs = "[]{}:,-?&*!|>'\"%@`# \n\t\r\0\u0085\u2028\uFEFF\uD800\\xaA0~<=.";

    private static readonly Gen<string> Noise = Gen.String[Gen.Char[Signs], 0, 40];

    [Fact]
    public void Survives_AnyText() => Gen.String[Gen.OneOf(Gen.Char[Signs], Gen.Char), 0, 200]
        .Sample(text => { Check(Shipped.Read(text).Errors); Check(BoardReader.Read(text, "b.yaml").Errors); },
            iter: 4000);

    [Fact]
    public void Survives_SpoiledSites() => Spoiled(Shipped.DemoText)
        .Sample(text => Check(Shipped.Read(text).Errors), iter: 1500);

    [Fact]
    public void Survives_SpoiledBoards() => Spoiled(Shipped.Boards.Find("raspberry-pi-5")!.Text)
        .Sample(text => Check(BoardReader.Read(text, "b.yaml").Errors), iter: 1500);

    [Theory]
    [InlineData('[')]
    [InlineData('{')]
    [InlineData('-')]
    [InlineData('?')]
    [InlineData('"')]
    [InlineData('|')]
    [InlineData('&')]
    [InlineData('!')]
    [InlineData('%')]
    [InlineData(':')]
    [InlineData('\0')]
    public void Survives_OneSignAllTheWay(char sign)
    {
        string text = new(sign, YamlText.MaxLength);
        Assert.NotEmpty(Shipped.Read(text).Errors);
        string spaced = string.Concat(Enumerable.Repeat($"{sign} ", YamlText.MaxLength / 2));
        Assert.NotEmpty(Shipped.Read(spaced).Errors);
        string lined = string.Concat(Enumerable.Repeat($"{sign}\n", YamlText.MaxLength / 2));
        Assert.NotEmpty(Shipped.Read(lined).Errors);
    }

    // Texts on which the parser below failed in ways of its own.
    [Theory]
    [InlineData("a: {b, - c}")]
    [InlineData("a: [- b]")]
    [InlineData("a: !<#> b")]
    [InlineData("a: !<a b> c")]
    [InlineData("a: {b: {c: - }}")]
    [InlineData("a: {b: {c: {d: ")]
    public void Reports_WhatTheParserStumblesOver(string text) => Check(Shipped.Read(text).Errors, atLeast: 1);

    private static Gen<string> Spoiled(string text) =>
        Gen.Select(Gen.Int[0, text.Length - 1], Gen.Int[0, 60], Gen.Int[0, text.Length - 1], Noise, Gen.Int[0, 3])
            .Array[1, 4].Select(cuts => cuts.Aggregate(text, Spoil));

    private static string Spoil(string text, (int At, int Length, int From, string Noise, int How) cut)
    {
        int at = Math.Min(cut.At, text.Length);
        int length = Math.Min(cut.Length, text.Length - at);
        int from = Math.Min(cut.From, text.Length - length);
        string other = cut.How switch
        {
            0 => "",
            1 => cut.Noise,
            2 => text.Substring(from, length),
            _ => string.Concat(text.AsSpan(at, length), text.AsSpan(from, length)),
        };
        return text[..at] + other + text[(at + length)..];
    }

    private static void Check(IReadOnlyCollection<SiteError> errors, int atLeast = 0)
    {
        Assert.True(errors.Count >= atLeast);
        Assert.True(errors.Count <= SiteErrors.MaxErrors);
        foreach (SiteError error in errors)
        {
            Assert.DoesNotContain(error.ToString(), c => c is '\n' or '\r' or '\u2028' || char.IsControl(c));
            Assert.True(error.At is { Line: > 0, Column: > 0 });
        }
        SiteErrors.ToJson(errors);
    }
}
