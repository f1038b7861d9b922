using Edge.Platform.Updates;
using Edge.Updates.Trust;

namespace Edge.Host.Updates;

/// <summary>Opens repositories at the addresses of the map, or on a stick.</summary>
/// <param name="stick">Null: the network.</param>
internal sealed class RepositorySources(string? stick, IUpdateDisk disk) : IDisposable
{
    private readonly List<HttpTufSource> _opened = [];

    /// <summary>Addresses of the repository that has most, as far as was asked.</summary>
    public int Addresses { get; private set; }

    /// <summary>Which address comes first.</summary>
    public int Turn { get; set; }

    public IRepositorySource Of(MappedRepository repository)
    {
        if (stick is not null) { return new FolderSource(disk, Path.Combine(Path.GetFullPath(stick), repository.Name)); }
        IReadOnlyList<IRepositorySource> mirrors = Each(repository);
        Addresses = Math.Max(Addresses, mirrors.Count);
        return FetchTurns.Begin(mirrors, Turn);
    }

    /// <summary>Each address by itself, in the order of the map.</summary>
    public IReadOnlyList<IRepositorySource> Each(MappedRepository repository)
    {
        var mirrors = new List<IRepositorySource>();
        foreach (Uri address in repository.Addresses)
        {
            // The map is signed; an address without TLS in it is its signers' decision, and what comes is verified all the same.
            var source = new HttpTufSource(address, allowPlainHttp: true, TimeProvider.System);
            _opened.Add(source);
            mirrors.Add(source);
        }
        return mirrors;
    }

    public void Dispose()
    {
        foreach (HttpTufSource source in _opened) { source.Dispose(); }
    }
}
