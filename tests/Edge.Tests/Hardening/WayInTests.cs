using Edge.Hardening;
using Edge.Profiles;

namespace Edge.Tests.Hardening;

public sealed class WayInTests
{
    // Goal: what brings the way in up survives as the way in does, also where it is of the base system: a
    // step that ends it is
    // left out, and a profile's own step is no exception.
    [Theory]
    [InlineData("NetworkManager.service", "ethernet", true)]
    [InlineData("systemd-networkd.service", "ethernet", true)]
    [InlineData("dhcpcd@eth0.service", "ethernet", true)]
    [InlineData("dhcpcd@eth9.service", "ethernet", false)]
    [InlineData("wpa_supplicant.service", "wifi", true)]
    [InlineData("wpa_supplicant.service", "ethernet", false)]
    [InlineData("connman.service", "ethernet", true)]
    [InlineData("ssh.service", "ethernet", false)]
    public void Spares_WhatBringsTheWayInUp_FromAnyStep(string unit, string kept, bool isSurvivor)
    {
        BoardProfile board = GuardPolicies.Board("raspberry-pi-4b");
        board = board with { Interfaces = board.Interfaces.Add(new BoardInterface("extra", "bus",
            [$"mask:{unit}"])) };
        GuardPlan plan = GuardPlanner.Plan(GuardPolicies.Of(board, kept), Inventory.Of(
            Found.Of(FoundKind.NetDevice, "eth0", "/devices/platform/eth/net/eth0"), Found.Of(FoundKind.Unit,
                unit)));
        Assert.Equal(isSurvivor, plan.Survivors.Any(each => each.Item.Name == unit));
        Assert.Equal(isSurvivor, !plan.Steps.Any(step => step.Target == unit));
        if (isSurvivor) { Assert.Contains($"brings the channel up needs unit:{unit}", NoteOf(plan, "extra"),
            StringComparison.Ordinal); }
    }

    // Goal: a site that declares no way out at all keeps the one there is, also before it is up; the loopback
    // is none.
    [Theory]
    [InlineData(true, "", true)]
    [InlineData(false, "", false)]
    [InlineData(true, "wifi", false)]
    public void Keeps_ARealDevice_WhereTheSiteForgotToKeepOne_AndNoneIsUpYet(bool hasUplink, string kept,
        bool isKept)
    {
        string[] interfaces = kept.Length > 0 ? [kept] : [];
        GuardPolicy policy = GuardPolicies.Of(GuardPolicies.Board("raspberry-pi-4b"),
            interfaces) with { HasUplink = hasUplink };
        GuardPlan plan = GuardPlanner.Plan(policy, Inventory.Of(
            Found.Of(FoundKind.NetDevice, "lo", "/devices/virtual/net/lo").With("carrier", "1"),
            Found.Of(FoundKind.NetDevice, "eth0", "/devices/platform/eth/net/eth0"),
            Found.Of(FoundKind.NetDevice, "veth9", "/devices/virtual/net/veth9")));
        Assert.Equal(isKept, !plan.Steps.Any(step => step is { Mechanism: Mechanism.Link, Target: "eth0" }));
        Assert.Contains(plan.Steps, step => step is { Mechanism: Mechanism.Link, Target: "veth9" });
        Assert.DoesNotContain(plan.Survivors, each => each.Item.Name == "lo");
        Assert.DoesNotContain(plan.Steps, step => step.Target == "lo");
    }

    // Goal: what a channel of an earlier boot stood on is not taken away before it is there again; what the
    // site no longer keeps is.
    [Theory]
    [InlineData(true, "1-1.2=12d1:14db")]
    [InlineData(false, "1-1.2=12d1:ffff")]
    public void Keeps_WhatAChannelStandsOn_ThatComesLate(bool isKept, string usb)
    {
        GuardPolicy policy = GuardPolicies.Of(GuardPolicies.Board("raspberry-pi-4b")) with
        {
            Hardening = HardeningDeclaration.Usual with { Usb = [new UsbAllowed("1-1.2", "12d1:14db")] },
        };
        Inventory inventory = Inventory.Of(
            Found.Of(FoundKind.UsbDevice, "1-1", "/devices/usb1/1-1").With("id", "0424:9514"),
                Found.Of(FoundKind.Setting, "kernel.modules_disabled"))
            with { KnownModules = ["cdc_ether", "usbnet"] };
        Found modem = Found.Of(FoundKind.NetDevice, "wwan0", "/devices/usb1/1-1/1-1.2/net/wwan0",
            "module:cdc_ether", "module:usbnet").With("usb", usb);
        GuardPlan plan = GuardPlanner.Plan(policy, inventory, modem);
        Assert.Equal(isKept, !plan.Steps.Any(step => step.Target.EndsWith("1-1/authorized",
            StringComparison.Ordinal)));
        Assert.Equal(isKept ? 2 : 0, plan.Steps.Count(step => step is { Mechanism: Mechanism.Module,
            Wanted: "loaded" }));
        Assert.Equal(isKept, plan.Survivors.Any(each =>
            each.ToString() == "operator channel, not there yet (wwan0)"));
        Assert.Equal("kernel.modules_disabled", plan.Steps.Last().Target);

        // There now: it counts as what it is.
        GuardPlan later = GuardPlanner.Plan(policy, inventory with { Items = inventory.Items.Add(modem) },
            modem);
        Assert.DoesNotContain(later.Survivors, each => each.Purpose.Contains("not there yet",
            StringComparison.Ordinal));
    }

    private static string NoteOf(GuardPlan plan, string name) => plan.Entries.Single(entry =>
        entry.Name == name).Note;
}
