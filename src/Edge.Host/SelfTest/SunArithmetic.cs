using System.Buffers.Binary;
using System.Security.Cryptography;
using Edge.Profiles;
using Edge.Rules.Sun;

namespace Edge.Host.SelfTest;

/// <summary>Whether this processor computes the sun to the same last bit as every other.</summary>
/// <remarks>A timeline that was replayed on one machine is compared byte for byte with one of
/// another.</remarks>
internal static class SunArithmetic
{
    private const string Expected = "8cfee404e3c0635922fb027a5839bf2114eb2a37a30d272cb51355c6b98eb2db";

    public static string? Check()
    {
        string found = Fingerprint();
        return found == Expected ? null : $"the sun is elsewhere than on other processors: {found}";
    }

    /// <summary>Of elevations and twilights of 400 days from 2000 to 2050, from pole to pole.</summary>
    internal static string Fingerprint()
    {
        const long Day = 86_400_000;
        const long Year2000 = 946_684_800_000;
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        for (int i = 0; i < 400; i++)
        {
            var path = new SunPath(new GeoPosition(-90 + (i * 0.4503), -180 + (i * 0.8997)));
            long from = Year2000 + (i * 45 * Day) + (i * 77_777);
            SunTimes times = SunTimes.Of(path, from, from + Day);
            Add(hash, BitConverter.DoubleToInt64Bits(path.Elevation(from)));
            SunCrossing[] crossings = [times.Sun, times.Civil, times.Nautical, times.Astronomical];
            foreach (SunCrossing crossing in crossings)
            {
                Add(hash, crossing.Dawn ?? -1);
                Add(hash, crossing.Dusk ?? -1);
            }
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static void Add(IncrementalHash hash, long value)
    {
        Span<byte> bytes = stackalloc byte[8];
        BinaryPrimitives.WriteInt64BigEndian(bytes, value);
        hash.AppendData(bytes);
    }
}
