using System.CommandLine;

namespace Edge.Host.Commands;

/// <summary>Everything that <c>edge</c> can be asked.</summary>
internal static class HostCommands
{
    public static RootCommand Create() => new(
        "Edge: sensors in, safe actions local, sealed evidence out. The gateway executable.")
    {
        RunCommand.Create(),
        CheckCommand.Create(),
        ReplayCommand.Create(),
        StatusCommand.Create(),
        WatchCommand.Create(),
        StatusCommand.CreateStop(),
        ExplainCommand.Create(TimeProvider.System),
        OverrideCommand.Create(),
        ModeCommand.Create(),
        DoctorCommand.Create(),
        ScanCommand.Create(),
        KeysCommand.Create(),
        AuditCommand.Create(),
        IncidentCommand.Create(),
        SelfTestCommand.Create(),
        GuardCommand.Create(),
        UpdateCommand.Create(),
        FetchCommand.Create(),
        BellCommand.Create(),
        SlotCommand.Create(),
        LaunchCommand.Create(),
        ImageCommand.Create(),
        WatchdogCommand.Create(),
        EndedCommand.Create(),
        BootCommand.Create(),
    };
}
