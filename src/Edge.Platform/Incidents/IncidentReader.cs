using System.Formats.Tar;
using System.IO.Compression;
using System.Security.Cryptography;
using Edge.Incidents;

namespace Edge.Platform.Incidents;

/// <summary>A bundle that was read: every file is there and is what the manifest says.</summary>
public sealed record IncidentContent(IncidentManifest Manifest, IReadOnlyList<(string Name, ReadOnlyMemory<byte> Content)> Files);

/// <summary>Reads a bundle that came from outside; bounded whatever it says, and never an exception.</summary>
public static class IncidentReader
{
    /// <summary>The files, or in words why it is no bundle.</summary>
    public static Result<IncidentContent, string> Read(ReadOnlyMemory<byte> bundle)
    {
        if (bundle.Length > IncidentLimits.MaxBundleBytes) { return $"longer than {IncidentLimits.MaxBundleBytes} bytes"; }
        try
        {
            using var packed = new GZipStream(new MemoryStream(bundle.ToArray(), writable: false), CompressionMode.Decompress);
            using var plain = new MemoryStream(Unpack(packed), writable: false);
            return Check(Entries(plain));
        }
        catch (Exception exception) when (exception is IOException or InvalidDataException or FormatException or ArgumentException
            or OverflowException or NotSupportedException)
        {
            return $"no archive ({exception.Message})";
        }
    }

    private static byte[] Unpack(GZipStream packed)
    {
        const int Most = IncidentLimits.MaxContentBytes + IncidentLimits.MaxManifestBytes + (2 * 512 * (IncidentLimits.MaxFiles + 2));
        var plain = new MemoryStream();
        var buffer = new byte[64 * 1024];
        while (packed.Read(buffer) is > 0 and int read)
        {
            if (plain.Length + read > Most) { throw new InvalidDataException($"more than {Most} bytes unpacked"); }
            plain.Write(buffer, 0, read);
        }

        return plain.ToArray();
    }

    private static List<(string Name, ReadOnlyMemory<byte> Content)> Entries(MemoryStream plain)
    {
        var entries = new List<(string, ReadOnlyMemory<byte>)>();
        using var tar = new TarReader(plain);
        while (tar.GetNextEntry() is { } entry)
        {
            if (entry.EntryType is not (TarEntryType.RegularFile or TarEntryType.V7RegularFile)) { throw new InvalidDataException($"{entry.Name} is no file"); }
            if (entries.Count > IncidentLimits.MaxFiles) { throw new InvalidDataException($"more than {IncidentLimits.MaxFiles} files"); }
            var content = new MemoryStream();
            entry.DataStream?.CopyTo(content);
            entries.Add((entry.Name, content.ToArray()));
        }

        return entries;
    }

    private static Result<IncidentContent, string> Check(List<(string Name, ReadOnlyMemory<byte> Content)> entries)
    {
        if (entries is not [(IncidentManifest.Name, var first), ..] || IncidentManifest.Read(first.Span) is not { } manifest)
        {
            return $"no {IncidentManifest.Name} of version {IncidentManifest.Newest} in front";
        }

        entries.RemoveAt(0);
        if (!entries.Select(entry => entry.Name).SequenceEqual(manifest.Files.Select(file => file.Name)))
        {
            return "its files are not those of its manifest";
        }

        foreach (((string name, ReadOnlyMemory<byte> content), IncidentFile file) in entries.Zip(manifest.Files))
        {
            if (content.Length != file.Bytes || Convert.ToHexStringLower(SHA256.HashData(content.Span)) != file.Sha256)
            {
                return $"{name} is not the file of its manifest";
            }
        }

        return new IncidentContent(manifest, entries);
    }
}
