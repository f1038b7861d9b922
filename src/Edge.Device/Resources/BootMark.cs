using System.Text;
using Edge.Platform.Files;

namespace Edge.Device.Resources;

/// <summary>A small file that remembers a boot: what is told once in a boot is not told again after a
/// restart of the process.</summary>
/// <remarks>Where it cannot be written, it is told again.</remarks>
public sealed class BootMark(string path)
{
    private const int MaxBytes = 64;

    /// <summary>True the first time in this boot.</summary>
    public bool Take(BootId boot)
    {
        try
        {
            byte[] mark = Encoding.ASCII.GetBytes(boot.ToString());
            if (File.Exists(path) && new FileInfo(path).Length <= MaxBytes && File.ReadAllBytes(path).AsSpan().SequenceEqual(mark)) { return false; }
            DurableFile.Replace(path, mark, DurableFile.OwnerOnly);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Told twice is better than not at all.
        }

        return true;
    }
}
