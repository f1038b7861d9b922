using Edge.Platform.Updates;
using Edge.Updates.Trust;

namespace Edge.Host.Updates;

/// <summary>Opens repositories at the addresses of the map, or on a stick.</summary>
/// <param name="stick">Null: the network.</param>
internal sealed class RepositorySources(string? stick, IUpdateDisk disk) : IDisposable
{
    private readonly List<HttpTufSource> _opened = [];

    public IRepositorySource Of(MappedRepository repository)
    {
        if (stick is not null) { return new FolderSource(disk, Path.Combine(Path.GetFullPath(stick), repository.Name)); }
        var mirrors = new List<IRepositorySource>();
        foreach (Uri address in repository.Addresses)
        {
            // The map is signed; an address without TLS in it is its signers' decision, and what comes is verified all the same.
            var source = new HttpTufSource(address, allowPlainHttp: true, TimeProvider.System);
            _opened.Add(source);
            mirrors.Add(source);
        }
        return new MirroredSource(mirrors);
    }

    public void Dispose()
    {
        foreach (HttpTufSource source in _opened) { source.Dispose(); }
    }
}
