namespace Edge.Keys;

/// <summary>What a refusal means to whoever put the file there.</summary>
public static class KeyRefusalWords
{
    public static string Words(this KeyRefusal refusal) => refusal switch
    {
        KeyRefusal.Malformed => "it is cut off, or not such a file",
        KeyRefusal.UnknownVersion => "its version is newer than this software",
        KeyRefusal.UnknownSuite => "its cryptographic suite is unknown to this software",
        KeyRefusal.UnknownPurpose => "its purpose is unknown to this software",
        KeyRefusal.WrongDevice => "it belongs to another device",
        KeyRefusal.SignatureInvalid => "its signature is not valid",
        KeyRefusal.WrongPurpose => "its key is for another purpose",
        KeyRefusal.IdentityMismatch => "its device id is not the hash of its identity key",
        KeyRefusal.BadKey => "a key in it has the wrong length, or is no key of its kind",
        KeyRefusal.TooLarge => "it is too large",
        _ => throw new ArgumentOutOfRangeException(nameof(refusal), refusal, "no refusal"),
    };
}
