namespace Edge.Updates.Tuf;

/// <summary>The trusted metadata of one repository on this machine.</summary>
/// <remarks>Its content is believed as far as its signatures go: whoever can write here can at most make the client
/// forget, not believe. Throws <see cref="IOException"/> when the disk does.</remarks>
public interface ITufStore
{
    /// <summary>The document of a role; null when there is none, or more than <paramref name="maxBytes"/>.</summary>
    byte[]? Read(string role, int maxBytes);

    /// <summary>Makes all the changes or none, whatever the power does; durable on return.</summary>
    void Apply(IReadOnlyList<TufChange> changes);
}

/// <param name="Content">Null: the document is removed.</param>
public sealed record TufChange(string Role, byte[]? Content);
