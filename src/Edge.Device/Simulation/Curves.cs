using System.Text;
using Edge.Profiles;

namespace Edge.Device.Simulation;

/// <summary>The value of a curve at a time: a pure function of declaration, seed and time, without any
/// state, and the same to the last bit on every machine.</summary>
internal static class Curves
{
    /// <param name="at">Scenario time: since midnight of the first day.</param>
    public static double At(CurveDeclaration curve, int seed, TimeSpan at)
    {
        double value = curve.Base;
        for (int i = 0; i < curve.Terms.Length; i++)
        {
            value += At(curve.Terms[i], Mix(HashOf(curve.Name) ^ Mix(((ulong)(uint)seed << 8) | (uint)i)), at);
        }
        return Math.Clamp(value, curve.Minimum, curve.Maximum);
    }

    private static double At(CurveTerm term, ulong seed, TimeSpan at) => term.Amplitude * term.Shape switch
    {
        TermShape.Cosine => Degrees.Cos(360 * ((at - term.At) / term.Every)),
        TermShape.Noise => Noise(seed, at / term.Every),
        TermShape.Showers => Shower(term, seed, at),
        TermShape.Wave => Hill(Distance(term, at) / term.Width),
        TermShape.Sun => Math.Max(0, Degrees.Cos(90 * Math.Clamp(Distance(term, at) / term.Width, -1, 1))),
        _ => throw new ArgumentOutOfRangeException(nameof(term), term.Shape, "No such shape."),
    };

    /// <summary>From the nearest top, before or after.</summary>
    private static TimeSpan Distance(CurveTerm term, TimeSpan at) =>
        at - term.At - (Math.Round((at - term.At) / term.Every) * term.Every);

    /// <summary>1 at 0, smoothly down to 0 at -1 and 1 and beyond.</summary>
    private static double Hill(double x) => Math.Abs(x) >= 1 ? 0 : (1 + Degrees.Cos(180 * x)) / 2;

    /// <summary>A smooth line through a chance value at each whole number, -1 to 1.</summary>
    private static double Noise(ulong seed, double x)
    {
        long slot = (long)Math.Floor(x);
        double from = (2 * Chance(seed, slot)) - 1;
        double to = (2 * Chance(seed, slot + 1)) - 1;
        double part = x - slot;
        return from + ((to - from) * part * part * (3 - (2 * part)));
    }

    private static double Shower(CurveTerm term, ulong seed, TimeSpan at)
    {
        long slot = (long)Math.Floor(at / term.Every);
        if (Chance(seed, slot) >= term.Chance) { return 0; }
        double strength = 0.3 + (0.7 * Chance(~seed, slot));
        TimeSpan top = (slot * term.Every) + (term.Every / 2);
        return strength * Hill((at - top) / (term.Width / 2));
    }

    /// <summary>0 to 1, the same for the same seed and slot.</summary>
    private static double Chance(ulong seed, long slot) => (Mix(seed ^ Mix(unchecked((ulong)slot))) >> 11) / (double)(1UL << 53);

    /// <summary>The finaliser of SplitMix64. Source: Steele, Lea, Flood, "Fast splittable pseudorandom number
    /// generators", 2014.</summary>
    private static ulong Mix(ulong x)
    {
        unchecked
        {
            x += 0x9E3779B97F4A7C15;
            x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9;
            x = (x ^ (x >> 27)) * 0x94D049BB133111EB;
            return x ^ (x >> 31);
        }
    }

    private static ulong HashOf(string name)
    {
        ulong hash = 0;
        foreach (byte each in Encoding.UTF8.GetBytes(name)) { hash = Mix(hash ^ each); }
        return hash;
    }
}
