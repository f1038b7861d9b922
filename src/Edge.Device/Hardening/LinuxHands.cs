using Edge.Hardening;

namespace Edge.Device.Hardening;

/// <summary>The guard's hands on a real Linux, or on a folder that looks like one.</summary>
public sealed class LinuxHands : IGuardHands
{
    private readonly MachineRoot _root;
    private readonly BootId _boot;
    private readonly UnitList _units;
    private readonly LinuxInventory _inventory;
    private readonly Dictionary<Mechanism, ISetting> _settings;

    /// <param name="runFolder">Ends with the boot.</param>
    /// <param name="bootLines">The boot files of the slot that does not run; null: there are none.</param>
    /// <param name="root">In place of <c>/</c>, for tests.</param>
    public LinuxHands(BootId boot, string runFolder, string? bootLines = null, string root = "/")
    {
        _root = new MachineRoot(root);
        _boot = boot;
        _units = new UnitList(_root);
        _inventory = new LinuxInventory(_root, _units);
        _settings = new()
        {
            [Mechanism.Sysctl] = new SysctlSetting(_root),
            [Mechanism.Sysfs] = new SysfsSetting(_root),
            [Mechanism.RadioBlock] = new RadioSetting(_root),
            [Mechanism.Module] = new ModuleSetting(_root),
            [Mechanism.Link] = new LinkSetting(_root),
            [Mechanism.Unit] = new UnitSetting(_units),
            [Mechanism.Account] = new AccountSetting(_root),
            [Mechanism.Firewall] = new FirewallSetting(),
            [Mechanism.Binding] = new BindingSetting(_root),
            [Mechanism.Node] = new NodeSetting(_root),
            [Mechanism.Mount] = new MountSetting(_root),
            [Mechanism.BootLine] = new BootLineSetting(bootLines),
            [Mechanism.UnitRights] = new UnitRightsSetting(_root, _units),
            [Mechanism.Connector] = new ConnectorSetting(_root, runFolder),
        };
    }

    public Inventory Look() => _inventory.Look(_boot);

    public void Prepare(IEnumerable<GuardStep> steps) =>
        _units.Prepare([.. steps.Where(step => step.Mechanism == Mechanism.Unit).Select(step =>
            step.Target).Distinct()]);

    public bool IsGathered(GuardStep step) => step.Mechanism == Mechanism.Unit;

    public void Gather(IReadOnlyList<GuardStep> steps) => _units.MaskAll([.. steps.Select(step => step.Target)]);

    public string? Read(GuardStep step) => _settings[step.Mechanism].Read(step.Target);

    public void Write(GuardStep step, string value) => _settings[step.Mechanism].Write(step.Target, value);

    public bool IsAlive(Survivor survivor)
    {
        Found item = survivor.Item;
        return IsThere(survivor) && item.Kind switch
        {
            FoundKind.NetDevice => new LinkSetting(_root).Read(item.Name) == "up" && !IsBlocked(item),
            FoundKind.Mount => new MountScan(_root).Of(item.Name) is not null,
            FoundKind.Unit => !Survivors.StaysUp(item.Name) || _units.Runs(item.Name),
            FoundKind.UsbDevice => _root.TryRead($"/sys/bus/usb/devices/{item.Name}/authorized") != "0",
            _ => true,
        };
    }

    public bool IsThere(Survivor survivor) => survivor.Item.Device is not { } device || _root.Exists($"/sys{device}");

    public bool HasAddress(Survivor channel) => new DeviceScan(_root).HasAddress(channel.Item.Name);

    private bool IsBlocked(Found device) => device.Fact("radio") is { } radio
        && new RadioSetting(_root).Read(radio) == "blocked";
}
