using System.Net.Sockets;

namespace Edge.Simulator.Usb;

/// <summary>A place where an adapter is plugged in, or was pulled out. Thread-safe.</summary>
/// <param name="name">What a client imports it by; the name of the bus.</param>
/// <param name="number">The N of /dev/i2c-N that the gateway's profile expects.</param>
internal sealed class UsbPort(string name, int number, I2cAdapter adapter)
{
    private readonly Lock _lock = new();
    private Socket? _client;
    private bool _isPlugged = true;

    public string Name => name;

    public int Number => number;

    public I2cAdapter Adapter => adapter;

    /// <summary>The device number in the protocol: bus 1, device from 1.</summary>
    public uint DeviceNumber => (1u << 16) | (uint)(number + 1);

    public bool IsPlugged
    {
        get { lock (_lock) { return _isPlugged; } }
    }

    public bool IsImported
    {
        get { lock (_lock) { return _client is not null; } }
    }

    /// <summary>False where nothing is plugged in. An earlier client loses the device: a kernel that lost its power
    /// never says goodbye.</summary>
    public bool TryImport(Socket client)
    {
        lock (_lock)
        {
            if (!_isPlugged) { return false; }
            _client?.Close();
            _client = client;
            return true;
        }
    }

    /// <summary>The client is gone.</summary>
    public void Leave(Socket client)
    {
        lock (_lock)
        {
            if (_client == client) { _client = null; }
        }
    }

    public void Unplug()
    {
        lock (_lock)
        {
            _isPlugged = false;
            _client?.Close();
            _client = null;
        }
    }

    public void Plug()
    {
        lock (_lock) { _isPlugged = true; }
    }
}
