using System.Collections.Immutable;

namespace Edge.Audit;

/// <summary>How much an event matters to who reads the log. Not stored: it follows from the event.</summary>
public enum AuditSeverity : byte
{
    /// <summary>Part of ordinary life.</summary>
    Note = 1,

    /// <summary>Somebody should look at it.</summary>
    Warning = 2,

    /// <summary>Security or service is at stake.</summary>
    Alarm = 3,
}

/// <param name="Subject">What the entry's subject names.</param>
/// <param name="Meaning">One sentence, for who reads the log.</param>
public sealed record AuditEventInfo(AuditEvent Event, AuditSeverity Severity, string Subject, string Meaning);

/// <summary>Every event that may stand in a log, with its meaning: the one table, also printed in
/// docs/formats/audit-log.md.</summary>
public static class AuditCatalogue
{
    public static ImmutableArray<AuditEventInfo> All { get; } =
    [
        new(AuditEvent.LogBegun, AuditSeverity.Note, "device",
            "A log began; only the first entry of a device may be this."),
        new(AuditEvent.LogRepaired, AuditSeverity.Warning, "log",
            "The last write before a power cut was unfinished and was taken away."),
        new(AuditEvent.EntriesNotRecorded, AuditSeverity.Alarm, "log",
            "So many entries found no room on the disk."),
        new(AuditEvent.LogCutBack, AuditSeverity.Note, "log",
            "Delivered entries at the beginning made room."),
        new(AuditEvent.GatewayStarted, AuditSeverity.Note, "version", "The gateway began its work."),
        new(AuditEvent.GatewayStopped, AuditSeverity.Note, "version",
            "The gateway was asked to end and did."),
        new(AuditEvent.IdentityCreated, AuditSeverity.Warning, "device",
            "The device made its identity key."),
        new(AuditEvent.SiteChanged, AuditSeverity.Warning, "site",
            "Another site file is in force than at the last start; by the guard: than at its last look, with what that changes."),
        new(AuditEvent.ClockSet, AuditSeverity.Note, "clock",
            "The wall clock jumped by more than a minute."),
        new(AuditEvent.GatewayLost, AuditSeverity.Warning, "version",
            "The run before ended without being asked."),
        new(AuditEvent.RequestGranted, AuditSeverity.Note, "command",
            "A local request that changes something was obeyed."),
        new(AuditEvent.RequestRefused, AuditSeverity.Warning, "command",
            "A local request came from somebody who may not."),
        new(AuditEvent.TechnicianAdmitted, AuditSeverity.Warning, "console",
            "Presence and token were right; a console was opened."),
        new(AuditEvent.TechnicianRefused, AuditSeverity.Alarm, "console", "Presence or token was wrong."),
        new(AuditEvent.TechnicianLeft, AuditSeverity.Note, "console", "The console was closed again."),
        new(AuditEvent.TechnicianPresent, AuditSeverity.Note, "line",
            "Somebody held the declared line when the machine started."),
        new(AuditEvent.OverrideSet, AuditSeverity.Warning, "actuator",
            "A person took an actuator out of the hands of its rules."),
        new(AuditEvent.OverrideEnded, AuditSeverity.Note, "actuator", "The rules decide again."),
        new(AuditEvent.ModeChanged, AuditSeverity.Note, "mode", "The site's mode is another."),
        new(AuditEvent.SafeStateForced, AuditSeverity.Warning, "actuator",
            "Doubtful inputs put an actuator into its safe state."),
        new(AuditEvent.ReadBackMismatch, AuditSeverity.Alarm, "actuator",
            "An actuator is not what it was told to be."),
        new(AuditEvent.OutboxSetAside, AuditSeverity.Alarm, "outbox",
            "A damaged outbox was put aside and a new one begun."),
        new(AuditEvent.ReadingsDropped, AuditSeverity.Warning, "stream",
            "Readings were dropped; a tombstone says which."),
        new(AuditEvent.DeliveryRefused, AuditSeverity.Alarm, "collector",
            "The collector refused records for good."),
        new(AuditEvent.GuardApplied, AuditSeverity.Note, "plan",
            "Every interface that the site does not use is off, and was read back."),
        new(AuditEvent.GuardFailed, AuditSeverity.Alarm, "interface",
            "An interface could not be switched off, or reads back as on."),
        new(AuditEvent.GuardUndone, AuditSeverity.Warning, "interface",
            "A step was undone because it broke what must survive."),
        new(AuditEvent.GuardSpared, AuditSeverity.Warning, "interface",
            "Not declared, but something that must survive hangs on it: it stays on."),
        new(AuditEvent.GuardPutBack, AuditSeverity.Warning, "step",
            "Somebody had the guard put back what it had switched off."),
        new(AuditEvent.GuardStepTaken, AuditSeverity.Note, "step",
            "The guard switched something off and read back that it is."),
        new(AuditEvent.DriftFound, AuditSeverity.Warning, "interface",
            "Something appeared that is not declared."),
        new(AuditEvent.DriftUndone, AuditSeverity.Note, "interface", "What appeared is off again."),
        new(AuditEvent.UpdateArmed, AuditSeverity.Note, "release",
            "A release was written and will be tried."),
        new(AuditEvent.UpdateCommitted, AuditSeverity.Note, "release",
            "A release proved healthy and stays."),
        new(AuditEvent.UpdateRolledBack, AuditSeverity.Alarm, "release",
            "A release failed and the one before runs again."),
        new(AuditEvent.UpdateRefused, AuditSeverity.Warning, "release", "A release was not taken."),
        new(AuditEvent.ResourceShort, AuditSeverity.Warning, "resource",
            "A resource passed its threshold."),
        new(AuditEvent.ResourceRecovered, AuditSeverity.Note, "resource",
            "A resource is within its threshold again."),
        new(AuditEvent.IncidentBundled, AuditSeverity.Note, "bundle", "Somebody made an incident bundle."),
        new(AuditEvent.WatchdogReset, AuditSeverity.Alarm, "watchdog",
            "A watchdog of the hardware had started the machine anew."),
        new(AuditEvent.WatchdogEnded, AuditSeverity.Alarm, "unit",
            "systemd's watchdog had ended the gateway, and started it anew."),
    ];

    private static readonly ImmutableDictionary<AuditEvent, AuditEventInfo> ByEvent =
        All.ToImmutableDictionary(info => info.Event);

    /// <summary>Null for a number that this version does not know.</summary>
    public static AuditEventInfo? Find(AuditEvent number) => ByEvent.GetValueOrDefault(number);
}
