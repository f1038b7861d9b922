using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Edge.Simulator.Guest;

/// <summary>Hears from the kernel whenever somebody takes a line, changes its direction or lets go of
/// it.</summary>
internal sealed class LineWatch : IDisposable
{
    private readonly SafeFileHandle _chip;

    /// <exception cref="IOException">The chip cannot be opened or does not know version 2 of the
    /// interface.</exception>
    public LineWatch(string node, int lines)
    {
        _chip = File.OpenHandle(node, FileMode.Open, FileAccess.ReadWrite);
        Now = new LineInfo[lines];
        byte[] info = new byte[LineInfo.Length];
        for (int line = 0; line < lines; line++)
        {
            Array.Clear(info);
            BinaryPrimitives.WriteInt32LittleEndian(info.AsSpan(LineInfo.OffsetAt), line);
            if (Libc.Ioctl(_chip, LineInfo.WatchRequest, ref info[0]) < 0)
            {
                throw new IOException($"{node}, line {line}: error {Marshal.GetLastPInvokeError()}.");
            }
            Now[line] = LineInfo.Read(info);
        }
    }

    /// <summary>How the lines were when this was made.</summary>
    public LineInfo[] Now { get; }

    /// <summary>The next change, or null when there is none within the time.</summary>
    public LineInfo? Next(TimeSpan patience)
    {
        bool isHeld = false;
        try
        {
            _chip.DangerousAddRef(ref isHeld);
            var entry = new Libc.PollEntry { File = (int)_chip.DangerousGetHandle(), Wanted = Libc.Readable };
            if (Libc.Poll(ref entry, 1, (int)patience.TotalMilliseconds) <= 0) { return null; }
            byte[] change = new byte[LineInfo.ChangeLength];
            return Libc.Read(_chip, ref change[0], (nuint)change.Length) == change.Length ? LineInfo.Read(change) : null;
        }
        finally
        {
            if (isHeld) { _chip.DangerousRelease(); }
        }
    }

    public void Dispose() => _chip.Dispose();
}
