using System.Text;
using Edge.Access;
using Edge.Audit;
using Edge.Device.Control;
using Edge.Profiles;
using Edge.Rules;
using Edge.Sensing;
using Microsoft.Extensions.Logging;

namespace Edge.Device.Rules;

/// <summary>Answers what people ask about actuators, and takes their overrides.</summary>
/// <remarks>The one place through which an override comes and goes by a person: each is told to the audit
/// log and to the journal, and saved at once. Thread-safe as far as <see cref="ScanLoop"/> is.</remarks>
public sealed class RuleDesk(
    Site site, ScanLoop scan, Action save, IMachineClock clock, Func<ControlPeer, Person> people, IAuditTrail trail,
    ILogger<RuleDesk> logger)
{
    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(1);

    /// <param name="atUnixMilliseconds">Null: now. Of a time that is past: the decision that held then, how long it had held
    /// by then, and the inputs as it saw them.</param>
    public Result<ExplainReport, string> Explain(string? name, long? atUnixMilliseconds)
    {
        if (Find(name) is not { } actuator) { return Unknown(name); }
        ReadingTime now = clock.Now();
        (Decision? then, Decision? oldest) = scan.ExplainAt(actuator.Index, atUnixMilliseconds ?? long.MaxValue);
        if (atUnixMilliseconds is not { } at)
        {
            return Explaining.Of(site, scan.Explain(actuator.Index), now, oldest);
        }

        if (at > now.UnixMilliseconds) { return $"That time is still to come; here it is {Time(now)}."; }
        if (then is not null)
        {
            long since = at - then.Time.UnixMilliseconds;
            return Explaining.Of(site, then, new(then.Time.MonotonicMilliseconds + since, at, then.Time.Quality), oldest);
        }

        string from = oldest is null ? "none is kept yet" : $"those since {Time(oldest.Time)} are kept";
        return $"No decision about {actuator.Name} of that time is kept; {from}: the last {DecisionHistory.Depth} since the start.";
    }

    public OverridesReport List() => new([.. scan.Overrides().Select(each => Explaining.StatusOf(site, each, clock.Now()))]);

    public Result<OverridesReport, string> Set(ControlPeer peer, string? name, bool? on, string? why, long? milliseconds)
    {
        if (Find(name) is not { } actuator) { return Unknown(name); }
        if (on is not { } state) { return "on is missing; true or false."; }
        if (RefusalOf(actuator, why, milliseconds) is { } refusal) { return refusal; }
        Person who = people(peer);
        var item = new ActuatorOverride(
            actuator.Index, state, who.UserId, who.ShortName, why!.Trim(), clock.Now(), milliseconds!.Value);
        scan.SetOverride(item);
        string switched = state ? "on" : "off";
        Log.OverrideSet(logger, who.UserId, item.Who, actuator.Name, switched, milliseconds.Value / 1_000.0, item.Why);
        trail.Record(
            AuditEvent.OverrideSet, AuditActor.User(who.UserId), actuator.Name,
            $"{switched} for {StatusText.Span(milliseconds.Value)} by {item.Who}: {item.Why}");
        save();
        return List();
    }

    public Result<OverridesReport, string> Clear(ControlPeer peer, string? name)
    {
        if (Find(name) is not { } actuator) { return Unknown(name); }
        if (scan.ClearOverride(actuator.Index) is null) { return $"Actuator {actuator.Name} has no override."; }
        Person who = people(peer);
        Log.OverrideCleared(logger, actuator.Name, who.UserId, who.Name);
        trail.Record(AuditEvent.OverrideEnded, AuditActor.User(who.UserId), actuator.Name, $"cleared by {who.Name}");
        save();
        return List();
    }

    private static string? RefusalOf(ActuatorDeclaration actuator, string? why, long? milliseconds)
    {
        TimeSpan longest = actuator.Override.Longest;
        if (longest == TimeSpan.Zero) { return $"The site file lets nobody override actuator {actuator.Name}."; }
        if (string.IsNullOrWhiteSpace(why)) { return "why is missing: in a few words, for those who ask later."; }
        if (Encoding.UTF8.GetByteCount(why) > OverrideLimits.MaxWhyBytes || why.Any(char.IsControl))
        {
            return $"why is longer than {OverrideLimits.MaxWhyBytes} bytes, or has control characters.";
        }

        bool fits = milliseconds >= (long)Shortest.TotalMilliseconds && milliseconds <= (long)longest.TotalMilliseconds;
        return fits ? null : $"An override of {actuator.Name} lasts 1s to {StatusText.Span((long)longest.TotalMilliseconds)}, as its site file says.";
    }

    private ActuatorDeclaration? Find(string? name) => site.Actuators.FirstOrDefault(each => each.Name == name);

    private string Unknown(string? name) => site.Actuators.IsEmpty
        ? "This site has no actuators."
        : $"There is no actuator {name ?? "without a name"}; there is {string.Join(", ", site.Actuators.Select(each => each.Name).Take(20))}.";

    private static string Time(ReadingTime time) =>
        DateTimeOffset.FromUnixTimeMilliseconds(time.UnixMilliseconds).ToString("u", System.Globalization.CultureInfo.InvariantCulture);
}
