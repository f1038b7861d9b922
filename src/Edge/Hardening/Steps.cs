using System.Collections.Immutable;

namespace Edge.Hardening;

/// <summary>Makes steps, each with what it cuts.</summary>
internal static class Steps
{
    public static GuardStep Sysctl(string name, string value, params ReadOnlySpan<string> cuts) =>
        new(Mechanism.Sysctl, name, value, Tier.Disabled, [.. cuts]);

    public static GuardStep Sysfs(string path, string value, params ReadOnlySpan<string> cuts) =>
        new(Mechanism.Sysfs, path, value, Tier.Disabled, [.. cuts]);

    public static GuardStep Radio(string kind) => new(Mechanism.RadioBlock, kind, "blocked", Tier.Disabled,
        [Nodes.Radio(kind)]);

    public static GuardStep Module(string name) =>
        new(Mechanism.Module, name.Replace('-', '_'), "barred", Tier.Absent, [Nodes.Module(name)]);

    /// <summary>The opposite: a module that is wanted before the kernel takes no more.</summary>
    public static GuardStep Load(string name) => new(Mechanism.Module, name, "loaded", default, []);

    public static GuardStep Link(Found device) => new(Mechanism.Link, device.Name, "down", Tier.Disabled,
        [device.Node]);

    public static GuardStep Unit(string name) => new(Mechanism.Unit, name, "masked", Tier.Disabled,
        [Nodes.Unit(name)]);

    public static GuardStep Account(string name) => new(Mechanism.Account, name, "locked", Tier.Disabled, []);

    public static GuardStep Unbind(Found item) =>
        new(Mechanism.Binding, item.Fact("bound-at") ?? item.Device!, "unbound", Tier.Disabled,
            [Nodes.Device(item.Fact("bound-at") ?? item.Device!)]);

    /// <summary>A node that nobody but root may open, and root must want to.</summary>
    public static GuardStep Node(string path) => new(Mechanism.Node, path, "0000", Tier.Disabled, []);

    public static GuardStep Mount(Found mount) => new(Mechanism.Mount, mount.Name, "absent", Tier.Disabled,
        ImmutableArray<string>.Empty);

    public static GuardStep Connector(Found item) => new(Mechanism.Connector, item.Name, "off",
        Tier.Disabled, []);

    public static GuardStep Boot(string kind, string argument) =>
        new(Mechanism.BootLine, $"{kind}:{argument}", "present", Tier.Absent, []);

    /// <summary>Off by taking the driver's module away; where the driver is built in, by taking the device
    /// from it.</summary>
    public static GuardStep Driver(Found item) => item.Fact("module") is { } module ? Module(module)
        : Unbind(item);
}
