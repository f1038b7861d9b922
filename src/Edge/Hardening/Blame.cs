namespace Edge.Hardening;

/// <summary>Which step can have broken what: only such a step is taken back when something that must survive
/// stops.</summary>
/// <remarks>A stick that is pulled out, a modem that registers anew or a unit that ends while another step
/// is under way is no
/// reason to open that one.</remarks>
public static class Blame
{
    private const string Gadgets = "/sys/kernel/config/usb_gadget/";

    /// <param name="isThere">Whether the survivor's own device is still there after the step.</param>
    public static bool CanBreak(this GuardStep step, Survivor survivor, bool isThere)
    {
        Found item = survivor.Item;
        // Switching off takes no device out of the machine.
        bool isSwitch = step.Mechanism is Mechanism.Link or Mechanism.RadioBlock or Mechanism.Unit or Mechanism.Mount;
        if (isSwitch && !isThere && !IsVirtual(item)) { return false; }
        if (step.Cuts.Any(cut => cut == item.Node || item.Needs.Contains(cut)
            || (Nodes.PathOf(cut) is { } path && IsAtOrBelow(item.Device, path)))) { return true; }
        return step.Mechanism switch
        {
            Mechanism.Link => item.Kind == FoundKind.NetDevice,
            Mechanism.RadioBlock => item.Fact("radio") == step.Target || item.Needs.Contains(Nodes.Radio(step.Target)),
            // What brings a network up, what that stands on, or what holds a file system; units of our own
            // end for reasons of their
            // own.
            Mechanism.Unit => item.Kind is FoundKind.NetDevice or FoundKind.Mount || IsUnit(item, step.Target)
                || (item.Kind == FoundKind.Unit && KnownManagers.IsKnown(item.Name)),
            Mechanism.UnitRights => IsUnit(item, step.Target),
            Mechanism.Module => item.Needs.Contains(Nodes.Module(step.Target))
                || (item.Kind == FoundKind.NetDevice && IsVirtual(item)),
            Mechanism.Binding => IsAtOrBelow(item.Device, step.Target),
            Mechanism.Sysfs => IsOnTheWay(item, step.Target),
            Mechanism.Mount => item.Kind == FoundKind.Mount && IsAtOrBelow(item.Name, step.Target),
            _ => false,
        };
    }

    private static bool IsUnit(Found item, string name) => item.Kind == FoundKind.Unit && item.Name == name;

    private static bool IsVirtual(Found item) =>
        item.Device is not { } path || path.StartsWith("/devices/virtual/", StringComparison.Ordinal);

    private static bool IsAtOrBelow(string? path, string above) => path is not null
        && (path == above || path.StartsWith(above.TrimEnd('/') + "/", StringComparison.Ordinal));

    /// <summary>A setting of a device that the survivor hangs on, of its module, or of the gadget it is part
    /// of.</summary>
    private static bool IsOnTheWay(Found item, string setting)
    {
        if (item.Device is not { } device) { return false; }
        if (setting.StartsWith(Gadgets, StringComparison.Ordinal)) { return device.Contains("/gadget", StringComparison.Ordinal); }
        string[] folders = setting.Split('/', StringSplitOptions.RemoveEmptyEntries)[..^1];
        if (folders is ["sys", "module", { } module, ..]) { return item.Needs.Contains(Nodes.Module(module)); }
        return folders.Length > 0 && device.Split('/').Contains(folders[^1]);
    }
}
