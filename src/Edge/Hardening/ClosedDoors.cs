namespace Edge.Hardening;

/// <summary>What is closed on every gateway: the packet filter, and settings of the kernel.</summary>
public static class ClosedDoors
{
    /// <summary>Found where the kernel was built without programs at control groups.</summary>
    public const string NoPrograms = "no BPF for control groups";

    internal static GuardStep FirewallStep(GuardPolicy policy) =>
        new(Mechanism.Firewall, FirewallText.Table, FirewallText.Render(policy), Tier.Walled, []);

    internal static Candidate Firewall(GuardPolicy policy) =>
        Candidate.Off("packet filter", "network", "in, out and through: dropped unless declared",
            FirewallStep(policy));

    /// <summary>The gateway itself reaches only the devices and peers that are declared.</summary>
    internal static Candidate Rights(GuardPolicy policy, Inventory inventory)
    {
        bool isHollow = inventory.Has(FoundKind.Setting, NoPrograms);
        return Candidate.Off(
            "everything else", "rights", isHollow
                ? "the kernel has no BPF for control groups: systemd's lists hold nothing, the packet filter and the modes of device nodes alone do"
                : "the gateway reaches declared devices and peers only",
            new GuardStep(Mechanism.UnitRights, RightsText.Unit, RightsText.Render(policy), isHollow ? Tier.Walled : Tier.Disabled, []));
    }

    internal static IEnumerable<Candidate> Settings(GuardPolicy policy, Inventory inventory)
    {
        bool hasDebug = policy.Board.Interfaces.Any(each => each.Kind == "debug");
        if (!hasDebug)
        {
            yield return Candidate.Off("sysrq", "debug", "keys that command the kernel",
                Offered(inventory, Steps.Sysctl("kernel.sysrq", "0")));
            yield return Candidate.Off("ctrl-alt-del", "debug", "keys that restart",
                Steps.Unit("ctrl-alt-del.target"));
        }
        if (!policy.Hardening.Ipv6)
        {
            yield return Candidate.Off("ipv6", "network", "not declared", Ipv6(inventory));
        }
        yield return Candidate.Off("packets through", "network", "no gateway routes", Offered(
            inventory, Steps.Sysctl("net.ipv4.conf.all.forwarding", "0"),
                Steps.Sysctl("net.ipv4.conf.all.accept_redirects", "0"),
            Steps.Sysctl("net.ipv4.conf.all.accept_source_route", "0")));
        foreach (string module in policy.Hardening.Modules.Where(name => IsLoadable(inventory, name)))
        {
            yield return new Candidate(module, "module",
                "the site names it for a part that is plugged in later", "", [Steps.Load(module)]);
        }
        yield return Candidate.Off(
            "more kernel modules", "module", "until the next boot",
                Offered(inventory, Steps.Sysctl("kernel.modules_disabled", "1")));
    }

    /// <summary>For all, for those to come, and for each interface by itself: what manages networks switches
    /// it on for one.</summary>
    private static GuardStep[] Ipv6(Inventory inventory) =>
    [
        .. inventory.All(FoundKind.Setting).Select(setting => setting.Name)
            .Where(name => name.StartsWith("net.ipv6.conf.", StringComparison.Ordinal) && name.EndsWith(".disable_ipv6", StringComparison.Ordinal))
            .OrderByDescending(name => name is "net.ipv6.conf.all.disable_ipv6").Select(name => Steps.Sysctl(name, "1")),
    ];

    private static bool IsLoadable(Inventory inventory, string module) =>
        inventory.Has(FoundKind.Module, module) || inventory.KnownModules is not { } known
            || known.Contains(module);

    private static GuardStep[] Offered(Inventory inventory, params ReadOnlySpan<GuardStep> steps)
    {
        var offered = new List<GuardStep>();
        foreach (GuardStep step in steps)
        {
            if (inventory.Has(FoundKind.Setting, step.Target)) { offered.Add(step); }
        }
        return [.. offered];
    }
}
