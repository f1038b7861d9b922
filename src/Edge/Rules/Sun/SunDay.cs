namespace Edge.Rules.Sun;

/// <summary>The height of the sun through a span of time, and where it passes a given height.</summary>
/// <remarks>Looks every ten minutes, and closely wherever a top or a bottom between two looks could just
/// reach the height: near the poles the sun may graze it for minutes. Sines are compared instead of angles:
/// the order is the same.</remarks>
internal sealed class SunDay
{
    private const long Step = 600_000;

    // Around a top the sun loses at most 0.055 degrees in ten minutes; as a sine at most this.
    private const double Graze = 0.0011;

    private readonly SunPath _path;
    private readonly long _from;
    private readonly long _until;
    private readonly double[] _sines;

    /// <remarks>The first look is a millisecond early: a passage at <paramref name="from"/> itself is of this
    /// span.</remarks>
    public SunDay(SunPath path, long from, long until)
    {
        (_path, _from, _until) = (path, from - 1, until - 1);
        _sines = new double[((_until - _from + Step - 1) / Step) + 1];
        for (int i = 0; i < _sines.Length; i++) { _sines[i] = path.SineOfElevation(TimeOf(i)); }
    }

    /// <summary>The first passage upwards and the last one downwards.</summary>
    public SunCrossing Crossing(double degrees)
    {
        double height = Degrees.Sin(degrees);
        (long? dawn, long? dusk) = (null, null);
        for (int i = 1; i < _sines.Length; i++)
        {
            (long before, long after) = (TimeOf(i - 1), TimeOf(i));
            if (Turn(i, height) is { } turn)
            {
                Look(before, turn);
                Look(turn, after);
            }
            else { Look(before, after); }
        }

        return new SunCrossing(dawn, dusk);

        void Look(long before, long after)
        {
            bool isUpAfter = IsUp(after, height);
            if (IsUp(before, height) == isUpAfter) { return; }
            long at = FirstAfterPassage(before, after, height);
            if (!isUpAfter) { dusk = at; }
            else { dawn ??= at; }
        }
    }

    private long TimeOf(int look) => Math.Min(_from + (look * Step), _until);

    private bool IsUp(long at, double height) => _path.SineOfElevation(at) >= height;

    /// <summary>The top or bottom between two looks, where it is on another side of the height than
    /// both.</summary>
    private long? Turn(int look, double height)
    {
        (double before, double after) = (_sines[look - 1], _sines[look]);
        bool isUp = before >= height;
        double nearest = Math.Min(Math.Abs(before - height), Math.Abs(after - height));
        if (isUp != after >= height || nearest > Graze) { return null; }
        (long low, long high) = (TimeOf(look - 1), TimeOf(look));
        while (high - low > 2)
        {
            long third = (high - low) / 3;
            (long left, long right) = (low + third, high - third);
            bool isRightBetter = isUp
                ? _path.SineOfElevation(right) < _path.SineOfElevation(left)
                : _path.SineOfElevation(right) > _path.SineOfElevation(left);
            if (isRightBetter) { low = left; }
            else { high = right; }
        }

        long turn = low + ((high - low) / 2);
        return IsUp(turn, height) != isUp ? turn : null;
    }

    /// <summary>The first millisecond on the other side.</summary>
    private long FirstAfterPassage(long before, long after, double height)
    {
        bool isUp = IsUp(before, height);
        while (after - before > 1)
        {
            long middle = before + ((after - before) / 2);
            if (IsUp(middle, height) == isUp) { before = middle; }
            else { after = middle; }
        }

        return after;
    }
}
