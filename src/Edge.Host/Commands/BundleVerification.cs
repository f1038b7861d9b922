using Edge.Audit;
using Edge.Incidents;
using Edge.Keys;
using Edge.Platform.Incidents;

namespace Edge.Host.Commands;

/// <summary>Checks the slice of the audit log in an incident bundle, from the bundle and the device's descriptor alone.</summary>
internal static class BundleVerification
{
    private const string LogFolder = "audit/";
    private const string Proof = "audit-proof.json";

    /// <summary>The verdict on the slice, or in words why there is none.</summary>
    public static Result<AuditVerdict, string> Verify(string path, DeviceDescriptor device, IReadOnlyCollection<AuditWitness> witnesses)
    {
        try
        {
            if (new FileInfo(path).Length > IncidentLimits.MaxBundleBytes) { return $"{path} is longer than any bundle."; }
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
        var verifier = new AuditVerifier(device, witnesses);
        int files = 0;
        foreach ((string name, ReadOnlyMemory<byte> bytes) in content.Files)
        {
            if (!name.StartsWith(LogFolder, StringComparison.Ordinal)) { continue; }
            verifier.Take(bytes);
            files++;
        }

        if (files == 0) { return $"{path} holds no audit log: {string.Join("; ", content.Manifest.Missing.Select(gap => $"{gap.Name}: {gap.Why}"))}."; }
        AuditVerdict verdict = verifier.Finish();
        foreach ((string name, ReadOnlyMemory<byte> bytes) in content.Files)
        {
            if (name != Proof) { continue; }
            AuditProofVerdict? proof = AuditProof.Read(bytes.ToArray())?.Check(device);
            if (proof is not { IsProved: true }) { return $"{path}: its slice is not proved to follow what came before: {proof?.Words ?? "no proof"}."; }
        }

        return verdict;
    }
}
