using System.Text;

namespace Edge.Platform.Audit;

/// <summary>What one source may put into the audit log in a day: nobody who was taken over pushes the
/// history of others out.</summary>
/// <remarks>Counted from the first day of this process on; what finds no room is counted and told. One
/// thread.</remarks>
/// <param name="mostBytes">A day.</param>
public sealed class DayShare(TimeProvider time, int mostBytes)
{
    /// <summary>Of a source that talks to nobody but us: a 64th of the log.</summary>
    public const int OfSource = (int)(AuditLogOptions.DefaultBudgetBytes / 64);

    /// <summary>Of one kind of event: half of that.</summary>
    public const int OfEvent = OfSource / 2;

    /// <summary>Of an entry and its frame, without its texts.</summary>
    private const int EntryBytes = 128;

    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    private long _since = time.GetTimestamp();
    private long _bytes;
    private long _missed;
    private bool _isTold;

    /// <summary>True: there is room, and it is taken.</summary>
    public bool Takes(string subject, string detail)
    {
        int bytes = EntryBytes + Encoding.UTF8.GetByteCount(subject) + Encoding.UTF8.GetByteCount(detail);
        if (_bytes + bytes > mostBytes)
        {
            _missed++;
            return false;
        }

        _bytes += bytes;
        return true;
    }

    /// <summary>Entries that are counted elsewhere and found no room.</summary>
    public void Miss(long entries) => _missed += entries;

    /// <summary>How many found no room, where that is to be told now: once when the share is used up, and
    /// at the end of the
    /// day. 0: nothing is to be told.</summary>
    public long Due()
    {
        bool isNewDay = time.GetElapsedTime(_since) >= Day;
        if (isNewDay) { (_since, _bytes, _isTold) = (time.GetTimestamp(), 0, false); }
        if (_missed == 0 || _isTold) { return 0; }
        _isTold = !isNewDay;
        (long missed, _missed) = (_missed, 0);
        return missed;
    }
}
