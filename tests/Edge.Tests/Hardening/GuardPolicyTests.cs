using System.Security.Cryptography;
using System.Text;
using Edge.Hardening;

namespace Edge.Tests.Hardening;

public sealed class GuardPolicyTests
{
    // A release on trial runs behind the guard of the committed one: where both find another hash, its uplink stays closed. What a
    // site does not use adds nothing, so this text only grows behind a key that an older guard refuses to read.
    [Fact]
    public void Hashes_WhatTheFormatSays_AndWhatASiteDoesNotUseAddsNothing()
    {
        GuardPolicy policy = GuardPolicies.Of(GuardPolicies.Board("virtual"), "ethernet");
        string text = "policy 1\nmode 1\nboard virtual\n"
            + "keep ethernet link-down:eth0\noff board-wire link-down:board0\noff wifi rfkill:wifi module:mac80211_hwsim\n"
            + "off bluetooth rfkill:bluetooth module:hci_vhci module:btusb\noff usb module:usb_storage module:usbhid\n"
            + "off sysrq sysctl:kernel.sysrq=0 mask:ctrl-alt-del.target\n"
            + "services \nmodules \nusb \ndhcp True\nipv6 False\ndns \nntp \npeers 10.90.0.1:8443/tcp\nlisten \n"
            + "technician  \nbuses \npins True\n";
        Assert.Equal(Hash(text), Convert.ToHexStringLower(policy.Hash()));
        GuardPolicy named = policy with { Hardening = policy.Hardening with { Keys = ["root", "pi"] } };
        Assert.Equal(Hash(text + "keys root pi\n"), Convert.ToHexStringLower(named.Hash()));
    }

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
