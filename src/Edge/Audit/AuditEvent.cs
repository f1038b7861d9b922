namespace Edge.Audit;

/// <summary>What the log knows to tell. Numbers travel and are for ever; the catalogue says what each
/// means.</summary>
/// <remarks>By hundreds: the log itself, the gateway, access, rules and actuators, sealing and delivery,
/// interfaces, updates, resources.</remarks>
public enum AuditEvent
{
    LogBegun = 100,
    LogRepaired = 101,
    EntriesNotRecorded = 102,
    LogCutBack = 103,

    GatewayStarted = 200,
    GatewayStopped = 201,
    IdentityCreated = 202,
    SiteChanged = 203,
    ClockSet = 204,
    GatewayLost = 205,

    RequestGranted = 300,
    RequestRefused = 301,
    TechnicianAdmitted = 310,
    TechnicianRefused = 311,
    TechnicianLeft = 312,
    TechnicianPresent = 313,

    OverrideSet = 400,
    OverrideEnded = 401,
    ModeChanged = 402,
    SafeStateForced = 403,
    ReadBackMismatch = 404,

    OutboxSetAside = 500,
    ReadingsDropped = 501,
    DeliveryRefused = 502,

    GuardApplied = 600,
    GuardFailed = 601,
    GuardUndone = 602,
    GuardSpared = 603,
    GuardPutBack = 604,
    GuardStepTaken = 605,
    DriftFound = 610,
    DriftUndone = 611,

    UpdateArmed = 700,
    UpdateCommitted = 701,
    UpdateRolledBack = 702,
    UpdateRefused = 703,

    ResourceShort = 800,
    ResourceRecovered = 801,
    IncidentBundled = 802,
    WatchdogReset = 803,
    WatchdogEnded = 804,
}
