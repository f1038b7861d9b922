using Edge.Updates.Tuf;

namespace Edge.Operator.Publishing;

/// <summary>A client's trusted metadata for the length of one check.</summary>
internal sealed class ScratchStore : ITufStore
{
    private readonly Dictionary<string, byte[]> _documents = new(StringComparer.Ordinal);

    public ScratchStore() { }

    public ScratchStore(byte[] root) => _documents[TufNames.Root] = root;

    public IReadOnlyDictionary<string, byte[]> Documents => _documents;

    public byte[]? Read(string role, int maxBytes) =>
        _documents.TryGetValue(role, out byte[]? bytes) && bytes.Length <= maxBytes ? bytes : null;

    public void Apply(IReadOnlyList<TufChange> changes)
    {
        foreach (TufChange change in changes)
        {
            if (change.Content is null) { _documents.Remove(change.Role); } else { _documents[change.Role] = change.Content; }
        }
    }
}
