using System.Numerics;
using CsCheck;
using Edge.Device.Sensors;

namespace Edge.Tests.Device.Sensors;

/// <summary>The arithmetic of the drivers against worked examples of the data sheets.</summary>
public class CompensationTests
{
    // Source: BST-BMP280-DS001, 3.12: parameters, raw words and results; the BME280 computes the same.
    private static readonly byte[] First =
    [
        0x70, 0x6B, 0x43, 0x67, 0x18, 0xFC, 0x7D, 0x8E, 0x43, 0xD6, 0xD0, 0x0B, 0x27, 0x0B, 0x8C, 0x00, 0xF9, 0xFF,
        0x8C, 0x3C, 0xF8, 0xC6, 0x70, 0x17, 0x00, 0x4B,
    ];

    // H1 = 75 above; H2 = 362, H3 = 0, H4 = 313, H5 = 50, H6 = 30.
    private static readonly byte[] Second = [0x6A, 0x01, 0x00, 0x13, 0x29, 0x03, 0x1E];

    private static readonly ushort[] Ms5837Words = [0, 34982, 36352, 20328, 22354, 26646, 26146];

    [Fact]
    public void Computes_TheExampleOfTheBme280()
    {
        var bme280 = new Bme280Compensation(First, Second);
        double fine = bme280.FineTemperature(519888);
        Assert.Equal(25.08, Bme280Compensation.DegreesCelsius(fine), 2);
        Assert.Equal(1006.5327, bme280.Hectopascals(415148, fine), 4);
    }

    // Source: BST-BME280-DS002, 4.2.3, bme280_compensate_H_int32: the integer formula of the same section.
    [Fact]
    public void Agrees_WithTheIntegerFormulaForHumidity() => Gen.Select(Gen.Int[15000, 40000], Gen.Int[-200000, 400000])
        .Sample((raw, fine) =>
        {
            double ours = new Bme280Compensation(First, Second).Percent(raw, fine);
            Assert.InRange(ours - IntegerHumidity(raw, fine), -0.1, 0.1);
        });

    [Theory]
    [InlineData(0x00)]
    [InlineData(0xFF)]
    public void Doubts_ParametersThatWereNotLoaded(byte fill)
    {
        byte[] block = [.. Enumerable.Repeat(fill, Bme280Compensation.FirstBlockLength)];
        Assert.False(new Bme280Compensation(block, Second).IsPlausible);
    }

    // Source: TE MS5837-30BA data sheet, figure 8: 19.81 degrees, 3999.8 hPa.
    [Fact]
    public void Computes_TheExampleOfTheMs5837() =>
        Assert.Equal((39998, 1981), new Ms5837Compensation(Ms5837Words).Compute(4958179, 6815414));

    [Fact]
    public void Sees_EveryFlippedBitOfTheMs5837()
    {
        ushort[] words = [.. Ms5837Words];
        words[0] = (ushort)(Ms5837Compensation.Checksum(words) << 12);
        for (int bit = 0; bit < 16 * words.Length; bit++)
        {
            words[bit / 16] ^= (ushort)(1 << (bit % 16));
            Assert.NotEqual(words[0] >> 12, Ms5837Compensation.Checksum(words));
            words[bit / 16] ^= (ushort)(1 << (bit % 16));
        }
    }

    // The remainder of dividing all bits, and twelve zeros of a missing eighth word, by x^4 + x + 1.
    [Fact]
    public void Divides_AsLongDivisionDoes() => Gen.UShort.Array[7].Sample(words =>
    {
        BigInteger dividend = words[0] & 0x0FFF;
        foreach (ushort word in words[1..]) { dividend = (dividend << 16) | word; }
        dividend <<= 12;
        for (int bit = 127; bit >= 4; bit--)
        {
            if (!((dividend >> bit) & 1).IsZero) { dividend ^= (BigInteger)0b10011 << (bit - 4); }
        }
        return Ms5837Compensation.Checksum(words) == (int)dividend;
    });

    // Source: Sensirion SHT3x-DIS data sheet, 4.12, table 20.
    [Fact]
    public void Computes_TheExampleOfTheSht3xChecksum() => Assert.Equal(0x92, Crc8.Of([0xBE, 0xEF]));

    // Source: Sensirion SHT3x-DIS data sheet, 4.13.
    [Theory]
    [InlineData(0, -45, 0)]
    [InlineData(65535, 130, 100)]
    [InlineData(0x6666, 25, 40)]
    public void Computes_TheFormulasOfTheSht3x(int raw, double celsius, double percent)
    {
        Assert.Equal(celsius, Sht3x.DegreesCelsius((ushort)raw), 2);
        Assert.Equal(percent, Sht3x.Percent((ushort)raw), 2);
    }

    // Source: Sensirion SCD4x data sheet, 3.5.2, the example of read_measurement: 500 ppm, 25 degrees, 37 percent.
    [Fact]
    public void Computes_TheExampleOfTheScd4x()
    {
        Assert.Equal((0x33, 0xA2, 0x3C), (Crc8.Of([0x01, 0xF4]), Crc8.Of([0x66, 0x67]), Crc8.Of([0x5E, 0xB9])));
        Assert.Equal(25, Scd4x.DegreesCelsius(0x6667), 2);
        Assert.Equal(37, Scd4x.Percent(0x5EB9), 2);
    }

    // Source: TI SBAS444E, table 8-1 (code 0x4000 is half of full scale), figure 8-6.
    [Theory]
    [InlineData(0x4000, 4.096, 2.048)]
    [InlineData(-32768, 6.144, -6.144)]
    [InlineData(1, 2.048, 0.0000625)]
    public void Computes_TheCodesOfTheAds1115(int code, double fullScale, double volts) =>
        Assert.Equal(volts, Ads1115.Volts((short)code, fullScale), 9);

    private static double IntegerHumidity(int raw, int fine)
    {
        const long H1 = 75, H2 = 362, H3 = 0, H4 = 313, H5 = 50, H6 = 30;
        long t = fine - 76800;
        long zeroed = ((((long)raw << 14) - (H4 << 20) - (H5 * t)) + 16384) >> 15;
        long slope = ((((((t * H6) >> 10) * (((t * H3) >> 11) + 32768)) >> 10) + 2097152) * H2 + 8192) >> 14;
        long humidity = zeroed * slope;
        humidity -= ((((humidity >> 15) * (humidity >> 15)) >> 7) * H1) >> 4;
        return (Math.Clamp(humidity, 0, 419430400) >> 12) / 1024.0;
    }
}
