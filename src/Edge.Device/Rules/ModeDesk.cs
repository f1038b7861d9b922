using Edge.Access;
using Edge.Audit;
using Edge.Device.Control;
using Edge.Profiles;
using Edge.Rules;
using Edge.Sensing;
using Microsoft.Extensions.Logging;

namespace Edge.Device.Rules;

/// <summary>Tells what the site's modes are, and takes people's choices.</summary>
/// <remarks>The one place through which a mode is chosen: each choice is told to the audit log and to the
/// journal, and saved at once. Thread-safe as far as <see cref="ScanLoop"/> is.</remarks>
public sealed class ModeDesk(
    Site site, ScanLoop scan, Action save, IMachineClock clock, Func<ControlPeer, Person> people, IAuditTrail trail,
    ILogger<ModeDesk> logger)
{
    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Longest = TimeSpan.FromDays(366);

    public ModesReport List() => new([.. scan.Modes().Select(each => Explaining.StatusOf(site, each, clock.Now()))]);

    /// <param name="milliseconds">For how long; null: until somebody chooses another.</param>
    public Result<ModesReport, string> Set(ControlPeer peer, string? name, string? value, long? milliseconds)
    {
        ModeDeclaration? mode = site.Modes.FirstOrDefault(each => each.Name == name);
        if (mode is null) { return Unknown(name); }
        int index = value is null ? -1 : mode.Values.IndexOf(value);
        if (index < 0) { return $"Mode {mode.Name} is never {value ?? "nothing"}; it may be {string.Join(", ", mode.Values)}."; }
        if (RefusalOf(mode, index, milliseconds) is { } refusal) { return refusal; }
        Person who = people(peer);
        string person = who.ShortName;
        scan.SetMode(new ModeChoice(mode.Index, index)
        {
            UserId = who.UserId, Who = person, Set = clock.Now(), LastsMilliseconds = milliseconds ?? Term.Forever,
        });
        string term = milliseconds is { } lasts ? StatusText.Span(lasts) : "an open time";
        Log.ModeSet(logger, mode.Name, value!, term, who.UserId, person);
        trail.Record(AuditEvent.ModeChanged, AuditActor.User(who.UserId), mode.Name, $"{value} for {term} by {person}");
        save();
        return List();
    }

    private static string? RefusalOf(ModeDeclaration mode, int value, long? milliseconds)
    {
        if (milliseconds is not { } lasts) { return null; }
        if (value == 0) { return $"{mode.Values[0]} is what mode {mode.Name} is when a time is over; leave the time out."; }
        bool fits = lasts >= (long)Shortest.TotalMilliseconds && lasts <= (long)Longest.TotalMilliseconds;
        return fits ? null : $"A mode is chosen for 1s to {Longest.TotalDays:0}d, or without an end.";
    }

    private string Unknown(string? name) => site.Modes.IsEmpty
        ? "This site has no modes."
        : $"There is no mode {name ?? "without a name"}; there is {string.Join(", ", site.Modes.Select(each => each.Name))}.";
}
