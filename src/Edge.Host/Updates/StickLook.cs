using Edge.Platform.Updates;
using Edge.Updates;
using Edge.Updates.Tuf;

namespace Edge.Host.Updates;

/// <summary>Says what is wrong with a stick before its metadata are read: those could only say that a file is missing.</summary>
internal static class StickLook
{
    /// <summary>Null: it has at least one repository in it.</summary>
    public static string? Problem(string stick)
    {
        const string Layout = "A stick has the folders vendor/ and operator/, each with the content of a repository's folder 'public'";
        try
        {
            if (File.Exists(stick)) { return $"--stick: {stick} is a file. Name the folder that the stick is mounted on."; }
            if (!Directory.Exists(stick))
            {
                return $"--stick: there is no folder {stick} that user {Environment.UserName} can see. Is the stick mounted, and may everybody read it?";
            }
            if (HasTimestamp(stick)) { return $"--stick: {stick} is one repository itself. {Layout}: name the folder above it."; }
            return Directory.EnumerateDirectories(stick).Any(HasTimestamp)
                ? null
                : $"--stick: no folder in {stick} is a repository: there is no metadata/timestamp.json in any. {Layout}.";
        }
        catch (UnauthorizedAccessException)
        {
            return $"--stick: user {Environment.UserName} may not read {stick}. Mount it so that everybody may, such as: mount -o ro,umask=022 DEVICE {stick}";
        }
        catch (IOException exception)
        {
            return $"--stick: {stick} cannot be read: {exception.Message}";
        }
    }

    /// <summary>Behind a refusal of its metadata: which repository on it is another one than this machine was set up with; empty: none.</summary>
    public static string Stranger(string stick, UpdateFolders folders)
    {
        var disk = new LinuxDisk();
        foreach (string repository in Directory.EnumerateDirectories(stick).Select(folder => Path.GetFileName(folder)).Order(StringComparer.Ordinal))
        {
            if (disk.ReadAll(folders.FirstRoot(repository), TufLimits.MaxRootBytes) is not byte[] root
                || !TrustedMetadata.From(root, TimeFloor.Earliest).TryGet(out TrustedMetadata trusted, out _))
            {
                continue;
            }
            string file = TufNames.FileOf(TufNames.Root, trusted.Root.Header.Version);
            if (disk.ReadAll(Path.Combine(stick, repository, "metadata", file), TufLimits.MaxRootBytes) is byte[] other && !other.AsSpan().SequenceEqual(root))
            {
                return $"\n{repository}/ on this stick is another repository than the one this machine was set up with: its {file} is not "
                    + $"{folders.FirstRoot(repository)}. Is it another town's stick?";
            }
        }
        return "";
    }

    private static bool HasTimestamp(string folder) => File.Exists(Path.Combine(folder, "metadata", "timestamp.json"));
}
