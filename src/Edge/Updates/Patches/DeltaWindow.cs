namespace Edge.Updates.Patches;

/// <summary>How far back the streams of a patch may refer, as a power of two: whoever unpacks one keeps so
/// many bytes, for three streams
/// at a time.</summary>
public static class DeltaWindow
{
    /// <summary>4 MiB.</summary>
    public const int OfFiles = 22;

    /// <summary>1 MiB: an image has many patches, and is written on small boards.</summary>
    public const int OfImages = 20;

    /// <summary>What a Brotli stream that begins with this byte keeps; 0 where none begins so.</summary>
    /// <remarks>Source: RFC 7932, section 9.1, WBITS.</remarks>
    internal static int Of(byte first)
    {
        if ((first & 1) == 0) { return 16; }
        int three = (first >> 1) & 7, more = (first >> 4) & 7;
        return three != 0 ? 17 + three : more switch { 0 => 17, 1 => 0, _ => 8 + more };
    }
}
