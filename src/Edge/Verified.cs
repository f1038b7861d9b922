namespace Edge;

/// <summary>Something whose signature and signer were checked. Only the gate that checked it makes one.</summary>
/// <remarks>Having one proves: the bytes are the signer's, the signer's key has this purpose, and the key is the named
/// device's. It does not prove that the content is true, new or complete.</remarks>
public sealed class Verified<T>
    where T : class
{
    internal Verified(T value) => Value = value;

    public T Value { get; }
}
