namespace Edge.Hardening;

/// <summary>The words under which kinds stand in plans and nodes.</summary>
public static class Words
{
    public static string Of(FoundKind kind) => kind switch
    {
        FoundKind.NetDevice => "network",
        FoundKind.UsbHost => "usb host",
        FoundKind.UsbDevice => "usb device",
        FoundKind.Connector => "screen",
        FoundKind.SoundCard => "sound",
        FoundKind.I2cBus => "i2c bus",
        FoundKind.GpioChip => "gpio chip",
        FoundKind.Gadget => "usb gadget",
        _ => kind.ToString().ToLowerInvariant(),
    };

    /// <summary>As a plan says what has become of a step.</summary>
    public static string Of(StepOutcome outcome) => outcome switch
    {
        StepOutcome.AlreadySo => "was so already",
        StepOutcome.Applied => "done and read back",
        StepOutcome.NoEffect => "FAILED: written, but read back otherwise",
        StepOutcome.Failed => "FAILED",
        StepOutcome.Undone => "UNDONE: it broke what must survive",
        StepOutcome.AtNextBoot => "from the next boot on",
        StepOutcome.Planned => "planned",
        StepOutcome.NotThere => "nothing there",
        StepOutcome.OutOfReach => "NOT DONE: no boot files of the slot that does not run are given (--boot-files)",
        StepOutcome.LowerTier => "in use; the radio is blocked all the same",
        _ => outcome.ToString(),
    };

    public static string Of(Tier tier) => tier switch
    {
        Tier.Absent => "absent",
        Tier.Disabled => "disabled",
        Tier.Walled => "fire-walled",
        _ => "on",
    };

    public static string Of(Mechanism mechanism) => mechanism switch
    {
        Mechanism.Sysctl => "sysctl",
        Mechanism.Sysfs => "sysfs",
        Mechanism.RadioBlock => "rfkill",
        Mechanism.Module => "module",
        Mechanism.Link => "link",
        Mechanism.Unit => "unit",
        Mechanism.Account => "account",
        Mechanism.Firewall => "firewall",
        Mechanism.Binding => "driver",
        Mechanism.Node => "node",
        Mechanism.Mount => "mount",
        Mechanism.BootLine => "boot line",
        Mechanism.Connector => "connector",
        Mechanism.UnitRights => "rights",
        _ => mechanism.ToString(),
    };
}
