namespace Edge.Device.Control;

/// <summary>How many may be served at once: in all, and of one user. Who says nothing holds his own places
/// only.</summary>
/// <remarks>Used by one thread or under the caller's lock; not thread-safe by itself.</remarks>
internal sealed class ControlPlaces
{
    public const int MostPerUser = 4;

    /// <summary>Root and the gateway's own user have places beside these.</summary>
    public const int MostOfOthers = 16;

    private readonly Dictionary<uint, int> _taken = [];
    private int _others;

    /// <summary>False where there is no place.</summary>
    /// <param name="isOther">Neither root nor the gateway's own user.</param>
    public bool Take(uint user, bool isOther)
    {
        int taken = _taken.GetValueOrDefault(user);
        if (taken >= MostPerUser || (isOther && _others >= MostOfOthers)) { return false; }
        _taken[user] = taken + 1;
        _others += isOther ? 1 : 0;
        return true;
    }

    public void Leave(uint user, bool isOther)
    {
        int left = _taken[user] - 1;
        if (left == 0) { _taken.Remove(user); } else { _taken[user] = left; }
        _others -= isOther ? 1 : 0;
    }
}
