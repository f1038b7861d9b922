using System.Formats.Tar;
using System.IO.Compression;
using System.Text;
using Edge.Incidents;
using Edge.Platform.Incidents;

namespace Edge.Tests.Incidents;

public sealed class IncidentReaderTests
{
    [Fact]
    public void Reads_WhatWasWritten_AndWritesTheSameBytesAgain()
    {
        byte[] bytes = Bundle();
        Assert.Equal(bytes, Bundle());
        IncidentContent content = IncidentReader.Read(bytes).Value;
        Assert.Equal(["notes", "log"], content.Files.Select(file => file.Name));
        Assert.Equal("weir", Encoding.UTF8.GetString(content.Files[0].Content.Span));
        Assert.Equal(("pump", "it was not there"), (content.Manifest.Missing[0].Name, content.Manifest.Missing[0].Why));
        Assert.True(content.Manifest.IsRunning);
    }

    [Fact]
    public void Keeps_TheEndOfALongJournalAndTheBeginningOfAnotherText()
    {
        var bundle = new IncidentBundle(new Redaction([]));
        string text = "begin" + new string('x', IncidentLimits.MaxTextBytes) + "end";
        bundle.AddText("journal", text, "", keepsEnd: true);
        bundle.AddText("site", text, "");
        Assert.All(bundle.Files, file => Assert.Equal((IncidentLimits.MaxTextBytes, true), ((int)file.Bytes, file.IsCut)));
        IReadOnlyList<(string Name, ReadOnlyMemory<byte> Content)> files = IncidentReader.Read(Write(bundle)).Value.Files;
        Assert.True(files[0].Content.Span.EndsWith("end"u8) && files[1].Content.Span.StartsWith("begin"u8));
    }

    [Fact]
    public void Takes_NothingMoreThanFits()
    {
        var bundle = new IncidentBundle(new Redaction([]));
        int fits = IncidentLimits.MaxContentBytes / IncidentLimits.MaxTextBytes;
        for (int i = 0; i <= fits; i++) { bundle.AddBytes($"f{i}", new byte[IncidentLimits.MaxTextBytes]); }
        Assert.Equal(fits, bundle.Files.Count);
        Assert.Equal("the bundle is full", Assert.Single(bundle.Missing).Why);
        Assert.True(IncidentReader.Read(Write(bundle)).IsOk);
    }

    [Fact]
    public void Leaves_OutBytesThatHoldASecret()
    {
        var bundle = new IncidentBundle(new Redaction([[.. "hunter2!"u8]]));
        bundle.AddBytes("log", "xxhunter2!yy"u8.ToArray());
        Assert.Empty(bundle.Files);
        Assert.Contains("a secret", Assert.Single(bundle.Missing).Why, StringComparison.Ordinal);
    }

    [Fact]
    public void Refuses_ABundleThatWasChanged()
    {
        (string, string) manifest = ("manifest.json", Manifest());
        string newer = Manifest().Replace("\"version\": 1", "\"version\": 2", StringComparison.Ordinal);
        Refuses("not the file of its manifest", Packed(manifest, ("notes", "wear"), ("log", "1")));
        Refuses("not those of its manifest", Packed(manifest, ("notes", "weir")));
        Refuses("not those of its manifest", Packed(manifest, ("log", "1"), ("notes", "weir")));
        Refuses("in front", Packed(("notes", "weir"), manifest, ("log", "1")));
        Refuses("in front", Packed(("manifest.json", newer), ("notes", "weir"), ("log", "1")));
        Refuses("no archive", "no bundle at all"u8.ToArray());
        Refuses("longer than", new byte[IncidentLimits.MaxBundleBytes + 1]);
        Assert.False(IncidentReader.Read(ReadOnlyMemory<byte>.Empty).IsOk);
    }

    [Fact]
    public void Refuses_ABombAndALink()
    {
        var bomb = new MemoryStream();
        using (var packed = new GZipStream(bomb, CompressionLevel.SmallestSize, leaveOpen: true))
        {
            byte[] zeros = new byte[1024 * 1024];
            for (int i = 0; i < 64; i++) { packed.Write(zeros); }
        }

        Refuses("unpacked", bomb.ToArray());
        var linked = new MemoryStream();
        using (var packed = new GZipStream(linked, CompressionLevel.Fastest, leaveOpen: true))
        using (var tar = new TarWriter(packed, TarEntryFormat.Ustar))
        {
            tar.WriteEntry(new UstarTarEntry(TarEntryType.SymbolicLink, "manifest.json") { LinkName = "/etc/shadow" });
        }

        Refuses("is no file", linked.ToArray());
    }

    private static void Refuses(string words, byte[] bundle) =>
        Assert.Contains(words, IncidentReader.Read(bundle).Reason, StringComparison.Ordinal);

    private static string Manifest() => Encoding.UTF8.GetString(IncidentReader.Read(Bundle()).Value.Manifest.Write());

    internal static byte[] Bundle()
    {
        var bundle = new IncidentBundle(new Redaction([]));
        bundle.AddText("notes", "weir", "");
        bundle.AddText("pump", null, "it was not there");
        bundle.AddBytes("log", "1"u8.ToArray());
        return Write(bundle);
    }

    private static byte[] Write(IncidentBundle bundle) => bundle.Write((files, missing) =>
        new IncidentManifest(IncidentManifest.Newest, null, "1.0", "boot", 2_000, 1_000, true, files, missing));

    private static byte[] Packed(params (string Name, string Text)[] files)
    {
        var output = new MemoryStream();
        using (var packed = new GZipStream(output, CompressionLevel.Fastest, leaveOpen: true))
        using (var tar = new TarWriter(packed, TarEntryFormat.Ustar))
        {
            foreach ((string name, string text) in files)
            {
                tar.WriteEntry(new UstarTarEntry(TarEntryType.RegularFile, name) { DataStream = new MemoryStream(Encoding.UTF8.GetBytes(text)) });
            }
        }

        return output.ToArray();
    }
}
