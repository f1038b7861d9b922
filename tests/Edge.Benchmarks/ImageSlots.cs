using System.Globalization;
using System.Security.Cryptography;

namespace Edge.Benchmarks;

/// <summary>Two slots of 512 MiB: files behind loop devices that go past the page cache of the file, so that a write goes to the disk.</summary>
internal sealed class ImageSlots : IDisposable
{
    private readonly string _folder;

    public ImageSlots(string folder)
    {
        _folder = folder;
        A = Attach("slotA.img", Path.Combine(folder, "v1.ext4"));
        B = Attach("slotB.img", Path.Combine(folder, "v1.ext4"));
    }

    /// <summary>The device of the slot that runs; it holds the first release.</summary>
    public string A { get; }

    /// <summary>The device of the slot that is written.</summary>
    public string B { get; }

    /// <summary>Bytes that the device of slot B was given since it was attached.</summary>
    /// <remarks>Source: Documentation/block/stat of Linux: the seventh number, sectors of 512
    /// bytes.</remarks>
    public double Received()
    {
        string[] numbers = File.ReadAllText($"/sys/block/{Path.GetFileName(B)}/stat").Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return 512 * double.Parse(numbers[6], CultureInfo.InvariantCulture);
    }

    /// <summary>Slot B holds a file again, and nothing is left to be written.</summary>
    public void Restore(string file) => ImageTools.Run(_folder, "dd", $"if={file}", $"of={B}", "bs=1M", "conv=fsync", "status=none");

    /// <summary>A file as long as a slot of which no block is like any other.</summary>
    public string Noise()
    {
        string path = Path.Combine(_folder, "noise.img");
        if (File.Exists(path)) { return path; }
        using FileStream file = File.Create(path);
        var bytes = new byte[1 << 20];
        for (long left = new FileInfo(Path.Combine(_folder, "v1.ext4")).Length; left > 0; left -= bytes.Length)
        {
            RandomNumberGenerator.Fill(bytes);
            file.Write(bytes);
        }
        return path;
    }

    /// <summary>Whether slot B begins with a file.</summary>
    public bool Holds(string file)
    {
        using FileStream slot = File.OpenRead(B), wanted = File.OpenRead(file);
        byte[] one = new byte[1 << 20], other = new byte[1 << 20];
        for (int count; (count = wanted.ReadAtLeast(one, one.Length, throwOnEndOfStream: false)) > 0;)
        {
            slot.ReadExactly(other, 0, count);
            if (!one.AsSpan(0, count).SequenceEqual(other.AsSpan(0, count))) { return false; }
        }
        return true;
    }

    public void Dispose()
    {
        foreach (string device in (string[])[A, B]) { ImageTools.Run(_folder, "losetup", "--detach", device); }
    }

    private string Attach(string name, string content)
    {
        string path = Path.Combine(_folder, name);
        if (!File.Exists(path)) { ImageTools.Run(_folder, "cp", "--sparse=never", content, path); }
        return ImageTools.Run(_folder, "losetup", "--direct-io=on", "--find", "--show", path).Trim();
    }
}
