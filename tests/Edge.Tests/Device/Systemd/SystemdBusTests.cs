using CsCheck;
using Edge.Device.Hardening;
using Edge.Device.Systemd;
using Edge.Tests.Device.Hardening;

namespace Edge.Tests.Device.Systemd;

public sealed class SystemdBusTests
{
    private static readonly Gen<string> Words = Gen.Char['\u0020', '\u024f'].Array[0, 12].Select(letters => new string(letters));
    private static readonly BusUnit Intruder = new("intruder.service", "loaded", "active", "");
    private static readonly BusUnit Waiting = new("late.timer", "loaded", "inactive", "start");
    private static readonly BusUnit Idle = new("idle.service", "loaded", "inactive", "");

    // Source: D-Bus Specification, "Message Format": endianness, kind, flags, version, length of the body, serial; then the
    // fields, each at a multiple of eight, and the body.
    [Fact]
    public void Writes_ACall_AsTheSpecificationSays() => Assert.Equal(
        "6c010001" + "09000000" + "07000000" + "47000000"
        + "01016f00" + "02000000" + "2f610000" + "00000000"
        + "02017300" + "03000000" + "622e6300" + "00000000"
        + "03017300" + "01000000" + "6d000000" + "00000000"
        + "06017300" + "01000000" + "64000000" + "00000000"
        + "08016700" + "01730000"
        + "0400000074657874" + "00",
        Convert.ToHexStringLower(BusMessage.Call(7, new("d", "/a", "b.c"), "m", "s", new BusWriter().Text("text").ToArray())));

    [Fact]
    public void Reads_BackWhatItWrites() => Gen.Select(Words, Words, Gen.Bool).Array[0, 20].Sample(values =>
    {
        BusUnit[] units = [.. values.Select(each => new BusUnit(each.Item1, "loaded", each.Item2, each.Item3 ? "start" : ""))];
        byte[] bytes = BusMessage.Answer(1, 9, null, BusUnit.ListType, BusUnit.WriteList(units));
        BusMessage read = BusMessage.Read(bytes);
        Assert.Equal((BusMessageKind.Return, 9u), (read.Kind, read.ReplyTo));
        Assert.Equal(units.Select(Plain), BusUnit.ReadList(read).Select(Plain));
        for (int length = 0; length < bytes.Length; length += 7) { Assert.Throws<IOException>(() => BusMessage.Read(bytes.AsMemory(0, length))); }
    });

    [Theory]
    [InlineData(BusMessage.MaxBytes - 16, true)]
    [InlineData(BusMessage.MaxBytes - 15, false)]
    [InlineData(-1, false)]
    public void Takes_AMessageUpToItsLimit(int body, bool isTaken)
    {
        byte[] first = BusMessage.Answer(1, 2, null, "", [])[..BusMessage.Fixed];
        BitConverter.TryWriteBytes(first.AsSpan(4), body);
        BitConverter.TryWriteBytes(first.AsSpan(12), 0);
        if (isTaken) { Assert.Equal(BusMessage.MaxBytes, BusMessage.LengthOf(first)); }
        else { Assert.Throws<IOException>(() => BusMessage.LengthOf(first)); }
    }

    [Fact]
    public void Lists_WhatRunsAndWhatWaits_WithOneQuestion()
    {
        using var manager = new PlayedManager(Intruder, Waiting, Idle);
        UnitList units = Units(manager);
        Assert.Equal(["intruder.service", "late.timer"], units.All().Select(each => each.Name));
        units.Prepare(["intruder.service", "idle.service", "none.target"]);
        Assert.Equal(["active", "inactive", null], new[] { "intruder.service", "idle.service", "none.target" }.Select(units.StateOf));
        Assert.Equal(["ListUnitsByPatterns *.service *.socket *.timer *.path", "ListUnitsByNames none.target"], Asked(manager));
    }

    [Fact]
    public void Masks_ReadsBack_AndPutsBack()
    {
        using var manager = new PlayedManager(Intruder);
        UnitList units = Units(manager);
        units.Mask("intruder.service");
        Assert.Equal("masked", units.StateOf("intruder.service"));
        units.Unmask("intruder.service", starts: true);
        Assert.Equal("active", units.StateOf("intruder.service"));
    }

    // With KillMode=process a unit is inactive while what it started goes on: it is killed, and where that is in vain it is not masked.
    [Theory]
    [InlineData(true, "masked")]
    [InlineData(false, "active")]
    public void Kills_WhatAUnitLeavesBehind(bool dies, string state)
    {
        using var machine = new MachineFolder();
        const string Events = "/sys/fs/cgroup/system.slice/intruder.service/cgroup.events";
        machine.With(Events, "populated 1\nfrozen 0");
        using var manager = new PlayedManager(Intruder) { OnKill = _ => { if (dies) { machine.With(Events, "populated 0\nfrozen 0"); } } };
        var units = new UnitList(new MachineRoot(machine.Root), manager.Connect);
        units.Mask("intruder.service");
        Assert.Equal(state, units.StateOf("intruder.service"));
        Assert.Contains("KillUnit intruder.service", manager.Asked);
    }

    [Fact]
    public void Lists_AUnitThatIsNeverDoneWithStopping()
    {
        using var manager = new PlayedManager(Intruder with { Active = "deactivating", Load = "masked" });
        UnitList units = Units(manager);
        Assert.Single(units.All());
        Assert.Equal("active", units.StateOf("intruder.service"));
    }

    [Fact]
    public void Reloads_OnceForMany_AndStopsEachByItself()
    {
        using var manager = new PlayedManager(Intruder, Waiting with { Active = "active", Job = "" });
        UnitList units = Units(manager);
        units.MaskAll(["intruder.service", "late.timer"]);
        Assert.Equal(["active", "active"], new[] { "intruder.service", "late.timer" }.Select(units.StateOf));
        units.Mask("intruder.service");
        units.Mask("late.timer");
        Assert.Equal(["masked", "masked"], new[] { "intruder.service", "late.timer" }.Select(units.StateOf));
        Assert.Single(manager.Asked, asked => asked == "Reload");
    }

    // A unit that systemd has not loaded is masked by its file alone.
    [Fact]
    public void Reloads_NothingForAUnitThatIsNotLoaded()
    {
        using var manager = new PlayedManager();
        Units(manager).Mask("ctrl-alt-del.target");
        Assert.Equal("masked", Units(manager).StateOf("ctrl-alt-del.target"));
        Assert.DoesNotContain("Reload", manager.Asked);
    }

    // Source: org.freedesktop.systemd1(5): a list that is empty clears what the unit has, and what follows is added.
    [Fact]
    public void Tells_WhatAUnitMayReach_AsListsThatTakeThePlaceOfTheOldOnes()
    {
        var reader = new BusReader(UnitProperties.Body("edge.service", """
            [Service]
            DeviceAllow=
            DeviceAllow=char-i2c rw
            IPAddressDeny=any
            IPAddressAllow=localhost
            IPAddressAllow=10.90.0.1
            """).ToArray());
        Assert.Equal(("edge.service", 1u), (reader.Text(), reader.Word()));
        var said = new List<string>();
        for (int end = reader.ArrayEnd(8); reader.Position < end;) { said.Add(Property(reader.Align(8))); }
        Assert.Equal(
            ["DeviceAllow:", "DeviceAllow: char-i2c=rw", "IPAddressAllow:",
                "IPAddressAllow: 2/7F000000/8 10/00000000000000000000000000000001/128 2/0A5A0001/32",
                "IPAddressDeny:", "IPAddressDeny: 2/00000000/0 10/00000000000000000000000000000000/0"], said);
    }

    private static string Property(BusReader reader)
    {
        string said = reader.Text() + ":";
        bool isDevice = reader.Signature() == "a(ss)";
        for (int end = reader.ArrayEnd(8); reader.Position < end;)
        {
            if (isDevice) { said += $" {reader.Align(8).Text()}={reader.Text()}"; continue; }
            said += $" {reader.Align(8).Word()}/";
            for (int last = reader.ArrayEnd(1); reader.Position < last;) { said += $"{reader.Byte():X2}"; }
            said += $"/{reader.Word()}";
        }

        return said;
    }

    [Fact]
    public void Says_WhatSystemdRefuses()
    {
        using var manager = new PlayedManager(Idle with { Load = "masked" });
        using SystemdBus bus = manager.Connect();
        Assert.Equal("systemd refuses StartUnit: Unit is masked.", Assert.Throws<IOException>(() => bus.Start("idle.service")).Message);
    }

    [Theory]
    [InlineData("REJECTED EXTERNAL\r\n")]
    [InlineData("ERROR\r\n")]
    public void Says_ThatItIsNotLetIn(string greeting)
    {
        using var manager = new PlayedManager { Greeting = greeting };
        Assert.Contains("does not talk to this user", Assert.Throws<IOException>(manager.Connect).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Refuses_AnAnswerThatIsNone()
    {
        using var manager = new PlayedManager();
        using SystemdBus bus = manager.Connect();
        manager.Answer = new byte[64];
        Assert.Throws<IOException>(() => bus.Units(["*"]));
    }

    private static string Plain(BusUnit unit) => unit.ToString();

    private static IEnumerable<string> Asked(PlayedManager manager) => manager.Asked.Where(each => each != "Hello");

    private static UnitList Units(PlayedManager manager) => new(new MachineRoot("/none"), manager.Connect);
}
