using Edge.Device.Hardening;
using Edge.Device.Systemd;
using Edge.Tests.Device.Systemd;

namespace Edge.Tests.Device.Hardening;

// Goal: a unit is masked wherever its file lies. Method: a manager that takes the first file of a name, as systemd does.
public sealed class UnitMaskTests : IDisposable
{
    private const string Link = "/run/systemd/system.control/evil.service";
    private static readonly BusUnit Evil = new("evil.service", "loaded", "active", "");
    private static readonly BusUnit Plain = new("plain.service", "loaded", "active", "");

    private readonly MachineFolder _machine = new();

    public void Dispose() => _machine.Dispose();

    [Fact]
    public void Masks_AUnitOfEtc_ReadsItBack_AndPutsItBack()
    {
        using var manager = new PlayedManager(Evil) { Root = _machine.Root };
        _machine.With("/etc/systemd/system/evil.service", "[Service]");
        UnitList units = Units(manager);
        units.Mask("evil.service");
        Assert.Equal("masked", units.StateOf("evil.service"));
        Assert.Equal("/dev/null", new FileInfo(_machine.Root + Link).LinkTarget);
        units.Unmask("evil.service", starts: true);
        Assert.Equal("active", units.StateOf("evil.service"));
        Assert.Null(new FileInfo(_machine.Root + Link).LinkTarget);
        Assert.Equal("[Service]", _machine.Read("/etc/systemd/system/evil.service"));
    }

    [Fact]
    public void Masks_Many_EachByTheMaskThatHasAnEffect_WithOneReload()
    {
        using var manager = new PlayedManager(Evil, Plain) { Root = _machine.Root };
        _machine.With("/etc/systemd/system/evil.service", "[Service]");
        Units(manager).MaskAll(["evil.service", "plain.service"]);
        Assert.Contains("MaskUnitFiles plain.service", manager.Asked);
        Assert.Single(manager.Asked, asked => asked == "Reload");
        UnitList units = Units(manager);
        units.Mask("evil.service");
        units.Mask("plain.service");
        Assert.Equal(("masked", "masked"), (units.StateOf("evil.service"), units.StateOf("plain.service")));
    }

    [Theory]
    [InlineData("/etc/systemd/system/evil.service", true)]
    [InlineData("/run/systemd/system/evil.service", true)]
    [InlineData("/run/systemd/transient/evil.service", true)]
    [InlineData("/usr/lib/systemd/system/evil.service", false)]
    [InlineData("/etc/systemd/system/evil.service.d/more.conf", false)]
    public void Takes_TheOtherMask_OnlyWhereItIsNeeded(string file, bool isNeeded)
    {
        _machine.With(file, "[Service]");
        Assert.Equal(isNeeded, new UnitMask(new MachineRoot(_machine.Root)).IsNeeded("evil.service"));
    }

    // Somebody, or systemd for the guard, masked it there already.
    [Fact]
    public void Takes_AMask_ForNoFile()
    {
        Directory.CreateDirectory(_machine.Root + "/run/systemd/system");
        File.CreateSymbolicLink(_machine.Root + "/run/systemd/system/evil.service", "/dev/null");
        Assert.False(new UnitMask(new MachineRoot(_machine.Root)).IsNeeded("evil.service"));
    }

    // What lies there no link of this boot goes before: it is said, the others are masked, and it is stopped in no silence.
    [Fact]
    public void Says_WhatCannotBeMasked()
    {
        using var manager = new PlayedManager(Evil, Plain) { Root = _machine.Root };
        _machine.With("/etc/systemd/system.control/evil.service", "[Service]");
        UnitList units = Units(manager);
        IOException trouble = Assert.Throws<IOException>(() => units.MaskAll(["evil.service", "plain.service"]));
        Assert.Contains("remove that file", trouble.Message, StringComparison.Ordinal);
        Assert.Throws<IOException>(() => units.Mask("evil.service"));
        units.Mask("plain.service");
        Assert.Equal(("active", "masked"), (units.StateOf("evil.service"), units.StateOf("plain.service")));
    }

    [Fact]
    public void Leaves_WhatIsNoMaskWhereItIs()
    {
        _machine.With(Link, "[Service]");
        new UnitMask(new MachineRoot(_machine.Root)).Take("evil.service");
        Assert.Equal("[Service]", _machine.Read(Link));
    }

    private UnitList Units(PlayedManager manager) => new(new MachineRoot(_machine.Root), manager.Connect);
}
