namespace Edge.Rules.Windows;

/// <summary>What a window saw.</summary>
/// <param name="Count">Usable readings; without any, the rest means nothing.</param>
public readonly record struct WindowSummary(
    int Count, double Sum, double Least, double Greatest, WindowSample First, WindowSample Last)
{
    public double Mean => Sum / Count;
}

/// <param name="At">Monotonic milliseconds.</param>
public readonly record struct WindowSample(long At, double Value);

/// <summary>The usable readings of a channel over the last while, summed up in 60 parts that follow each
/// other.</summary>
/// <remarks><para>Memory is the same for ten readings and for a million. The window moves in steps of a
/// sixtieth: it holds what was read since its length ago, or up to a sixtieth less. Sums are made anew from
/// the parts each time: nothing drifts.</para>
/// <para>Bad readings are left out, uncertain, simulated and substituted ones count. A gateway that has just
/// started has a window of what there is. Allocates nothing after construction. One thread.</para></remarks>
public sealed class Window
{
    public const int Parts = 60;

    private const long None = -1;

    private readonly WindowPart[] _parts = new WindowPart[Parts];
    private readonly long _step;
    private long _newest = None;
    private WindowSummary _summary;
    private bool _isKnown;

    /// <param name="milliseconds">At least 1 s.</param>
    public Window(long milliseconds) => _step = milliseconds / Parts;

    /// <summary>Forgets everything, for a gateway that starts.</summary>
    public void Clear()
    {
        Array.Clear(_parts);
        (_newest, _isKnown) = (None, false);
    }

    /// <summary>Takes a usable reading; times do not go back.</summary>
    public void Add(long at, double value)
    {
        MoveTo(at);
        ref WindowPart part = ref _parts[SlotOf(at / _step)];
        part = part.With(new WindowSample(at, value));
        _isKnown = false;
    }

    /// <summary>The window as it is now.</summary>
    public ref readonly WindowSummary At(long now)
    {
        MoveTo(now);
        if (!_isKnown) { (_summary, _isKnown) = (Combine(), true); }
        return ref _summary;
    }

    /// <summary>When time alone changes the window: its oldest part leaves. <see cref="long.MaxValue"/>: it
    /// is empty.</summary>
    public long NextChange()
    {
        for (long part = Math.Max(0, _newest - Parts + 1); part <= _newest; part++)
        {
            if (_parts[SlotOf(part)].Count > 0) { return (part + Parts) * _step; }
        }

        return long.MaxValue;
    }

    private static int SlotOf(long part) => (int)(part % Parts);

    private void MoveTo(long now)
    {
        long part = now / _step;
        if (part <= _newest) { return; }
        long first = _newest == None ? part : Math.Max(_newest + 1, part - Parts + 1);
        for (long each = first; each <= part; each++)
        {
            if (_parts[SlotOf(each)].Count > 0) { (_parts[SlotOf(each)], _isKnown) = (default, false); }
        }

        _newest = part;
    }

    private WindowSummary Combine()
    {
        WindowPart all = default;
        for (long part = Math.Max(0, _newest - Parts + 1); part <= _newest; part++)
        {
            all = all.With(_parts[SlotOf(part)]);
        }

        return new(all.Count, all.Sum, all.Least, all.Greatest, all.First, all.Last);
    }
}

/// <summary>A sixtieth of a window.</summary>
internal readonly record struct WindowPart(
    int Count, double Sum, double Least, double Greatest, WindowSample First, WindowSample Last)
{
    public WindowPart With(WindowSample sample) => Count == 0
        ? new(1, sample.Value, sample.Value, sample.Value, sample, sample)
        : new(Count + 1, Sum + sample.Value, Math.Min(Least, sample.Value), Math.Max(Greatest, sample.Value), First, sample);

    /// <summary>This and a later one.</summary>
    public WindowPart With(in WindowPart later)
    {
        if (Count == 0) { return later; }
        if (later.Count == 0) { return this; }
        return new(
            Count + later.Count, Sum + later.Sum, Math.Min(Least, later.Least), Math.Max(Greatest, later.Greatest), First, later.Last);
    }
}
