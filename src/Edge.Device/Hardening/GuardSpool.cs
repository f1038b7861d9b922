using System.Security.Cryptography;
using System.Text;
using Edge.Device.Buses;
using Edge.Hardening;

namespace Edge.Device.Hardening;

/// <summary>Where the guard leaves what happened for the gateway, which keeps the audit log: lines in a file of this boot that
/// everybody may read and only root may write.</summary>
/// <remarks>Bounded: a file that is full becomes the one before, and the one before that is gone. A reader that was away for two
/// files misses what was in the older; the journal has it. Several processes of the guard may write.</remarks>
public sealed class GuardSpool(string runFolder, IGuardTrail journal) : IGuardTrail
{
    /// <summary>Of one file.</summary>
    public const int MaxBytes = 128 * 1024;

    private const UnixFileMode Mode =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    private const int Attempts = 200;
    private static readonly TimeSpan BetweenAttempts = TimeSpan.FromMilliseconds(10);

    public static string Current(string runFolder) => Path.Combine(runFolder, "events");

    public static string Before(string runFolder) => Path.Combine(runFolder, "events.before");

    /// <inheritdoc/>
    public void Record(GuardEvent happened)
    {
        journal.Record(happened);
        try
        {
            Directory.CreateDirectory(runFolder);
            using FileStream held = Hold();
            Append(GuardSpoolLine.Write(happened));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Without root, or with a full /run: the journal has it.
        }
    }

    private void Append(string line)
    {
        string path = Current(runFolder);
        if (File.Exists(path) && new FileInfo(path).Length + line.Length > MaxBytes) { File.Move(path, Before(runFolder), overwrite: true); }
        bool isNew = !File.Exists(path);
        using var file = new FileStream(path, new FileStreamOptions
        {
            Mode = FileMode.Append, Access = FileAccess.Write, Share = FileShare.ReadWrite, BufferSize = 0, UnixCreateMode = Mode,
        });
        if (isNew)
        {
            // The umask of the unit is narrower.
            File.SetUnixFileMode(file.SafeFileHandle, Mode);
            line = GuardSpoolLine.First(Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8))) + line;
        }

        file.Write(Encoding.UTF8.GetBytes(line));
    }

    /// <summary>One writer at a time; another one holds it for one line only.</summary>
    private FileStream Hold()
    {
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                return new FileStream(Path.Combine(runFolder, "events.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException) when (attempt < Attempts)
            {
                Pauses.Real(BetweenAttempts);
            }
        }
    }
}
