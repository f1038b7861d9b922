using System.Globalization;
using Edge.Hardening;

namespace Edge.Device.Hardening;

/// <summary>The report that a guard left for whoever wants to read it.</summary>
public static class ReportFile
{
    private const int MostDigits = 19;

    /// <summary>Its bytes; empty where there is none, it cannot be read or is larger than any
    /// report.</summary>
    public static byte[] Read(string path)
    {
        try
        {
            return File.Exists(path) && new FileInfo(path).Length <= GuardReport.MaxBytes
                ? File.ReadAllBytes(path) : [];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    /// <summary>Milliseconds since the boot at which the report was green last; 0: none was, or it cannot be
    /// told.</summary>
    public static long LastGreen(string path)
    {
        try
        {
            return File.Exists(path) && new FileInfo(path).Length <= MostDigits
                && long.TryParse(File.ReadAllText(path), NumberStyles.None, CultureInfo.InvariantCulture,
                    out long milliseconds) ? milliseconds : 0;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return 0;
        }
    }
}
