using Edge.Keys;

namespace Edge.Device.Hardening;

/// <summary>The key of this start's reports, asked for when there is something to sign: nothing that is to
/// be off waits for
/// it.</summary>
/// <param name="open">Asked again each time until there is a key.</param>
public sealed class GuardSigner(Func<Result<SigningIdentity, string>> open) : IDisposable
{
    private SigningIdentity? _identity;

    /// <summary>The key, or why there is none.</summary>
    public Result<SigningIdentity, string> Get()
    {
        if (_identity is { } known) { return known; }
        Result<SigningIdentity, string> opened = open();
        if (opened.IsOk) { _identity = opened.Value; }
        return opened;
    }

    public void Dispose() => _identity?.Dispose();
}
