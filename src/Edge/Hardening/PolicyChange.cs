namespace Edge.Hardening;

/// <summary>What a new site file changes of what is enforced, in words.</summary>
public static class PolicyChange
{
    /// <summary>Such as <c>another site file is in force: services + chrony.service; peers -
    /// 10.0.0.5:502/tcp</c>.</summary>
    public static string Words(GuardPolicy before, GuardPolicy now)
    {
        string[] parts =
        [
            .. Value("guard", PlainWords.Of($"{before.Mode}"), PlainWords.Of($"{now.Mode}")),
            .. Value("board", before.Board.Name, now.Board.Name),
            .. List("kept", before.Kept, now.Kept),
            .. List("services", before.Hardening.Services, now.Hardening.Services),
            .. List("keys", before.Hardening.Keys.Select(each => $"{each}"), now.Hardening.Keys.Select(each => $"{each}")),
            .. List("modules", before.Hardening.Modules, now.Hardening.Modules),
            .. List("usb", before.Hardening.Usb.Select(each => $"{each}"), now.Hardening.Usb.Select(each =>
                $"{each}")),
            .. List("peers", before.Peers.Select(each => $"{each}"), now.Peers.Select(each => $"{each}")),
            .. List("listen", before.Hardening.Listen.Select(each => $"{each}"),
                now.Hardening.Listen.Select(each => $"{each}")),
            .. List("dns", before.Hardening.NameServers, now.Hardening.NameServers),
            .. List("ntp", before.Hardening.TimeServers, now.Hardening.TimeServers),
            .. Value("dhcp", OnOff(before.Hardening.Dhcp), OnOff(now.Hardening.Dhcp)),
            .. Value("ipv6", OnOff(before.Hardening.Ipv6), OnOff(now.Hardening.Ipv6)),
            .. List("buses", before.BusPaths, now.BusPaths),
            .. Value("pins", OnOff(before.UsesPins), OnOff(now.UsesPins)),
            .. Value("technician", WayIn(before), WayIn(now)),
        ];
        return $"another site file is in force: {(parts.Length == 0 ? "the board profile is another one" : string.Join("; ", parts))}";
    }

    private static string OnOff(bool isOn) => isOn ? "on" : "off";

    private static string WayIn(GuardPolicy policy) => policy.Hardening.Technician is { } way
        ? $"{way.Pin} at {way.Console}" : "none";

    private static string[] Value(string what, string before, string now) => before == now ? []
        : [$"{what} {before} -> {now}"];

    private static string[] List(string what, IEnumerable<string> before, IEnumerable<string> now)
    {
        string[] gone = [.. before.Except(now).Select(each => $"- {each}")];
        string[] come = [.. now.Except(before).Select(each => $"+ {each}")];
        return gone.Length + come.Length == 0 ? [] : [$"{what} {string.Join(", ", [.. come, .. gone])}"];
    }
}
