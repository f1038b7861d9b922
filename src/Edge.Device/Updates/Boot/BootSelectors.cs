using Edge.Platform.Updates.Images;
using Edge.Updates.Boot;

namespace Edge.Device.Updates.Boot;

/// <summary>The selector of this machine, opened.</summary>
public sealed class BootSelectors : IDisposable
{
    private readonly List<LinuxBlocks> _open = [];

    private BootSelectors()
    {
    }

    public IBootSelector Selector { get; private set; } = null!;

    /// <summary>Throws <see cref="IOException"/> where the disk does, or a partition is in use.</summary>
    /// <param name="isWritten">False: it is only looked at.</param>
    public static BootSelectors Open(BootSetup setup, DateTimeOffset? firmware, bool isWritten)
    {
        var all = new BootSelectors();
        try
        {
            LinuxBlocks first = setup.Loader == BootLoader.Uboot && isWritten
                ? all.Keep(new DiskGaps().OpenWrite(setup.Selector, PlacesOf(setup)))
                : all.Add(setup.Selector, isWritten);
            all.Selector = setup.Loader switch
            {
                BootLoader.Tryboot => new TrybootSelector(first, setup.Boot!.A, setup.Boot.B, firmware, setup.FirmwareFrom),
                BootLoader.Grub => new GrubSelector(first, all.Add(setup.Second!, isWritten)),
                _ => new UbootSelector(first, new UbootPlaces(setup.Environment!.A, setup.Environment.B, setup.EnvironmentBytes)),
            };
            return all;
        }
        catch (IOException)
        {
            all.Dispose();
            throw;
        }
    }

    public void Dispose() => _open.ForEach(blocks => blocks.Dispose());

    private static (long At, int Length)[] PlacesOf(BootSetup setup) =>
        [(setup.Environment!.A, setup.EnvironmentBytes), (setup.Environment.B, setup.EnvironmentBytes)];

    private LinuxBlocks Add(string path, bool isWritten) => Keep(isWritten ? LinuxBlocks.OpenWrite(path) : LinuxBlocks.OpenRead(path));

    private LinuxBlocks Keep(LinuxBlocks blocks)
    {
        _open.Add(blocks);
        return blocks;
    }
}
