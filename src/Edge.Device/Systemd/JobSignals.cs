namespace Edge.Device.Systemd;

/// <summary>What systemd tells by itself whoever is connected to its own socket: a job of a unit ended, unit
/// files were read anew.</summary>
/// <remarks>Timers, paths and many sockets have no process and no control group: nothing else tells that one
/// was started. What is told is not believed: it only says that it is worth to look. For one thread. Source:
/// org.freedesktop.systemd1(5), JobRemoved, Reloading, UnitFilesChanged.</remarks>
internal sealed class JobSignals : IDisposable
{
    private const int Least = 64 * 1024;

    private readonly Func<SystemdBus> _connect;
    private SystemdBus? _bus;
    private byte[] _buffer = new byte[Least];
    private int _filled;

    /// <param name="connect">Throws <see cref="IOException"/> where there is no manager: then it is tried
    /// again at each wait.</param>
    public JobSignals(Func<SystemdBus> connect)
    {
        _connect = connect;
        _ = Connect();
    }

    /// <summary>Becomes readable when something is told; -1 where nobody tells anything.</summary>
    public int Handle => _bus?.Handle ?? -1;

    /// <summary>Takes what was told meanwhile. True where it is worth to look: after a connection that ended
    /// as well, as what was told in between is lost.</summary>
    public bool Drain()
    {
        if (_bus is null) { return Connect(); }
        bool isTold = false;
        try
        {
            while (_bus.TryTake(_buffer.AsSpan(_filled), out int count))
            {
                _filled += count;
                isTold |= TakeMessages();
            }

            return isTold;
        }
        catch (IOException)
        {
            Close();
            return true;
        }
    }

    public void Dispose() => Close();

    private bool Connect()
    {
        try
        {
            _bus = _connect();
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    private bool TakeMessages()
    {
        bool isTold = false;
        int at = 0;
        while (_filled - at >= BusMessage.Fixed)
        {
            int length = BusMessage.LengthOf(_buffer.AsSpan(at));
            if (length > _filled - at)
            {
                if (length > _buffer.Length) { Array.Resize(ref _buffer, length); }
                break;
            }

            BusMessage message = BusMessage.Read(_buffer.AsMemory(at, length));
            isTold |= message is { Kind: BusMessageKind.Signal, Member: "JobRemoved" or "Reloading" or "UnitFilesChanged" };
            at += length;
        }

        _buffer.AsSpan(at, _filled - at).CopyTo(_buffer);
        _filled -= at;
        return isTold;
    }

    private void Close()
    {
        _bus?.Dispose();
        (_bus, _filled) = (null, 0);
    }
}
