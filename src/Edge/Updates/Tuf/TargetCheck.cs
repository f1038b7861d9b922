using System.Security.Cryptography;

namespace Edge.Updates.Tuf;

/// <summary>Checks the bytes of a target while they arrive: never more than its length, and in the end every known hash.</summary>
public sealed class TargetCheck : IDisposable
{
    private readonly FoundTarget _target;
    private readonly (IncrementalHash Hash, string Digits)[] _hashes;
    private long _length;

    public TargetCheck(FoundTarget target)
    {
        _target = target;
        _hashes = [.. target.File.Hashes.Known().Select(k => (IncrementalHash.CreateHash(k.Algorithm), k.Digits))];
    }

    /// <summary>Takes the next bytes. False when they are more than the target has: there is no need to go on.</summary>
    public bool Append(ReadOnlySpan<byte> bytes)
    {
        _length += bytes.Length;
        if (_length > _target.File.Length) { return false; }
        foreach ((IncrementalHash hash, _) in _hashes) { hash.AppendData(bytes); }
        return true;
    }

    /// <summary>Null when the bytes so far are the target, all of it and nothing else.</summary>
    public TufReason? Finish()
    {
        string what = _target.Path.Text;
        if (_length != _target.File.Length)
        {
            return new TufReason(TufRefusal.LengthMismatch, $"{what}: {_length} bytes, expected {_target.File.Length}");
        }
        foreach ((IncrementalHash hash, string digits) in _hashes)
        {
            string actual = Convert.ToHexStringLower(hash.GetHashAndReset());
            if (!actual.Equals(digits, StringComparison.OrdinalIgnoreCase))
            {
                return new TufReason(TufRefusal.HashMismatch, $"{what}: {hash.AlgorithmName} is {actual}, expected {digits}");
            }
        }
        return _hashes.Length > 0 ? null : new TufReason(TufRefusal.NoKnownHash, $"{what}: no known hash algorithm");
    }

    public void Dispose()
    {
        foreach ((IncrementalHash hash, _) in _hashes) { hash.Dispose(); }
    }
}
