namespace Edge.Device.Incidents;

/// <summary>Where the facts of an incident lie.</summary>
/// <param name="Board">The board profile of the site; null: unknown.</param>
/// <param name="Setup">Of updates: the bell's password lies there.</param>
/// <param name="Root">The folder in place of <c>/</c> in which kernel and system tell of the machine, for tests.</param>
public sealed record IncidentSources(
    string Site, string? Board, string State, string Trust, string Slots, string Setup, string GuardReport, string Root = "/")
{
    internal const string IdentityName = "identity.key";

    public string Identity => Path.Combine(State, IdentityName);

    public string Log => Path.Combine(State, "audit");

    public string Bell => Path.Combine(Setup, "bell.json");
}
