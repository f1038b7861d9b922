using Edge.Hardening;

namespace Edge.Device.Hardening;

/// <summary>Users that a password, or none at all, lets in. What a password's hash is never leaves this
/// class.</summary>
internal sealed class AccountScan(MachineRoot root)
{
    public const string Shadow = "/etc/shadow";

    public IEnumerable<Found> All()
    {
        foreach (string line in root.Lines(Shadow))
        {
            string[] fields = line.Split(':');
            if (fields.Length < 2 || fields[0].Length == 0 || IsLocked(fields[1])) { continue; }
            string why = fields[1].Length == 0 ? "without a password" : "it has a password";
            yield return Found.Of(FoundKind.Account, fields[0]).With("why", why);
        }
    }

    // Source: shadow(5): a field that begins with ! is locked; * can be no hash.
    public static bool IsLocked(string field) => field.StartsWith('!') || field.StartsWith('*');
}
