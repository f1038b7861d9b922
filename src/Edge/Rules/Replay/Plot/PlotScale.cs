using System.Globalization;

namespace Edge.Rules.Replay.Plot;

/// <summary>A vertical axis: from where to where, and where its lines are.</summary>
/// <remarks>Powers of ten by multiplication: logarithms of the C library differ between machines.</remarks>
internal readonly record struct PlotScale(double Bottom, double Top, double Step)
{
    private const int Lines = 4;

    /// <summary>A scale with round numbers that holds both values.</summary>
    public static PlotScale Of(double least, double greatest)
    {
        double span = greatest - least;
        if (!(span > 0)) { span = Math.Max(1, Math.Abs(greatest) / 10); }
        double step = StepOf(span / Lines);
        double bottom = Math.Floor(least / step) * step;
        double top = Math.Ceiling(greatest / step) * step;
        return new(bottom, top > bottom ? top : bottom + step, step);
    }

    /// <summary>0 at the bottom, 1 at the top.</summary>
    public double PlaceOf(double value) => (value - Bottom) / (Top - Bottom);

    public IEnumerable<double> Ticks()
    {
        int count = (int)Math.Floor(((Top - Bottom) / Step) + 0.5);
        for (int i = 0; i <= count; i++) { yield return Bottom + (i * Step); }
    }

    /// <summary>As many digits as the step needs.</summary>
    public string Label(double value)
    {
        int digits = 0;
        for (double step = Step; digits < 9 && Math.Abs(step - Math.Floor(step + 0.5)) > 1e-6; step *= 10) { digits++; }
        string text = value.ToString("F" + digits.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
        return text.TrimStart('-').All(c => c is '0' or '.') ? text.TrimStart('-') : text;
    }

    /// <summary>1, 2 or 5 times a power of ten, not less than asked.</summary>
    private static double StepOf(double atLeast)
    {
        double power = 1;
        for (int i = 0; i < 300 && power > atLeast; i++) { power /= 10; }
        for (int i = 0; i < 300 && power * 10 <= atLeast; i++) { power *= 10; }
        return power >= atLeast ? power : 2 * power >= atLeast ? 2 * power : 5 * power >= atLeast ? 5 * power : 10 * power;
    }
}
