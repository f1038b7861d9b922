using Edge.Device.Clock;
using Edge.Device.Control;
using Edge.Device.Resources;
using Edge.Profiles;
using Edge.Sensing;

namespace Edge.Host.Doctor;

/// <summary>What the machine runs short of: as the running gateway measured it, else measured once.</summary>
internal static class ResourceExamination
{
    public static IEnumerable<Finding> Look(Site site, GatewayOptions options, StatusReport? running)
    {
        Finding[] lacking = running is { Resources.Count: > 0 } ? [.. Told(site, running)] : [.. Measured(site, options)];
        return lacking.Length > 0 ? lacking : [Finding.Good("machine", "nothing is short")];
    }

    private static IEnumerable<Finding> Told(Site site, StatusReport running) =>
        from resource in running.Resources
        where resource.State == "scarce"
        let known = site.Resources.FirstOrDefault(each => each.Resource.Name == resource.Name)
        where known is not null
        select Lacking(known, resource.Value ?? double.NaN);

    private static IEnumerable<Finding> Measured(Site site, GatewayOptions options)
    {
        ReadingTime now = new MachineClock().Now();
        double[] values = new ResourceProbe(options.State, now.MonotonicMilliseconds, options.Machine).Measure(now);
        return site.Resources.Zip(values).Where(each => each.Second >= each.First.Raise).Select(each => Lacking(each.First, each.Second));
    }

    private static Finding Lacking(ResourceThreshold threshold, double value) => new(
        Health.Doubtful, threshold.Resource.Name,
        $"{ResourceLoop.Print(threshold.Resource, value)} {threshold.Resource.Measures}; short from {ResourceLoop.Print(threshold.Resource, threshold.Raise)}",
        threshold.Resource.Advice);
}
