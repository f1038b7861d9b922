using Edge.Platform.Files;

namespace Edge.Device.Hardening;

/// <summary>A small file that the guard keeps for itself and nobody else may read. One that cannot be understood is set aside as
/// <c>NAME.damaged</c>.</summary>
/// <remarks>Formats: docs/formats/guard-state.md.</remarks>
internal sealed class GuardFile(string folder, string name, int mostBytes)
{
    private readonly string _path = Path.Combine(folder, name);
    private byte[]? _written;

    /// <summary>Why the last content is not durable; null: it is.</summary>
    public string? Trouble { get; private set; }

    /// <summary>Null where there is no such file, or nothing can be made of it; nothing is touched.</summary>
    public T? Peek<T>(Func<ReadOnlyMemory<byte>, T?> read)
        where T : class
    {
        try
        {
            return Bytes() is { } bytes ? read(bytes) : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>The same; what is there and cannot be understood is set aside and said.</summary>
    public T? Read<T>(Func<ReadOnlyMemory<byte>, T?> read, out string? problem)
        where T : class
    {
        problem = null;
        try
        {
            if (!File.Exists(_path)) { return null; }
            if (Bytes() is { } bytes && read(bytes) is { } content)
            {
                _written = bytes;
                return content;
            }
            File.Move(_path, $"{_path}.damaged", overwrite: true);
            problem = $"{_path} is damaged; it lies beside as {name}.damaged";
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            problem = exception.Message;
        }

        return null;
    }

    /// <summary>Durable when it returns, unless <see cref="Trouble"/> says why not. What stands there already is not written again.</summary>
    public void Write(byte[] content)
    {
        if (_written is { } written && written.AsSpan().SequenceEqual(content)) { return; }
        try
        {
            Directory.CreateDirectory(folder);
            DurableFile.Replace(_path, content, DurableFile.OwnerOnly);
            (_written, Trouble) = (content, null);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            (_written, Trouble) = (null, exception.Message);
        }
    }

    private byte[]? Bytes()
    {
        if (!File.Exists(_path) || new FileInfo(_path).Length > mostBytes) { return null; }
        return File.ReadAllBytes(_path);
    }
}
