using Edge.Platform.Updates.Images;
using Edge.Updates.Boot;
using Edge.Updates.Slots;

namespace Edge.Device.Updates.Boot;

/// <summary>This machine.</summary>
/// <param name="restartBy">Anybody but systemd: the machine is not started anew, and whoever watches is told
/// how.</param>
/// <param name="root">The folder that stands for <c>/</c> where the kernel is asked; another one in
/// tests.</param>
public sealed class LinuxBootedSystem(BootSetup setup, string root, RestartBy restartBy, Action<string> tell) : IBootedSystem
{
    private readonly BootLook _look = new(setup, root);

    public string BootId => _look.BootId();

    public string? Verity => _look.Verity();

    public BootEvidence Evidence() => _look.Evidence();

    public T Select<T>(Func<IBootSelector, T> use)
    {
        using var opened = BootSelectors.Open(setup, _look.Firmware(), isWritten: true);
        return use(opened.Selector);
    }

    public bool Has(string image) => setup.DeviceOf(SlotName.A, image) is not null;

    public IBlocks Open(SlotName slot, string image, bool isWritten)
    {
        string device = setup.DeviceOf(slot, image) ?? throw new ArgumentException("This machine has no such partition.", nameof(image));
        return isWritten ? LinuxBlocks.OpenWrite(device) : LinuxBlocks.OpenRead(device);
    }

    // For edge-os-deadline.service. Where it cannot be left, that one reboots once more than it would have to.
    public void EndDeadline()
    {
        string folder = Path.Combine(root, "run/edge-os-slot");
        if (Directory.Exists(folder)) { File.WriteAllBytes(Path.Combine(folder, "not-on-trial"), []); }
    }

    public async Task RebootAsync(string argument, CancellationToken cancellation)
    {
        if (restartBy != RestartBy.Systemctl)
        {
            tell($"Start the machine anew by: systemctl reboot{(argument.Length > 0 ? $" --reboot-argument='{argument}'" : "")}");
            return;
        }
        if (await Systemctl.RebootAsync(argument, cancellation) != 0)
        {
            throw new IOException("systemctl reboot: refused");
        }
    }
}
