using System.Formats.Tar;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using Edge.Incidents;

namespace Edge.Platform.Incidents;

/// <summary>Files for a bundle, in the order in which they were added; nothing gets in that holds a known secret.</summary>
/// <remarks>The same files give the same bytes: owner, mode and time of each are fixed. One thread.</remarks>
public sealed class IncidentBundle(Redaction redaction)
{
    private const UnixFileMode Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly List<(IncidentFile File, byte[] Content)> _files = [];
    private readonly List<IncidentGap> _missing = [];
    private long _bytes;

    public IReadOnlyList<IncidentFile> Files => [.. _files.Select(each => each.File)];

    public IReadOnlyList<IncidentGap> Missing => _missing;

    /// <summary>Adds a text without its secrets.</summary>
    /// <param name="keepsEnd">What stays of one that is too long: its end, else its beginning.</param>
    public void AddText(string name, string? text, string whyMissing, bool keepsEnd = false)
    {
        if (text is null)
        {
            Miss(name, whyMissing);
            return;
        }

        byte[] bytes = Encoding.UTF8.GetBytes(redaction.Clean(text));
        bool isCut = bytes.Length > IncidentLimits.MaxTextBytes;
        if (isCut) { bytes = keepsEnd ? bytes[^IncidentLimits.MaxTextBytes..] : bytes[..IncidentLimits.MaxTextBytes]; }
        Add(name, bytes, isCut);
    }

    /// <summary>Adds bytes that must stay as they are; not where they hold a secret.</summary>
    public void AddBytes(string name, ReadOnlyMemory<byte> bytes) => Add(name, bytes.ToArray(), isCut: false);

    public void Miss(string name, string why) => _missing.Add(new(name, redaction.Clean(why)));

    /// <summary>The bundle: a tar archive in gzip, the manifest first.</summary>
    public byte[] Write(Func<IReadOnlyList<IncidentFile>, IReadOnlyList<IncidentGap>, IncidentManifest> manifest)
    {
        byte[] first = manifest(Files, Missing).Write();
        if (redaction.IsIn(first)) { throw new InvalidOperationException("The manifest of the bundle would hold a secret."); }
        var output = new MemoryStream();
        using (var packed = new GZipStream(output, CompressionLevel.Optimal, leaveOpen: true))
        using (var tar = new TarWriter(packed, TarEntryFormat.Ustar, leaveOpen: true))
        {
            Write(tar, IncidentManifest.Name, first);
            foreach ((IncidentFile file, byte[] content) in _files) { Write(tar, file.Name, content); }
        }

        return output.ToArray();
    }

    private void Add(string name, byte[] content, bool isCut)
    {
        if (redaction.IsIn(content))
        {
            Miss(name, "it holds a secret of this gateway and cannot be told without it");
        }
        else if (_bytes + content.Length > IncidentLimits.MaxContentBytes || _files.Count + 1 >= IncidentLimits.MaxFiles)
        {
            Miss(name, "the bundle is full");
        }
        else
        {
            _bytes += content.Length;
            _files.Add((new(name, content.Length, Convert.ToHexStringLower(SHA256.HashData(content)), isCut), content));
        }
    }

    private static void Write(TarWriter tar, string name, byte[] content) => tar.WriteEntry(new UstarTarEntry(TarEntryType.RegularFile, name)
    {
        Mode = Mode, ModificationTime = DateTimeOffset.UnixEpoch, DataStream = new MemoryStream(content, writable: false),
    });
}
