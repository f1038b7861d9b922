using Edge.Platform.Updates;

namespace Edge.Host;

/// <summary>What the command line says about a run.</summary>
/// <param name="Site">The site file.</param>
/// <param name="Boards">The folder of board profiles; null: the usual ones.</param>
/// <param name="State">Identity key and outbox; made where it is missing, readable by its owner only.</param>
/// <param name="Trust">Public keys of collectors and recipients.</param>
/// <param name="Socket">The control socket, or null for the usual place in the state folder.</param>
/// <param name="For">Ends the run by itself; null: until a signal.</param>
/// <param name="Report">Where to write the figures of the run at its end; null: nowhere.</param>
/// <param name="Drain">How long the end may wait for deliveries.</param>
/// <param name="Slots">Where updates leave their reports; missing: this gateway is not updated, and has no stream for them.</param>
/// <param name="GuardReport">Where the guard puts its report.</param>
/// <param name="Spool">Of the fetcher: only what it refused is read there.</param>
/// <param name="Setup">With the map of repositories and the bell; null: the usual one.</param>
/// <param name="Machine">The folder in place of <c>/</c> in which the machine tells of its resources, for tests.</param>
internal sealed record GatewayOptions(
    string Site, string? Boards, string State, string Trust, string Socket, TimeSpan? For, string? Report, TimeSpan Drain,
    string? Slots = null, string GuardReport = "/run/edge-guard/report", string Machine = "/",
        string Spool = UpdateFolders.DefaultSpool,
    string? Setup = null);
