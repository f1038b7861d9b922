using Edge.Device.Kernel;
using Microsoft.Win32.SafeHandles;

namespace Edge.Device.Serial;

/// <summary>Listens to a serial line of the kernel until it is disposed; one that is not there, or goes, is
/// tried again.</summary>
internal sealed class SerialListener : IDisposable
{
    private const int BufferBytes = 256;
    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan UntilNextTry = TimeSpan.FromSeconds(1);

    private readonly ManualResetEventSlim _end = new();
    private readonly string _path;
    private readonly int _baud;
    private readonly SerialReceiver _receiver;
    private readonly Thread _thread;

    public SerialListener(string path, int baud, SerialReceiver receiver)
    {
        (_path, _baud, _receiver) = (path, baud, receiver);
        _thread = new Thread(Listen) { IsBackground = true, Name = $"serial {path}" };
        _thread.Start();
    }

    /// <summary>Whether what is sent now is heard.</summary>
    public bool IsOpen { get; private set; }

    public void Dispose()
    {
        _end.Set();
        _thread.Join();
        _end.Dispose();
    }

    private void Listen()
    {
        do
        {
            using SafeFileHandle? line = Terminal.TryOpen(_path, _baud);
            IsOpen = line is not null;
            if (line is not null) { Drain(line); }
            IsOpen = false;
        }
        while (!_end.Wait(UntilNextTry));
    }

    private void Drain(SafeFileHandle line)
    {
        Span<byte> buffer = stackalloc byte[BufferBytes];
        while (!_end.IsSet)
        {
            int count = DeviceFile.Read(line, buffer, Glance);
            if (count < 0) { return; }
            _receiver(buffer[..count]);
        }
    }
}
