using System.Security.Cryptography;
using System.Text;
using Edge.Platform.Files;

namespace Edge.Platform.Audit;

/// <summary>Where another process leaves what happened for the gateway, which keeps the audit log: lines in a file that
/// everybody may read and only its owner may write.</summary>
/// <remarks>Bounded: a file that is full becomes the one before, and the one before that is gone. A reader that was away for
/// two files misses what was in the older. Several processes of the owner may write. A line is durable on return where
/// the folder is. Throws <see cref="IOException"/> and <see cref="UnauthorizedAccessException"/>.</remarks>
public sealed class EventSpool(string folder)
{
    /// <summary>Of one file.</summary>
    public const int MaxBytes = 128 * 1024;

    /// <summary>Of one line with its line feed; a longer one is passed over.</summary>
    public const int MaxLineBytes = 8_192;

    private const UnixFileMode FolderMode = DurableFile.WorldReadable
        | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    private const int Attempts = 200;
    private static readonly TimeSpan BetweenAttempts = TimeSpan.FromMilliseconds(10);

    public static string Current(string folder) => Path.Combine(folder, "events");

    public static string Before(string folder) => Path.Combine(folder, "events.before");

    /// <param name="line">With its line feed.</param>
    /// <param name="again">False: not where the file ends with just this line.</param>
    public void Append(string line, bool again = true)
    {
        if (!Directory.Exists(folder))
        {
            Directory.CreateDirectory(folder);
            // The umask of a person may be narrower.
            File.SetUnixFileMode(folder, FolderMode);
        }

        using FileStream held = Hold();
        byte[] bytes = Encoding.UTF8.GetBytes(line);
        if (again || !EndsWith(bytes)) { Write(bytes); }
    }

    private void Write(byte[] line)
    {
        string path = Current(folder);
        if (File.Exists(path) && new FileInfo(path).Length + line.Length > MaxBytes) { File.Move(path, Before(folder), overwrite: true); }
        bool isNew = !File.Exists(path);
        using var file = new FileStream(path, new FileStreamOptions
        {
            Mode = FileMode.Append, Access = FileAccess.Write, Share = FileShare.ReadWrite, BufferSize = 0,
            UnixCreateMode = DurableFile.WorldReadable,
        });
        if (isNew)
        {
            File.SetUnixFileMode(file.SafeFileHandle, DurableFile.WorldReadable);
            line = [.. Encoding.ASCII.GetBytes(First(Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8)))), .. line];
        }

        file.Write(line);
        file.Flush(flushToDisk: true);
        if (isNew) { DurableFile.FlushFolder(folder); }
    }

    /// <summary>The line in front: another name is another file.</summary>
    internal static string First(string name) => $"{name}\n";

    private bool EndsWith(byte[] line)
    {
        string path = Current(folder);
        if (!File.Exists(path)) { return false; }
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        if (file.Length < line.Length) { return false; }
        var end = new byte[line.Length];
        file.Seek(-line.Length, SeekOrigin.End);
        file.ReadExactly(end);
        return end.AsSpan().SequenceEqual(line);
    }

    /// <summary>One writer at a time; another one holds it for one line only.</summary>
    private FileStream Hold()
    {
        using var pause = new ManualResetEvent(initialState: false);
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                return new FileStream(Path.Combine(folder, "events.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException) when (attempt < Attempts)
            {
                _ = pause.WaitOne(BetweenAttempts);
            }
        }
    }
}
