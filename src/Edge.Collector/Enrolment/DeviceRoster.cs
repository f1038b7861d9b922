using System.Collections.Frozen;
using Edge.Keys;

namespace Edge.Collector.Enrolment;

/// <param name="Name">From the file's name; for people.</param>
public sealed record EnrolledDevice(string Name, DeviceDescriptor Descriptor);

/// <summary>The gateways that may deliver: the <c>*.json</c> files of one folder, looked at again at most each second.</summary>
/// <remarks>Thread-safe. A file that does not read is reported once and enrols nobody; the others stay in force.</remarks>
public sealed class DeviceRoster(string folder, TimeProvider time, ILogger<DeviceRoster> logger)
{
    public const int MaxDevices = 10_000;
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private FrozenDictionary<DeviceId, EnrolledDevice> _devices = FrozenDictionary<DeviceId, EnrolledDevice>.Empty;
    private (string Path, DateTime Written, long Length)[] _seen = [];
    private long? _looked;

    public EnrolledDevice? Find(DeviceId device)
    {
        lock (_gate)
        {
            Refresh();
            return _devices.GetValueOrDefault(device);
        }
    }

    private void Refresh()
    {
        if (_looked is { } before && time.GetElapsedTime(before) < LookEvery) { return; }
        _looked = time.GetTimestamp();
        try
        {
            var files = new DirectoryInfo(folder).EnumerateFiles("*.json").Take(MaxDevices)
                .Select(file => (file.FullName, file.LastWriteTimeUtc, file.Length)).Order().ToArray();
            if (files.AsSpan().SequenceEqual(_seen)) { return; }
            _seen = files;
            _devices = files.Select(file => Read(file.FullName)).OfType<EnrolledDevice>()
                .DistinctBy(device => device.Descriptor.Device).ToFrozenDictionary(device => device.Descriptor.Device);
            Log.RosterRead(logger, _devices.Count);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            Log.RosterUnreadable(logger, folder, exception.Message);
        }
    }

    private EnrolledDevice? Read(string path)
    {
        const int tooLong = 64 * 1024;
        Result<DeviceDescriptor, KeyRefusal> descriptor = new FileInfo(path).Length > tooLong
            ? KeyRefusal.TooLarge
            : DeviceDescriptor.Read(File.ReadAllBytes(path));
        if (descriptor.IsOk) { return new EnrolledDevice(NameOf(path), descriptor.Value); }
        Log.DeviceFileRefused(logger, path, descriptor.Reason);
        return null;
    }

    /// <summary>weir.device.json and weir.json are both called weir.</summary>
    private static string NameOf(string path)
    {
        string name = Path.GetFileNameWithoutExtension(path);
        return name.EndsWith(".device", StringComparison.Ordinal) ? name[..^".device".Length] : name;
    }
}
