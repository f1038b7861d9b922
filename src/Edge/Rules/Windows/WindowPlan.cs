namespace Edge.Rules.Windows;

/// <summary>A channel over the last while.</summary>
/// <param name="Channel">Position in <see cref="Profiles.Site.Channels"/>.</param>
/// <param name="Milliseconds">1 s to 31 d.</param>
public readonly record struct WindowKey(int Channel, long Milliseconds);

/// <summary>The windows that the rules of a site look through; each once, however many rules do.</summary>
/// <remarks>Filled while the rules are compiled.</remarks>
public sealed class WindowPlan
{
    /// <summary>Windows of one site: 256 take a megabyte.</summary>
    public const int Max = 256;

    public static readonly TimeSpan Shortest = TimeSpan.FromSeconds(1);
    public static readonly TimeSpan Longest = TimeSpan.FromDays(31);

    private readonly Dictionary<WindowKey, int> _slots = [];
    private readonly List<WindowKey> _keys = [];

    public IReadOnlyList<WindowKey> Keys => _keys;

    /// <summary>The number of a window, or -1 where there are too many.</summary>
    public int SlotOf(WindowKey key)
    {
        if (_slots.TryGetValue(key, out int slot)) { return slot; }
        if (_keys.Count == Max) { return -1; }
        _keys.Add(key);
        return _slots[key] = _keys.Count - 1;
    }
}
