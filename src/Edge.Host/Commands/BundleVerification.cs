using Edge.Audit;
using Edge.Incidents;
using Edge.Keys;
using Edge.Platform.Audit;
using Edge.Platform.Incidents;

namespace Edge.Host.Commands;

/// <summary>Checks the slice of the audit log in an incident bundle, from the bundle and the device's
/// descriptor alone.</summary>
internal static class BundleVerification
{
    private const string LogFolder = "audit/";
    private const string Proof = "audit-proof.json";

    /// <summary>The verdict on the slice, or in words why there is none.</summary>
    public static Result<AuditVerdict, string> Verify(string path, DeviceDescriptor device, IReadOnlyCollection<AuditWitness> witnesses)
    {
        try
        {
            if (new FileInfo(path).Length > IncidentLimits.MaxBundleBytes)
            {
                return $"{path} is longer than any bundle.";
            }
            Result<IncidentContent, string> read = IncidentReader.Read(File.ReadAllBytes(path));
            return read.IsOk ? Verify(path, read.Value, device, witnesses) : $"{path} is no incident bundle: {read.Reason}.";
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return $"{path}: {exception.Message}";
        }
    }

    private static Result<AuditVerdict, string> Verify(
        string path, IncidentContent content, DeviceDescriptor device, IReadOnlyCollection<AuditWitness> witnesses)
    {
        ReadOnlyMemory<byte>[] files =
            [.. content.Files.Where(file => file.Name.StartsWith(LogFolder, StringComparison.Ordinal)).Select(file => file.Content)];
        if (files.Length == 0)
        {
            return $"{path} holds no audit log: {string.Join("; ", content.Manifest.Missing.Select(gap => $"{gap.Name}: {gap.Why}"))}.";
        }
        var verifier = new AuditVerifier(device, witnesses);
        foreach (ReadOnlyMemory<byte> file in files) { verifier.Take(file); }
        AuditVerdict verdict = verifier.Finish();
        if (verdict.First == 0) { return verdict; }
        return WhyUnproved(content, device, files) is { } why
            ? $"{path}: its slice is not proved to follow what came before: {why}."
            : verdict;
    }

    /// <summary>Null: the proof is there, and it is that of this slice and of its last signed head.</summary>
    private static string? WhyUnproved(IncidentContent content, DeviceDescriptor device, ReadOnlyMemory<byte>[] slice)
    {
        ReadOnlyMemory<byte> bytes = content.Files.FirstOrDefault(file => file.Name == Proof).Content;
        if (bytes.IsEmpty) { return "the bundle has no proof"; }
        if (AuditProof.Read(bytes.Span) is not { } proof) { return "no proof"; }
        if (proof.Check(device) is { IsProved: false } refused) { return refused.Words; }
        bool isOfSlice = AuditProofs.OfBeginning(slice).TryGet(out AuditProof due, out _)
            && proof.Entry is null && proof.OlderSize == due.OlderSize && proof.OlderRoot == due.OlderRoot
            && proof.Head.Span.SequenceEqual(due.Head.Span);
        return isOfSlice ? null : "the proof is that of another log";
    }
}
