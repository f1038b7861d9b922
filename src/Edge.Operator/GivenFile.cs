using Edge.Platform.Files;

namespace Edge.Operator;

/// <summary>A file that somebody names on the command line: read up to a limit, whatever it is.</summary>
/// <remarks>A pipe is waited for, so that <c>--key &lt;(...)</c> works; what has no end is refused at the
/// limit.</remarks>
internal static class GivenFile
{
    public static Result<byte[], string> Read(string path, int maxBytes)
    {
        try
        {
            using var file = new FileStream(
                path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0);
            var bytes = new byte[maxBytes + 1];
            int count = file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
            return count <= maxBytes ? bytes[..count] : $"{path} is larger than {maxBytes} bytes.";
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return $"{path} cannot be read: {FileTrouble.Of(path, exception)}.";
        }
    }
}
