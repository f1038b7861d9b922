using System.Buffers;

namespace Edge.Updates.Tuf;

/// <summary>Bytes as hexadecimal digits, the way metadata write keys, signatures and hashes.</summary>
internal static class Hexadecimal
{
    /// <summary>Null for anything that is not pairs of hexadecimal digits.</summary>
    public static byte[]? Read(string text)
    {
        if (text.Length % 2 != 0) { return null; }
        var bytes = new byte[text.Length / 2];
        return Convert.FromHexString(text, bytes, out int read, out int written) == OperationStatus.Done
            && read == text.Length && written == bytes.Length ? bytes : null;
    }
}
