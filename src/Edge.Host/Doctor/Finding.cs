namespace Edge.Host.Doctor;

internal enum Health : byte { Good = 1, Doubtful, Bad }

/// <summary>One thing that was looked at: how it is, and what to do when it is not good.</summary>
internal sealed record Finding(Health Health, string Subject, string State, string? NextStep = null)
{
    public static Finding Good(string subject, string state) => new(Health.Good, subject, state);
}
