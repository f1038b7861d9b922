namespace Edge.Device.Sensors;

/// <summary>The factory words of one MS5837-30BA and its arithmetic, to second order. Pure.</summary>
/// <remarks>Source: TE MS5837-30BA data sheet, figures 8 and 9 (calculation), "Cyclic redundancy
/// check".</remarks>
internal sealed class Ms5837Compensation
{
    /// <summary>Words of the memory: checksum and identification, then C1 to C6.</summary>
    public const int Words = 7;

    private readonly long[] _c = new long[Words];

    public Ms5837Compensation(ReadOnlySpan<ushort> words)
    {
        for (int i = 0; i < Words; i++) { _c[i] = words[i]; }
    }

    /// <summary>Pressure in tenths of an hPa and temperature in hundredths of a degree from the two raw
    /// numbers.</summary>
    public (long DeciHectopascals, long CentiCelsius) Compute(long d1, long d2)
    {
        // Shifts, which round down: with divisions the worked example is a hundredth of a degree off.
        long difference = d2 - (_c[5] << 8);
        long temperature = 2000 + ((difference * _c[6]) >> 23);
        long offset = (_c[2] << 16) + ((_c[4] * difference) >> 7);
        long sensitivity = (_c[1] << 15) + ((_c[3] * difference) >> 8);
        (long lessTemperature, long lessOffset, long lessSensitivity) = SecondOrder(difference, temperature);
        offset -= lessOffset;
        sensitivity -= lessSensitivity;
        long pressure = (((d1 * sensitivity) >> 21) - offset) >> 13;
        return (pressure, temperature - lessTemperature);
    }

    /// <summary>The checksum that belongs into the top four bits of the first word.</summary>
    public static int Checksum(ReadOnlySpan<ushort> words)
    {
        int remainder = 0;
        for (int index = 0; index < 2 * (Words + 1); index++)
        {
            // The checksum itself counts as zero, and so does a word after the last.
            int word = index / 2 == Words ? 0 : index < 2 ? words[0] & 0x0FFF : words[index / 2];
            remainder ^= index % 2 == 1 ? word & 0xFF : word >> 8;
            for (int bit = 0; bit < 8; bit++)
            {
                remainder = (remainder & 0x8000) != 0 ? (remainder << 1) ^ 0x3000 : remainder << 1;
                remainder &= 0xFFFF;
            }
        }
        return remainder >> 12;
    }

    private static (long Temperature, long Offset, long Sensitivity) SecondOrder(long difference, long temperature)
    {
        long above = temperature - 2000;
        if (above >= 0) { return ((2 * difference * difference) >> 37, above * above / 16, 0); }
        long lessOffset = 3 * above * above / 2;
        long lessSensitivity = 5 * above * above / 8;
        if (temperature < -1500)
        {
            long below = temperature + 1500;
            lessOffset += 7 * below * below;
            lessSensitivity += 4 * below * below;
        }
        return ((3 * difference * difference) >> 33, lessOffset, lessSensitivity);
    }
}
