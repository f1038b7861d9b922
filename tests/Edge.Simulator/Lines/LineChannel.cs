using System.Text;

namespace Edge.Simulator.Lines;

/// <summary>Lines of text over a stream, each of bounded length. One reads at a time; many may
/// write.</summary>
internal sealed class LineChannel(Stream stream) : IDisposable
{
    /// <summary>Longest line in bytes, without its end. A longer one ends the conversation.</summary>
    public const int MaxLine = 1024;

    private readonly SemaphoreSlim _writing = new(1);
    private readonly byte[] _buffer = new byte[MaxLine + 1];
    private int _filled;

    /// <summary>The next line, or null when the other side has ended.</summary>
    /// <exception cref="InvalidDataException">The line is too long.</exception>
    public async Task<string?> ReadAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            int end = _buffer.AsSpan(0, _filled).IndexOf((byte)'\n');
            if (end >= 0)
            {
                string line = Encoding.UTF8.GetString(_buffer, 0, end);
                _buffer.AsSpan(end + 1, _filled - end - 1).CopyTo(_buffer);
                _filled -= end + 1;
                return line.TrimEnd('\r');
            }
            if (_filled == _buffer.Length) { throw new InvalidDataException($"A line is longer than {MaxLine} bytes."); }
            int read = await stream.ReadAsync(_buffer.AsMemory(_filled), cancellationToken);
            if (read == 0) { return null; }
            _filled += read;
        }
    }

    public async Task WriteAsync(string line, CancellationToken cancellationToken)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(line + "\n");
        await _writing.WaitAsync(cancellationToken);
        try
        {
            await stream.WriteAsync(bytes, cancellationToken);
        }
        finally
        {
            _writing.Release();
        }
    }

    public void Dispose()
    {
        _writing.Dispose();
        stream.Dispose();
    }
}
