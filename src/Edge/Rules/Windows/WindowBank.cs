using Edge.Sensing;

namespace Edge.Rules.Windows;

/// <summary>The windows of one engine, filled from the snapshot of each scan.</summary>
/// <remarks>A reading counts when a scan sees it: one that was overtaken before any scan is not there. One
/// thread; allocates nothing per scan.</remarks>
public sealed class WindowBank
{
    private readonly WindowKey[] _keys;
    private readonly Window[] _windows;
    private readonly long[] _taken;

    public WindowBank(WindowPlan plan)
    {
        _keys = [.. plan.Keys];
        _windows = [.. _keys.Select(key => new Window(key.Milliseconds))];
        _taken = new long[_keys.Length];
        Clear();
    }

    public Window this[int slot] => _windows[slot];

    public void Clear()
    {
        Array.Fill(_taken, long.MinValue);
        foreach (Window window in _windows) { window.Clear(); }
    }

    /// <summary>Takes what is new in the snapshot.</summary>
    public void Take(Snapshot snapshot)
    {
        for (int slot = 0; slot < _keys.Length; slot++)
        {
            ref readonly Reading reading = ref snapshot[_keys[slot].Channel];
            long at = reading.Time.MonotonicMilliseconds;
            if (!reading.IsUsable || at <= _taken[slot]) { continue; }
            _taken[slot] = at;
            _windows[slot].Add(at, reading.Value);
        }
    }
}
