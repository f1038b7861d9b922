using System.Net;
using Edge.Device.Hardening;
using Edge.Device.Kernel;
using Edge.Device.Systemd;
using Edge.Tests.Device.Systemd;

namespace Edge.Tests.Device.Hardening;

// Goal: the gateway's rights are what systemd and the kernel hold, not what the guard wrote. Method: a manager that holds something
// else, a kernel that has nothing at the control group.
public sealed class UnitRightsSettingTests : IDisposable
{
    private const string Unit = "edge.service";
    private const string Text = "[Service]\nDeviceAllow=\nDeviceAllow=char-i2c rw\nDeviceAllow=char-gpiochip rw\n"
        + "IPAddressDeny=any\nIPAddressAllow=localhost\nIPAddressAllow=127.0.0.1\nIPAddressAllow=10.90.0.1\n";

    private readonly MachineFolder _machine = new();
    private readonly PlayedManager _manager = new();

    public UnitRightsSettingTests() => Hold("closed", ["char-gpiochip rw", "char-i2c rw"], ["10.90.0.1/32", "::1/128", "127.0.0.0/8"], ["::/0", "0.0.0.0/0"]);

    public void Dispose()
    {
        _manager.Dispose();
        _machine.Dispose();
    }

    [Fact]
    public void Reads_WhatSystemdHolds_InWhateverOrderItTells()
    {
        UnitRightsSetting rights = Rights(1);
        Assert.Equal("", rights.Read(Unit));
        rights.Write(Unit, Text);
        Assert.Equal(Text, rights.Read(Unit));
        Assert.Contains($"SetUnitProperties {Unit}", _manager.Asked);
        rights.Write(Unit, "");
        Assert.Equal("", rights.Read(Unit));
    }

    // Found in the virtual gateway: the unit was read anew, and its own ProtectClock= had come back as a right of its own.
    [Fact]
    public void Reads_TheSame_WhereTheUnitWasReadAnew()
    {
        UnitRightsSetting rights = Rights(1);
        rights.Write(Unit, Text);
        Hold("closed", ["char-rtc r", "char-gpiochip rw", "char-i2c rw"], ["10.90.0.1/32", "::1/128", "127.0.0.0/8"], ["::/0", "0.0.0.0/0"]);
        Assert.Equal(Text, rights.Read(Unit));
        Hold("closed", ["char-rtc rw", "char-gpiochip rw", "char-i2c rw"], ["10.90.0.1/32", "::1/128", "127.0.0.0/8"], ["::/0", "0.0.0.0/0"]);
        Assert.NotEqual(Text, rights.Read(Unit));
    }

    public static TheoryData<string, string[], string[], string[]> Others => new()
    {
        { "auto", ["char-gpiochip rw", "char-i2c rw"], ["10.90.0.1/32", "::1/128", "127.0.0.0/8"], ["::/0", "0.0.0.0/0"] },
        { "closed", ["char-gpiochip rw", "char-i2c rw", "char-mem rw"], ["10.90.0.1/32", "::1/128", "127.0.0.0/8"], ["::/0", "0.0.0.0/0"] },
        { "closed", ["char-gpiochip rw", "char-i2c rw"], ["10.90.0.1/32", "::1/128", "127.0.0.0/8", "10.0.0.0/8"], ["::/0", "0.0.0.0/0"] },
        { "closed", ["char-gpiochip rw", "char-i2c rw"], ["0.0.0.0/0"], ["::/0", "0.0.0.0/0"] },
        { "closed", ["char-gpiochip rw", "char-i2c rw"], ["10.90.0.1/32", "::1/128", "127.0.0.0/8"], [] },
    };

    // systemctl set-property and systemctl revert leave the guard's own file as it is.
    [Theory, MemberData(nameof(Others))]
    public void Reads_Otherwise_WhereSystemdHoldsSomethingElse(string policy, string[] devices, string[] allowed, string[] denied)
    {
        UnitRightsSetting rights = Rights(1);
        rights.Write(Unit, Text);
        Hold(policy, devices, allowed, denied);
        Assert.StartsWith("systemd holds: ", rights.Read(Unit), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, false)]
    [InlineData(1, true)]
    [InlineData(null, true)]
    public void Reads_Otherwise_WhereTheKernelHasNothingThatDecides(int? programs, bool isTaken)
    {
        UnitRightsSetting rights = Rights(programs);
        rights.Write(Unit, Text);
        Assert.Equal(isTaken, rights.Read(Unit) == Text);
    }

    [Fact]
    public void Refuses_WhatIsNoAnswer()
    {
        UnitRightsSetting rights = Rights(1);
        rights.Write(Unit, Text);
        _manager.Properties["DevicePolicy"] = new BusWriter().Signature("u").Word(1).ToArray();
        Assert.Throws<IOException>(() => rights.Read(Unit));
    }

    [Theory]
    [InlineData(UnitRights.MostEntries, true)]
    [InlineData(UnitRights.MostEntries + 1, false)]
    public void Takes_AsManyAsTheLimit(int count, bool isTaken)
    {
        var reader = new BusReader(Array("a(iayu)", [.. Enumerable.Range(0, count).Select(i => $"10.0.{i / 256}.{i % 256}/32")], Network));
        if (isTaken) { Assert.Equal(count, UnitRights.Networks(reader).Count); } else { Assert.Throws<IOException>(() => UnitRights.Networks(reader)); }
    }

    [Fact]
    public void Asks_TheKernelOfThisMachine_WithoutHarm() =>
        Assert.Null(GroupPrograms.Count(Path.Combine(_machine.Root, "none"), GroupHook.Device));

    private UnitRightsSetting Rights(int? programs) =>
        new(new MachineRoot(_machine.Root), new UnitList(new MachineRoot(_machine.Root), _manager.Connect), (_, _) => programs);

    private void Hold(string policy, string[] devices, string[] allowed, string[] denied)
    {
        _manager.Properties["DevicePolicy"] = new BusWriter().Signature("s").Text(policy).ToArray();
        _manager.Properties["DeviceAllow"] = Array("a(ss)", devices, (writer, device) =>
            writer.Text(device.Split(' ')[0]).Text(device.Split(' ')[1]));
        _manager.Properties["IPAddressAllow"] = Array("a(iayu)", allowed, Network);
        _manager.Properties["IPAddressDeny"] = Array("a(iayu)", denied, Network);
    }

    private static byte[] Array(string type, string[] values, Action<BusWriter, string> add)
    {
        BusWriter writer = new BusWriter().Signature(type);
        int at = writer.Word(0).Length - 4;
        int from = writer.Align(8).Length;
        foreach (string value in values) { add(writer.Align(8), value); }
        return writer.Patch(at, (uint)(writer.Length - from)).ToArray();
    }

    private static void Network(BusWriter writer, string value)
    {
        var network = IPNetwork.Parse(value);
        byte[] address = network.BaseAddress.GetAddressBytes();
        writer.Word(address.Length == 4 ? 2u : 10u).Word((uint)address.Length).Bytes(address).Word((uint)network.PrefixLength);
    }
}
