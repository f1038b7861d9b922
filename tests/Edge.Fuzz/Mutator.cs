using System.Text;

namespace Edge.Fuzz;

/// <summary>Changes documents: bits, bytes, ranges, tokens that parsers stumble over, and parts of other documents.</summary>
internal sealed class Mutator(int seed)
{
    private const int MaxLength = 64 * 1024;

    private static readonly byte[][] Tokens = [.. new[]
    {
        "{", "}", "[", "]", "\"", ":", ",", "null", "true", "false", "{}", "[]", "\"\"", "0", "-0", "-1", "1", "1.0", "1e9",
        "32", "33", "256", "257", "2147483648", "4294967296", "9007199254740991", "9007199254740992", "9223372036854775808",
        "\\", "\\\"", "\\u0000", "\\ud800", "\\udc00", "\\ud83d\\ude00", "/", "..", "../", "*", "?", "#", "%2e", "\0", "\r\n", " ",
        "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[", "\"a\":1,\"a\":2", "\"root\"", "\"targets\"", "\"timestamp\"", "\"snapshot\"",
        "\"keyids\":[]", "\"threshold\":0", "\"version\":0", "\"length\":-1", "\"hashes\":{}", "\"sha512\"", "\"paths\":[\"*\"]",
        "\"path_hash_prefixes\":[\"\"]", "\"succinct_roles\":{}", "\"delegations\":{}", "\"terminating\":true", "\"bit_length\":32",
        "ed25519", "ecdsa-sha2-nistp384", "rsassa-pss-sha256", "-----BEGIN PUBLIC KEY-----", "-----END PUBLIC KEY-----",
        "2030-01-31T00:00:00Z", "9999-12-31T23:59:59Z", "0000-00-00T00:00:00Z",
    }.Select(Encoding.UTF8.GetBytes), [0xFF], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xEF, 0xBB, 0xBF], [0xDD, 0xFF, 0xFF, 0xFF, 0xFF], [0xC1]];

    private readonly Random _random = new(seed);

    /// <summary>A document of the corpus with one change or a few.</summary>
    public byte[] Change(List<byte[]> corpus, int maxChanges)
    {
        List<byte> bytes = [.. corpus[_random.Next(corpus.Count)]];
        int changes = 1 + _random.Next(maxChanges);
        for (int i = 0; i < changes; i++) { ChangeOnce(bytes, corpus); }
        if (bytes.Count > MaxLength) { bytes.RemoveRange(MaxLength, bytes.Count - MaxLength); }
        return [.. bytes];
    }

    private void ChangeOnce(List<byte> bytes, List<byte[]> corpus)
    {
        int at = _random.Next(bytes.Count + 1);
        int length = Math.Min(bytes.Count - at, 1 + _random.Next(_random.Next(4) == 0 ? 256 : 8));
        switch (_random.Next(9))
        {
            case 0 when at < bytes.Count: bytes[at] ^= (byte)(1 << _random.Next(8)); break;
            case 1 when at < bytes.Count: bytes[at] = (byte)_random.Next(256); break;
            case 2: bytes.Insert(at, (byte)_random.Next(256)); break;
            case 3: bytes.RemoveRange(at, length); break;
            case 4: bytes.InsertRange(at, Tokens[_random.Next(Tokens.Length)]); break;
            case 5:
                bytes.RemoveRange(at, length);
                bytes.InsertRange(at, Tokens[_random.Next(Tokens.Length)]);
                break;
            case 6: bytes.InsertRange(at, bytes.GetRange(at, length)); break;
            case 7: Splice(bytes, at, corpus[_random.Next(corpus.Count)]); break;
            case 8 when bytes.Count > 0 && _random.Next(4) == 0: bytes.RemoveRange(at, bytes.Count - at); break;
        }
    }

    private void Splice(List<byte> bytes, int at, byte[] other)
    {
        int from = _random.Next(other.Length + 1);
        int length = Math.Min(other.Length - from, _random.Next(512));
        bytes.InsertRange(at, other.AsSpan(from, length));
    }
}
