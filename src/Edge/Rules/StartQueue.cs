using Edge.Profiles;

namespace Edge.Rules;

/// <summary>Actuators that are switched on one after the other, a time between any two, so that the
/// currents of their starts do not add up.</summary>
internal sealed class StartQueue(SoftStartDeclaration declared)
{
    private const long Never = long.MinValue;

    private readonly long _gap = (long)declared.Gap.TotalMilliseconds;
    private long _lastOn = Never;

    /// <summary>When the next one may be switched on.</summary>
    public long FreeAt => _lastOn == Never ? Never : _lastOn + _gap;

    public void Take(long now) => _lastOn = now;

    public void Reset() => _lastOn = Never;
}
