using Edge.Rules.Cel;
using Edge.Rules.Windows;

namespace Edge.Rules;

/// <summary>What a channel was over the last while: <c>mean(water.level, duration('10m'))</c>.</summary>
/// <remarks>Single lost readings do not make it unknown; a channel that was not usable for as long as the
/// actuator bears does.
/// <c>count</c> is never unknown.</remarks>
internal static class WindowFunctions
{
    private const long Nanosecond = 1_000_000;
    private const double Hour = 3_600_000;

    private delegate double? Figure(in WindowSummary window);

    /// <param name="plan">Takes every window that a condition names.</param>
    public static IEnumerable<CelFunction> All(WindowPlan plan)
    {
        yield return Of("mean", plan, (in window) => window.Mean) with { UnitOf = 0 };
        yield return Of("min", plan, (in window) => window.Least) with { UnitOf = 0 };
        yield return Of("max", plan, (in window) => window.Greatest) with { UnitOf = 0 };
        yield return Of("delta", plan, (in window) => window.Count > 1 ? window.Last.Value - window.First.Value : null) with { UnitOf = 0 };
        yield return Of("rate", plan, (in window) => window.Last.At > window.First.At
            ? (window.Last.Value - window.First.Value) / (window.Last.At - window.First.At) * Hour
            : null);
        yield return Create("count", plan, CelType.Int, (slot, _) => (in input, _) =>
            CelValue.Of((long)Look(input, slot).Count));
    }

    private static CelFunction Of(string name, WindowPlan plan, Figure figure) =>
        Create(name, plan, CelType.Double, (slot, channel) => (in input, _) =>
        {
            ref readonly WindowSummary window = ref Look(input, slot);
            long lastUsable = input.Scan.Snapshot.LastUsable(channel);
            long staleAt = lastUsable + input.MaxAge + 1;
            if (window.Count == 0 || input.Scan.Now.MonotonicMilliseconds >= staleAt) { return CelValue.Unknown(channel); }
            input.ChangesAt(staleAt);
            return figure(window) is { } value ? CelValue.Of(value) : CelValue.Unknown(channel);
        });

    private static CelFunction Create(string name, WindowPlan plan, CelType type, Func<int, int, CelBody> bodyOf) =>
        new(name, [CelParameter.Channel, CelParameter.Constant(CelType.Duration)], type, site =>
        {
            long milliseconds = site.Constants[0].Bits / Nanosecond;
            if (milliseconds < WindowPlan.Shortest.TotalMilliseconds || milliseconds > WindowPlan.Longest.TotalMilliseconds)
            {
                return new CelRefusal(1, "length of a window out of range", "duration('1s') to duration('744h')");
            }

            int slot = plan.SlotOf(new WindowKey(site.Channels[0], milliseconds));
            return slot < 0
                ? new CelRefusal(1, "too many windows", $"at most {WindowPlan.Max} of a channel and a length in one site")
                : bodyOf(slot, site.Channels[0]);
        }) { Cost = 80 };

    private static ref readonly WindowSummary Look(in CelInput input, int slot)
    {
        Window window = input.Scan.Windows[slot];
        ref readonly WindowSummary summary = ref window.At(input.Scan.Now.MonotonicMilliseconds);
        long next = window.NextChange();
        if (next < long.MaxValue) { input.ChangesAt(next); }
        return ref summary;
    }
}
