namespace Edge;

/// <summary>Sine, cosine and arc sine of degrees, bit for bit the same on every processor.</summary>
/// <remarks><para>The functions of the C library differ in the last bits between x64 and arm64, and a last
/// bit moves an
/// instant by a millisecond, and with it a replayed timeline. Here are only additions, multiplications,
/// divisions, square
/// roots and roundings of doubles, for which IEEE 754 leaves one result; the compilers of .NET never fuse a
/// multiplication
/// with an addition by themselves. Absolute error below 4e-16 for the sine and cosine of up to 10^7 degrees
/// whose
/// fraction is exact, 4e-14 degrees for the arc sine away from its ends.</para>
/// <para>Series: Taylor's, after reduction to 45 degrees, and to an eighth for the arc
/// tangent.</para></remarks>
public static class Degrees
{
    private const double RadiansPerDegree = Math.PI / 180;

    // Arc tangents of 0, 1/4, 1/2, 3/4 and 1, in radians.
    private static readonly double[] ArcTangents =
        [0, 0.24497866312686414, 0.4636476090008061, 0.6435011087932844, 0.7853981633974483];

    public static double Sin(double degrees)
    {
        double quarters = Math.Floor((degrees / 90) + 0.5);
        return OfQuarter(quarters, (degrees - (90 * quarters)) * RadiansPerDegree);
    }

    public static double Cos(double degrees)
    {
        double quarters = Math.Floor((degrees / 90) + 0.5);
        return OfQuarter(quarters + 1, (degrees - (90 * quarters)) * RadiansPerDegree);
    }

    /// <summary>The angle from -90 to 90 whose sine is given; what lies beyond 1 counts as 1.</summary>
    public static double ArcSin(double sine)
    {
        double cosineSquared = (1 - sine) * (1 + sine);
        if (cosineSquared <= 0) { return sine > 0 ? 90 : -90; }
        double tangent = sine / Math.Sqrt(cosineSquared);
        double size = Math.Abs(tangent);
        double radians = size <= 1 ? ArcTan(size) : (Math.PI / 2) - ArcTan(1 / size);
        return Math.CopySign(radians / RadiansPerDegree, sine);
    }

    /// <summary>The sine of so many right angles and a rest of at most half of one.</summary>
    private static double OfQuarter(double quarters, double rest) =>
        (quarters - (4 * Math.Floor(quarters / 4))) switch
        {
            0 => SinOfRest(rest),
            1 => CosOfRest(rest),
            2 => -SinOfRest(rest),
            _ => -CosOfRest(rest),
        };

    private static double SinOfRest(double x)
    {
        double s = x * x;
        double sum = 1.0 / 355687428096000;
        sum = (sum * s) - (1.0 / 1307674368000);
        sum = (sum * s) + (1.0 / 6227020800);
        sum = (sum * s) - (1.0 / 39916800);
        sum = (sum * s) + (1.0 / 362880);
        sum = (sum * s) - (1.0 / 5040);
        sum = (sum * s) + (1.0 / 120);
        sum = (sum * s) - (1.0 / 6);
        return x + (x * s * sum);
    }

    private static double CosOfRest(double x)
    {
        double s = x * x;
        double sum = 1.0 / 20922789888000;
        sum = (sum * s) - (1.0 / 87178291200);
        sum = (sum * s) + (1.0 / 479001600);
        sum = (sum * s) - (1.0 / 3628800);
        sum = (sum * s) + (1.0 / 40320);
        sum = (sum * s) - (1.0 / 720);
        sum = (sum * s) + (1.0 / 24);
        return 1 - (s / 2) + (s * s * sum);
    }

    /// <param name="tangent">0 to 1.</param>
    private static double ArcTan(double tangent)
    {
        int quarter = (int)Math.Floor((4 * tangent) + 0.5);
        double near = quarter / 4.0;
        double x = (tangent - near) / (1 + (tangent * near));
        double s = x * x;
        double sum = -1.0 / 15;
        sum = (sum * s) + (1.0 / 13);
        sum = (sum * s) - (1.0 / 11);
        sum = (sum * s) + (1.0 / 9);
        sum = (sum * s) - (1.0 / 7);
        sum = (sum * s) + (1.0 / 5);
        sum = (sum * s) - (1.0 / 3);
        return ArcTangents[quarter] + (x + (x * s * sum));
    }
}
