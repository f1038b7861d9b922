using Edge.Updates.Tuf;

namespace Edge.Tests.Updates.Tuf;

internal sealed class MemoryStore : ITufStore
{
    public Dictionary<string, byte[]> Documents { get; } = new(StringComparer.Ordinal);

    /// <summary>Each call of <see cref="Apply"/> with the roles that it changed.</summary>
    public List<string[]> Applied { get; } = [];

    public byte[]? Read(string role, int maxBytes) =>
        Documents.TryGetValue(role, out var bytes) && bytes.Length <= maxBytes ? bytes : null;

    public void Apply(IReadOnlyList<TufChange> changes)
    {
        Applied.Add([.. changes.Select(c => c.Role)]);
        foreach (TufChange change in changes)
        {
            if (change.Content is { } content) { Documents[change.Role] = content; } else { Documents.Remove(change.Role); }
        }
    }

    /// <summary>The version of a stored document; 0: there is none.</summary>
    public long Version(string role) => Documents.TryGetValue(role, out var bytes)
        ? System.Text.Json.JsonElement.Parse(bytes).GetProperty("signed").GetProperty("version").GetInt64()
        : 0;
}
