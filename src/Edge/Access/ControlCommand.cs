namespace Edge.Access;

/// <summary>What may be asked of a running gateway over its control socket. Numbers are never
/// reordered.</summary>
public enum ControlCommand : byte
{
    /// <summary>The whole state as one document; changes nothing.</summary>
    Status = 1,
    /// <summary>An orderly stop: safe states, seal, deliver what goes, exit.</summary>
    Stop = 2,
    /// <summary>Why an actuator is, or was, as it is; changes nothing.</summary>
    Explain = 3,
    /// <summary>The persons' decisions that hold; changes nothing.</summary>
    OverrideList = 4,
    /// <summary>Takes an actuator out of the hands of its rules, for a time.</summary>
    OverrideSet = 5,
    /// <summary>Gives it back to them.</summary>
    OverrideClear = 6,
    /// <summary>What people chose for the site's modes; changes nothing.</summary>
    ModeList = 7,
    /// <summary>Chooses a mode, for a time or until further notice.</summary>
    ModeSet = 8,
    /// <summary>Notes in the audit log that somebody makes a bundle of it, and signs its head.</summary>
    Incident = 9,
}
