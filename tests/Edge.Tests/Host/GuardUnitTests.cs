using Edge.Device.Hardening;
using Edge.Host.Guard;

namespace Edge.Tests.Host;

// Goal: the guard's unit says what the guard counts on.
public sealed class GuardUnitTests
{
    private static readonly string[] Lines = Repository.Read("packaging", "systemd", "edge-guard.service").Split('\n');

    // A data partition that is not mounted must not keep the guard from its work: order alone.
    [Fact]
    public void Needs_NoMount_AndWaitsForThoseItWouldLikeToHave()
    {
        Assert.DoesNotContain(Lines, line => line.StartsWith("Requires", StringComparison.Ordinal) || line.StartsWith("BindsTo", StringComparison.Ordinal));
        Assert.Equal(["|/etc/edge/site.yaml", $"|{GuardFolders.DefaultState}/policy"], Lines
            .Where(line => line.StartsWith("ConditionPathExists=", StringComparison.Ordinal))
            .Select(line => line["ConditionPathExists=".Length..]));
        string[] after = [.. Lines.Where(line => line.StartsWith("After=", StringComparison.Ordinal)).SelectMany(line => line["After=".Length..].Split(' '))];
        Assert.Superset(new HashSet<string>(["etc-edge.mount", "var-lib-edge.mount", @"var-lib-edge\x2dslots.mount"]), new HashSet<string>(after));
    }

    // Undo, the marks of the technician and the time of the last green report outlive a stop; the report does not, nor a kill.
    [Fact]
    public void Keeps_ItsFolderOverAStop_ButNotItsReport()
    {
        Assert.Contains("RuntimeDirectoryPreserve=yes", Lines);
        Assert.Contains($"ExecStopPost=-/bin/rm -f {new GuardFolders(GuardFolders.DefaultState, GuardFolders.DefaultRun).Report}", Lines);
    }

    [Fact]
    public void Asks_ForALongerStart_UntilItIsReady()
    {
        var told = new List<string>();
        var notices = new StartNotices(told.Add);
        notices.StillAlive();
        Assert.Equal([StartNotices.Alive, StartNotices.Longer], told);
        notices.Ready();
        told.Clear();
        notices.StillAlive();
        Assert.Equal([StartNotices.Alive], told);
    }
}
