using Edge.Platform.Files;
using Edge.Profiles;
using Edge.Rules.Replay;

namespace Edge.Host.Replay;

/// <summary>Recordings on disk.</summary>
internal static class RecordingFiles
{
    /// <summary>All files as one recording, or words that say which line of which file is wrong.</summary>
    public static Result<Recording, string> Read(IReadOnlyList<string> files, Site site)
    {
        var reader = new RecordingReader(site);
        var buffer = new byte[256 * 1024];
        foreach (string file in files)
        {
            try
            {
                if (ReadOne(reader, file, buffer) is { } refusal) { return refusal.ToString(); }
            }
            catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
            {
                return $"{file}: {FileTrouble.Of(file, cause)}";
            }
        }

        return reader.ToRecording();
    }

    private static RecordingRefusal? ReadOne(RecordingReader reader, string file, byte[] buffer)
    {
        using FileStream input = File.OpenRead(file);
        reader.BeginFile(file);
        int read;
        while ((read = input.Read(buffer)) > 0)
        {
            if (reader.Take(buffer.AsSpan(0, read)) is { } refusal) { return refusal; }
        }

        return reader.EndFile();
    }
}
