using System.Collections.Immutable;
using Edge.Profiles;

namespace Edge.Resources;

/// <summary>How a resource stands. Words of it travel in the status.</summary>
public enum ResourceState : byte
{
    /// <summary>This machine does not tell, or was not asked yet.</summary>
    Unknown = 1,
    Enough = 2,
    Scarce = 3,
}

/// <summary>A resource as it was last measured.</summary>
/// <param name="Value">NaN: this machine does not tell.</param>
/// <param name="Since">Monotonic milliseconds at which the state began.</param>
public readonly record struct ResourceLevel(ResourceThreshold Threshold, double Value, ResourceState State, long Since);

/// <summary>Decides from measured values which resources are short. One thread.</summary>
/// <remarks>Short from the upper threshold on until the lower one or less: a value that trembles between
/// them says nothing new. What is short stays so while nothing is measured: silence is no recovery.</remarks>
public sealed class ResourceMonitor(ImmutableArray<ResourceThreshold> thresholds, long now)
{
    private readonly ResourceLevel[] _levels =
        [.. thresholds.Select(each => new ResourceLevel(each, double.NaN, ResourceState.Unknown, now))];

    /// <summary>In the order of the catalogue.</summary>
    public ImmutableArray<ResourceLevel> Levels => [.. _levels];

    /// <summary>Takes a round of values, in the order of the catalogue; NaN where there is none.</summary>
    /// <returns>Those that became short or recovered; not those that were only measured for the first
    /// time.</returns>
    public IReadOnlyList<ResourceLevel> Step(ReadOnlySpan<double> values, long now)
    {
        if (values.Length != _levels.Length) { throw new ArgumentException("One value a resource.", nameof(values)); }
        var changes = new List<ResourceLevel>();
        for (int i = 0; i < values.Length; i++)
        {
            ResourceLevel before = _levels[i];
            ResourceState state = Judge(before, values[i]);
            _levels[i] = before with { Value = values[i], State = state, Since = state == before.State ? before.Since : now };
            bool isNews = state != before.State && (state == ResourceState.Scarce || before.State == ResourceState.Scarce);
            if (isNews) { changes.Add(_levels[i]); }
        }

        return changes;
    }

    private static ResourceState Judge(in ResourceLevel before, double value)
    {
        if (before.State == ResourceState.Scarce)
        {
            return value <= before.Threshold.Clear ? ResourceState.Enough : ResourceState.Scarce;
        }

        return double.IsNaN(value) ? ResourceState.Unknown
            : value >= before.Threshold.Raise ? ResourceState.Scarce
            : ResourceState.Enough;
    }
}
