using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Edge.Device.Kernel;
using Microsoft.Win32.SafeHandles;

namespace Edge.Device.Pins;

/// <summary>The falling edges of a line of the kernel, each with the time of its interrupt.</summary>
/// <remarks>The kernel queues them while the process does not run, so none is lost and none moves: what was told apart by the
/// contact is told apart here, however late. libgpiod hands .NET neither time nor queue. Source: linux/gpio.h, version 2 of the
/// interface (Linux 5.10): struct gpio_v2_line_request, gpio_v2_line_event.</remarks>
internal sealed partial class LineEdges : IEdgeListener
{
    /// <summary>GPIO_V2_GET_LINE_IOCTL: _IOWR(0xB4, 7, 592).</summary>
    private const nuint GetLine = 0xC250B407;

    private const int RequestLength = 592;
    private const int ConsumerAt = 256;
    private const int FlagsAt = 288;
    private const int LineCountAt = 560;
    private const int QueueAt = 564;
    private const int FileAt = 588;
    private const ulong InputWithFallingEdgesAndPullUp = (1UL << 2) | (1UL << 5) | (1UL << 8);

    /// <summary>More edges than a contact makes while the process may be stopped.</summary>
    private const int QueueLength = 1024;

    private const int EventLength = 48;
    private const int EventsAtOnce = 16;
    private const int NanosecondsPerTick = 100;
    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(250);

    private readonly SafeFileHandle _line;
    private readonly Action<TimeSpan> _falling;
    private readonly Thread _thread;
    private volatile bool _isEnding;
    private volatile bool _isAlive = true;

    /// <param name="chip">Such as /dev/gpiochip0.</param>
    /// <param name="falling">Called on a thread of its own with the time of the edge, on the monotonic
    /// clock.</param>
    /// <exception cref="IOException">The line cannot be had.</exception>
    public LineEdges(string chip, int line, Action<TimeSpan> falling)
    {
        _falling = falling;
        _line = Request(chip, line);
        _thread = new Thread(Listen) { IsBackground = true, Name = $"edges {chip} {line}" };
        _thread.Start();
    }

    public bool IsAlive => _isAlive;

    public void Dispose()
    {
        _isEnding = true;
        _thread.Join();
        _line.Dispose();
    }

    private void Listen()
    {
        Span<byte> events = stackalloc byte[EventLength * EventsAtOnce];
        while (!_isEnding)
        {
            int count = DeviceFile.Read(_line, events, Glance);
            if (count < 0) { break; }
            for (int at = 0; at + EventLength <= count; at += EventLength)
            {
                ulong nanoseconds = BinaryPrimitives.ReadUInt64LittleEndian(events[at..]);
                _falling(TimeSpan.FromTicks((long)(nanoseconds / NanosecondsPerTick)));
            }
        }
        _isAlive = false;
    }

    private static SafeFileHandle Request(string chip, int line)
    {
        Span<byte> request = stackalloc byte[RequestLength];
        request.Clear();
        BinaryPrimitives.WriteInt32LittleEndian(request, line);
        "edge"u8.CopyTo(request[ConsumerAt..]);
        BinaryPrimitives.WriteUInt64LittleEndian(request[FlagsAt..], InputWithFallingEdgesAndPullUp);
        BinaryPrimitives.WriteInt32LittleEndian(request[LineCountAt..], 1);
        BinaryPrimitives.WriteInt32LittleEndian(request[QueueAt..], QueueLength);
        try
        {
            using SafeFileHandle file = File.OpenHandle(chip, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
            if (Ioctl(file, GetLine, ref MemoryMarshal.GetReference(request)) < 0)
            {
                throw new IOException(Marshal.GetLastPInvokeErrorMessage());
            }
        }
        catch (UnauthorizedAccessException exception)
        {
            throw new IOException($"{chip} is not permitted", exception);
        }
        return new(BinaryPrimitives.ReadInt32LittleEndian(request[FileAt..]), ownsHandle: true);
    }

    [LibraryImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Ioctl(SafeFileHandle file, nuint request, ref byte argument);
}
