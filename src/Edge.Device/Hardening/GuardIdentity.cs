using Edge.Keys;
using Edge.Platform.Files;
using Edge.Platform.Keys;

namespace Edge.Device.Hardening;

/// <summary>The key that signs this start's reports: certified by the device's identity, in memory
/// only.</summary>
/// <remarks>The identity lies in a folder of the gateway's user: it is read as a stranger's file, and never
/// made or given away
/// here.</remarks>
public static class GuardIdentity
{
    /// <summary>Opens the identity; where the gateway has not made it yet there is none.</summary>
    public static Result<SigningIdentity, string> Open(string stateFolder, BootId boot)
    {
        string path = Path.Combine(stateFolder, "identity.key");
        if (FileOwner.Of(path) is { } owner && FileOwner.Of(stateFolder) is { } folder && owner.User != folder.User)
        {
            return $"The identity key {path} belongs to user {owner.User}, and its folder to user {folder.User}. "
                + $"Give it to whom the folder belongs to: chown --no-dereference --reference={stateFolder} {path}";
        }

        Result<FileIdentityKey, string> identity = FileIdentityKey.Open(path);
        if (!identity.IsOk) { return identity.Reason; }
        using FileIdentityKey key = identity.Value;
        return SigningIdentity.Create(key, KeyPurpose.GuardReports, boot);
    }
}
