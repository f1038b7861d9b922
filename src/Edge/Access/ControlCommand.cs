namespace Edge.Access;

/// <summary>What may be asked of a running gateway over its control socket. Numbers are never reordered.</summary>
public enum ControlCommand : byte
{
    /// <summary>The whole state as one document; changes nothing.</summary>
    Status = 1,
    /// <summary>An orderly stop: safe states, seal, deliver what goes, exit.</summary>
    Stop = 2,
}
