using Edge.Device.Updates.Boot;
using Edge.Platform.Updates;
using Edge.Platform.Updates.Images;
using Edge.Updates;
using Edge.Updates.Boot;
using Edge.Updates.Trust;

namespace Edge.Host.Updates;

/// <summary>The parts of an update of the operating system on this machine, put together.</summary>
internal sealed class SystemParts
{
    private readonly UpdateParts _os;

    private SystemParts(UpdateParts os, BootSetup setup, string root, PackPlaces packs)
    {
        _os = os;
        Setup = setup;
        Machine = new LinuxBootedSystem(setup, root, os.RestartBy, Console.WriteLine);
        Slots = new PartitionSlots(os.Slots, os.Disk, Machine, found => Sources(found, packs));
    }

    public BootSetup Setup { get; }

    public LinuxBootedSystem Machine { get; }

    public PartitionSlots Slots { get; }

    /// <param name="root">The folder that stands for <c>/</c> where the kernel is asked.</param>
    /// <param name="packs">Where packs come from.</param>
    public static Result<SystemParts, UpdateReason> Of(UpdateParts os, string root, PackPlaces packs) =>
        ReadSetup(os.Folders.Boot).TryGet(out BootSetup setup, out UpdateReason reason) ? new SystemParts(os, setup, root, packs) : reason;

    public static Result<BootSetup, UpdateReason> ReadSetup(string path) => new LinuxDisk().ReadAll(path, BootSetup.MaxBytes) is byte[] bytes
        ? BootSetup.Read(bytes)
        : new UpdateReason(UpdateRefusal.NotSetUp, $"there is no {path}: this machine does not choose between systems on partitions");

    public SystemTrial Trial(UpdateParts app, Action<string> tell) => new(
        Slots, _os.Ledger, _os.Service, Machine, _os.Closing(tell), new GroupedApplication(new GroupedCandidate(app.Ledger, app.Slots), app.Service),
        TimeProvider.System, _os.Trail, tell);

    // A stick first; then what somebody has put into the spool; then the network. What comes is verified
    // chunk by chunk.
    private List<IRepositorySource> Sources(FoundRelease found, PackPlaces packs)
    {
        var sources = new List<IRepositorySource>();
        sources.AddRange(packs.Folders.Select(folder => new FolderSource(_os.Disk, Path.GetFullPath(folder))));
        sources.AddRange(found.Target.Found.Select(each => new FolderSource(_os.Disk, _os.Folders.SpoolOf(each.Repository))));
        if (!File.Exists(packs.Socket)) { return sources; }
        var connection = new PackConnection(packs.Socket);
        sources.AddRange(found.Target.Found.SelectMany(each => Enumerable.Range(0, AddressesOf(each.Repository)).Select(address =>
            new PackSocketSource(connection, each.Repository, address, found.Rollout?.BytesPerSecond, TimeProvider.System))));
        return sources;
    }

    private int AddressesOf(string repository) =>
        UpdateSetup.Map(_os.Folders, _os.Disk).TryGet(out RepositoryMap map, out _)
            ? map.Repositories.FirstOrDefault(each => each.Name == repository)?.Addresses.Length ?? 0
            : 0;
}

/// <summary>Where packs come from, beside the spool.</summary>
/// <param name="Folders">Asked first.</param>
/// <param name="Socket">Of the fetcher; asked last, and not where it is missing.</param>
internal sealed record PackPlaces(IReadOnlyList<string> Folders, string Socket)
{
    public static PackPlaces None { get; } = new([], "");
}
