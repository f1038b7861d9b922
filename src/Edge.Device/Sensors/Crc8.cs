namespace Edge.Device.Sensors;

/// <summary>The checksum of Sensirion's words: polynomial 0x31, start 0xFF.</summary>
/// <remarks>Source: Sensirion SHT3x-DIS data sheet, 4.12; check value 0x92 for 0xBEEF.</remarks>
internal static class Crc8
{
    private const int Polynomial = 0x31;

    public static byte Of(ReadOnlySpan<byte> bytes)
    {
        int crc = 0xFF;
        foreach (byte each in bytes)
        {
            crc ^= each;
            for (int bit = 0; bit < 8; bit++)
            {
                crc = (crc & 0x80) != 0 ? ((crc << 1) ^ Polynomial) & 0xFF : (crc << 1) & 0xFF;
            }
        }
        return (byte)crc;
    }
}
