namespace Edge.Hardening;

/// <summary>What the guard records. Numbers travel; never reordered.</summary>
public enum GuardEventKind : byte
{
    /// <summary>The guard has a plan and begins.</summary>
    Started = 1,
    Applied = 2,
    Failed = 3,
    /// <summary>A step was taken back, because it broke what must survive.</summary>
    Undone = 4,
    /// <summary>Something is on, or there, that was not when the guard last looked.</summary>
    Drift = 5,
    /// <summary>And it is off again.</summary>
    DriftUndone = 6,
    /// <summary>A watched file is another one now; nothing is undone.</summary>
    FileChanged = 7,
    /// <summary>Not declared, but something that must survive hangs on it.</summary>
    Spared = 8,
    Reported = 9,
    TechnicianOpened = 10,
    TechnicianRefused = 11,
    TechnicianClosed = 12,
    /// <summary>Somebody had the guard put everything back.</summary>
    PutBack = 13,
    /// <summary>Somebody held the declared line when the machine started.</summary>
    TechnicianPresent = 14,
    /// <summary>Another site file is in force; the subject names it.</summary>
    PolicyChanged = 15,
}

/// <summary>One thing that happened to the hardening of this machine.</summary>
/// <param name="Subject">What it is about, such as <c>unit ssh.service</c>; at most 255 characters.</param>
/// <param name="Text">For people.</param>
public sealed record GuardEvent(GuardEventKind Kind, string Subject, string Text);

/// <summary>Where the guard records what happens: the journal of the system, and any log that takes
/// events.</summary>
public interface IGuardTrail
{
    /// <summary>Returns when the event is recorded. Never throws for what an event says.</summary>
    void Record(GuardEvent happened);
}
