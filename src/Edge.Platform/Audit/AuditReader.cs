using Edge.Audit;
using Edge.Keys;
using Edge.Platform.Files;

namespace Edge.Platform.Audit;

/// <summary>Checks a log that lies on a disk: a folder of files, or one file.</summary>
public static class AuditReader
{
    /// <summary>The verdict, or in words why there is nothing to judge.</summary>
    public static Result<AuditVerdict, string> Verify(
        string path, DeviceDescriptor device, IReadOnlyCollection<AuditWitness> witnesses, Action<AuditEntry>? onEntry = null)
    {
        try
        {
            bool isFolder = Directory.Exists(path);
            string[] files = isFolder ? [.. AuditSegment.In(path).Select(segment => segment.Path)] : [path];
            if (files.Length == 0) { return $"{path} holds no audit log (files that end in .audit)."; }
            var verifier = new AuditVerifier(device, witnesses) { OnEntry = onEntry };
            foreach (string file in files)
            {
                if (new FileInfo(file).Length > AuditLimits.MaxFileBytes) { return $"{file} is longer than any log."; }
                verifier.Take(isFolder ? AuditSegment.Read(file, AuditLimits.MaxFileBytes) : File.ReadAllBytes(file));
            }

            return verifier.Finish();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return $"{path} cannot be read: {FileTrouble.Of(path, exception)}.";
        }
    }
}
