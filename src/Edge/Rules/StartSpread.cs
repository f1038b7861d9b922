using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Edge.Rules;

/// <summary>Spreads the first switching of a fleet after a power cut, so that a town's pumps do not all
/// start in the second in which the power returns.</summary>
public static class StartSpread
{
    /// <summary>The part of the spread that falls to one actuator of one device: 0 to the whole, in
    /// milliseconds.</summary>
    /// <remarks>From SHA-256 over the device's id and the actuator's name: the same at every start, even
    /// over a fleet.</remarks>
    public static long Of(ReadOnlySpan<byte> seed, string actuator, TimeSpan spread)
    {
        byte[] text = [.. seed, .. Encoding.UTF8.GetBytes(actuator)];
        ulong share = BinaryPrimitives.ReadUInt64BigEndian(SHA256.HashData(text));
        return (long)Math.BigMul(share, (ulong)spread.TotalMilliseconds, out _);
    }
}
