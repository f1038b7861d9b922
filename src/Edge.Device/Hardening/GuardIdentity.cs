using Edge.Keys;
using Edge.Platform.Keys;

namespace Edge.Device.Hardening;

/// <summary>The key that signs this start's reports: certified by the device's identity, in memory
/// only.</summary>
public static class GuardIdentity
{
    /// <summary>Opens the identity, or makes it where the gateway has not yet; then it belongs to whom the
    /// folder belongs to.</summary>
    public static Result<SigningIdentity, string> Open(string stateFolder, BootId boot)
    {
        string path = Path.Combine(stateFolder, "identity.key");
        bool isNew = !File.Exists(path);
        Result<FileIdentityKey, string> identity = FileIdentityKey.OpenOrCreate(path);
        if (!identity.IsOk) { return identity.Reason; }
        using FileIdentityKey key = identity.Value;
        try
        {
            if (isNew) { Tool.Must("chown", [$"--reference={stateFolder}", "--", path]); }
        }
        catch (IOException exception)
        {
            return $"The identity key {path} cannot be given to the gateway: {exception.Message}";
        }
        return SigningIdentity.Create(key, KeyPurpose.GuardReports, boot);
    }
}
