using Edge.Hardening;

namespace Edge.Device.Hardening;

/// <summary>The report that a guard left for whoever wants to read it.</summary>
public static class ReportFile
{
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
}
