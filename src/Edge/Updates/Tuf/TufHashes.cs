using System.Security.Cryptography;

namespace Edge.Updates.Tuf;

/// <summary>Hashes by algorithm. Known are sha256, sha384 and sha512; others are kept and not looked at.</summary>
public sealed class TufHashes
{
    private const int MaxAlgorithms = 16;
    private static readonly string[] KnownAlgorithms = ["sha256", "sha512", "sha384"];

    private readonly Dictionary<string, string> _digits;

    private TufHashes(Dictionary<string, string> digits) => _digits = digits;

    public static TufHashes None { get; } = new([]);

    /// <summary>Hexadecimal digits by algorithm, as they were written.</summary>
    public IReadOnlyDictionary<string, string> ByAlgorithm => _digits;

    public bool IsEmpty => _digits.Count == 0;

    /// <summary>What stands before the file name of a target in a repository with consistent snapshots.</summary>
    public string? FilePrefix => Known().Select(k => k.Digits).FirstOrDefault();

    /// <summary>The algorithms to compute; every one of them must match.</summary>
    internal IEnumerable<(HashAlgorithmName Algorithm, string Digits)> Known() =>
        from name in KnownAlgorithms
        where _digits.ContainsKey(name)
        select (new HashAlgorithmName(name.ToUpperInvariant()), _digits[name]);

    /// <summary>Null when every known hash matches, and there is one.</summary>
    internal TufReason? Check(ReadOnlySpan<byte> bytes, string what)
    {
        int known = 0;
        foreach ((HashAlgorithmName algorithm, string digits) in Known())
        {
            known++;
            string actual = Convert.ToHexStringLower(CryptographicOperations.HashData(algorithm, bytes));
            if (!actual.Equals(digits, StringComparison.OrdinalIgnoreCase))
            {
                return new TufReason(TufRefusal.HashMismatch, $"{what}: {algorithm.Name} is {actual}, expected {digits}");
            }
        }
        return known > 0 ? null : new TufReason(TufRefusal.NoKnownHash, $"{what}: no known hash algorithm");
    }

    internal static TufHashes Read(TufFields fields)
    {
        var digits = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach ((string algorithm, string value) in fields.TextMembers())
        {
            if (value.Length is 0 or > 256 || Hexadecimal.Read(value) is null || digits.Count == MaxAlgorithms)
            {
                fields.Wrong("hexadecimal digits by algorithm");
                break;
            }
            digits.Add(algorithm, value);
        }
        if (digits.Count == 0) { fields.Wrong("at least one hash"); }
        return new TufHashes(digits);
    }
}
