namespace Edge.Platform.Updates.Images;

/// <summary>Folders and web addresses that have packs, in their order.</summary>
/// <remarks>An address may be plain HTTP: what comes is verified chunk by chunk.</remarks>
public sealed class ImageSources : IDisposable
{
    private readonly List<HttpTufSource> _addresses = [];

    /// <param name="names">Each a folder, or an address that begins with http.</param>
    public ImageSources(IEnumerable<string> names)
    {
        var all = new List<IRepositorySource>();
        foreach (string name in names)
        {
            if (Uri.TryCreate(name, UriKind.Absolute, out Uri? address) && address.Scheme is "http" or "https")
            {
                _addresses.Add(new HttpTufSource(address, allowPlainHttp: true, TimeProvider.System));
                all.Add(_addresses[^1]);
            }
            else
            {
                all.Add(new FolderSource(new LinuxDisk(), name));
            }
        }
        All = all;
    }

    public IReadOnlyList<IRepositorySource> All { get; }

    public void Dispose() => _addresses.ForEach(address => address.Dispose());
}
