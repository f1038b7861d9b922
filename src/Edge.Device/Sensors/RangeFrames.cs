namespace Edge.Device.Sensors;

/// <summary>Finds the frames of an ultrasonic range finder in a stream of bytes: 0xFF, distance in mm high
/// byte first, sum.</summary>
/// <remarks>The sum is the low byte of the three before it. After a frame that is wrong the search begins again one byte after its
/// header, because 0xFF may also stand inside. Source: DFRobot, SEN0311 A02YYUW and SEN0312 ME007YS, communication protocol.</remarks>
internal sealed class RangeFrames
{
    private const byte Header = 0xFF;
    private const int FrameBytes = 4;

    private readonly byte[] _frame = new byte[FrameBytes];
    private int _count;

    /// <summary>Takes the next byte.</summary>
    /// <returns>null: no frame ends here; otherwise the distance in mm, or -1 for a frame whose sum is
    /// wrong.</returns>
    public int? Take(byte next)
    {
        _frame[_count++] = next;
        if (_frame[0] != Header) { _count = 0; }
        if (_count < FrameBytes) { return null; }
        if (((_frame[0] + _frame[1] + _frame[2]) & 0xFF) == _frame[3])
        {
            _count = 0;
            return (_frame[1] << 8) | _frame[2];
        }
        BeginAgain();
        return -1;
    }

    private void BeginAgain()
    {
        int next = Array.IndexOf(_frame, Header, 1);
        _count = next < 0 ? 0 : FrameBytes - next;
        if (next > 0) { _frame.AsSpan(next).CopyTo(_frame); }
    }
}
