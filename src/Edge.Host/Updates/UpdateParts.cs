using Edge.Device.Updates;
using Edge.Platform.Updates;

namespace Edge.Host.Updates;

/// <summary>The parts of an update on this machine, put together.</summary>
internal sealed class UpdateParts
{
    public const string Component = "app";
    private const string Unit = "edge.service";

    public UpdateParts(UpdateFolders folders, string socket = "", RestartBy restartBy = RestartBy.Nobody)
    {
        Folders = folders;
        ComponentFolder = Path.Combine(folders.Slots, Component);
        Slots = new DirectorySlots(Disk, ComponentFolder, Component);
        Ledger = new SlotLedger(Slots, Path.Combine(ComponentFolder, "changing"));
        Service = new GatewayService(socket, Unit, restartBy);
    }

    public UpdateFolders Folders { get; }

    public string ComponentFolder { get; }

    public LinuxDisk Disk { get; } = new();

    public DirectorySlots Slots { get; }

    public SlotLedger Ledger { get; }

    public GatewayService Service { get; }

    /// <summary>Asks the gateway who it is; where nobody answers, or nothing may be written, what was known stays.</summary>
    public async Task LearnDeviceAsync(CancellationToken cancellation)
    {
        try
        {
            KnownDevice.Note(Disk, Folders, await Service.DeviceAsync(cancellation));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Who may not write here fetches as somebody unknown: later than all others.
        }
    }

    public Launcher Launcher => new(Ledger, Slots);

    public SlotInstaller Installer(bool offline) =>
        new(Folders, Disk, Slots, Ledger, ComponentFolder, UpdateSetup.Rid, TimeProvider.System, offline);

    public TrialWatch Watch(Action<string> tell) =>
        new(Folders, Disk, Slots, Ledger, Service, TimeProvider.System, Component, tell);
}
