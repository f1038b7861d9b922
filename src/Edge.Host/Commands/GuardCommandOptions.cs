using System.CommandLine;
using Edge.Device.Hardening;
using Edge.Host.Guard;

namespace Edge.Host.Commands;

/// <summary>Where a guard finds what it reads and keeps.</summary>
internal sealed class GuardCommandOptions
{
    private readonly Option<string> _site = SiteOptions.Site();
    private readonly Option<string?> _boards = SiteOptions.Boards();
    private readonly Option<string> _state = SiteOptions.State();
    private readonly Option<string> _trust = SiteOptions.Trust();
    private readonly UpdateOptions _updates = new();

    private readonly Option<string> _guard = new("--guard-state")
    {
        Description = "The folder of the guard's own records", DefaultValueFactory = _ =>
            GuardFolders.DefaultState,
    };

    private readonly Option<string> _run = new("--guard-run")
    {
        Description = "The folder of its report; it ends with the boot", DefaultValueFactory = _ =>
            GuardFolders.DefaultRun,
    };

    private readonly Option<string?> _boot = new("--boot-files")
    {
        Description = "The mounted boot files of the slot that does not run; boot settings are written there and nowhere else",
    };

    public Command AddTo(Command command)
    {
        foreach (Option option in (Option[])[_site, _boards, _state, _trust, _updates.Slots, _updates.Setup,
            _guard, _run, _boot]) { command.Add(option); }
        return command;
    }

    private static string? Given(ParseResult parsed, Option<string> option) =>
        parsed.GetResult(option) is { Implicit: false } ? parsed.GetValue(option) : null;

    public GuardOptions Of(ParseResult parsed) => new(
        Given(parsed, _site), parsed.GetValue(_boards), parsed.GetValue(_state)!, Given(parsed, _trust),
        parsed.GetValue(_updates.Slots)!, parsed.GetValue(_updates.Setup)!,
        new GuardFolders(parsed.GetValue(_guard)!, parsed.GetValue(_run)!), parsed.GetValue(_boot));
}
