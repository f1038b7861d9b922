namespace Edge.Audit;

/// <summary>Where parts of Edge say what must be remembered: the log itself, or the way to the process
/// that keeps it.</summary>
/// <remarks>Thread-safe. Never throws for a full or failing disk: what cannot be recorded is counted and
/// told later. Texts are names, ids and reasons; never a secret, a token or content of a file.</remarks>
public interface IAuditTrail
{
    /// <param name="subject">What it was done to, as the catalogue says; at most 128 bytes, the rest is
    /// cut.</param>
    /// <param name="detail">Why, or what was found; at most 512 bytes, the rest is cut.</param>
    void Record(AuditEvent number, AuditActor actor, string subject, string detail = "");
}
