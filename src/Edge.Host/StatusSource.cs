using Edge.Device.Clock;
using Edge.Device.Control;
using Edge.Device.Rules;
using Edge.Host.Updates;
using Edge.Outbox;
using Edge.Platform.Outbox;
using Edge.Platform.Uplink;
using Edge.Profiles;
using Edge.Resources;
using Edge.Rules;
using Edge.Sensing;

namespace Edge.Host;

/// <summary>Puts the state of a running gateway into words and numbers.</summary>
internal sealed class StatusSource(Gateway gateway, TimeProvider time)
{
    private readonly long _started = time.GetUtcNow().ToUnixTimeMilliseconds();
    private readonly long _startedAt = ProcessStart.Monotonic();

    public StatusReport Read()
    {
        Site site = gateway.Site;
        ReadingTime now = gateway.Clock.Now();
        var snapshot = new Snapshot(site.Channels.Length, 0);
        gateway.Hub.Snapshot.CopyTo(snapshot);
        return new StatusReport
        {
            Site = site.Id,
            Device = gateway.Device?.ToString() ?? "-",
            Boot = gateway.Clock.Boot.ToString(),
            Software = Product.Version,
            NowUnixMs = now.UnixMilliseconds,
            StartedUnixMs = _started,
            UptimeMs = now.MonotonicMilliseconds - _startedAt,
            TimeQuality = PlainWords.Of(now.Quality.ToString()),
            Guard = site.Guard == GuardMode.ReportOnly ? "report-only" : "enforce",
            Channels = [.. site.Channels.Select(channel => Channel(channel, snapshot[channel.Index], now))],
            Actuators = [.. site.Actuators.Select(actuator => Actuator(actuator, now))],
            Modes = [.. gateway.Scan.Modes().Select(choice => Explaining.StatusOf(site, choice, now))],
            Streams = [.. site.Streams.Select(Stream)],
            Outbox = Outbox(),
            Uplink = Uplink(now),
            Counters = Counters(),
            Resources = [.. gateway.Resources.Levels.Select(level => Resource(level, now))],
            Release = Environment.GetEnvironmentVariable(LaunchedRelease.NameVariable),
            Manifest = Environment.GetEnvironmentVariable(LaunchedRelease.ManifestVariable),
            SiteRelease = Environment.GetEnvironmentVariable(LaunchedRelease.SiteNameVariable),
            SiteManifest = Environment.GetEnvironmentVariable(LaunchedRelease.SiteManifestVariable),
        };
    }

    private static ChannelStatus Channel(ChannelDeclaration channel, in Reading reading, ReadingTime now) => new(
        channel.Name, channel.Sensor, channel.Unit.Symbol(), channel.Resolution, reading.IsUsable ? reading.Value : null,
        PlainWords.Of(reading.Quality.ToString()), reading.Reason == QualityReason.None ? "" : PlainWords.Of(reading.Reason.ToString()),
        reading.Reason == QualityReason.NeverRead ? null : now.MonotonicMilliseconds - reading.Time.MonotonicMilliseconds);

    private ActuatorStatus Actuator(ActuatorDeclaration actuator, ReadingTime now)
    {
        ActuatorExplanation why = gateway.Scan.Explain(actuator.Index).Why;
        string cause = why.Rule >= 0 ? $"rule {gateway.Site.Rules[why.Rule].Name}" : PlainWords.Of(why.Cause.ToString());
        return new ActuatorStatus(
            actuator.Name, actuator.Pin, why.On, actuator.SafeOn, cause, now.MonotonicMilliseconds - why.Since,
            why.Hold == ActuatorHold.None ? null : PlainWords.Of(why.Hold.ToString()),
            why.ReadBack == ReadBackState.None ? null : PlainWords.Of(why.ReadBack.ToString()));
    }

    private StreamStatus Stream(StreamDeclaration stream)
    {
        WrittenCounts written = gateway.Writer.Counts(stream.Index);
        return new StreamStatus(
            stream.Name, (long)stream.SealEvery.TotalMilliseconds, gateway.Hub.Buffers[stream.Index].Readings,
            gateway.Writer.Head(stream.Index).Sequence, written.Batches, written.Readings, written.Events,
            gateway.Hub.Buffers[stream.Index].Lost);
    }

    private static ResourceStatus Resource(in ResourceLevel level, ReadingTime now) => new(
        level.Threshold.Resource.Name, double.IsNaN(level.Value) ? null : level.Value, level.Threshold.Resource.Unit.Symbol(),
        level.Threshold.Raise, level.Threshold.Clear, PlainWords.Of(level.State.ToString()), now.MonotonicMilliseconds - level.Since);

    private OutboxStatus Outbox()
    {
        OutboxState state = gateway.Outbox.State();
        string? fault = gateway.Writer.Problem ?? (gateway.Writer.Fault is { } trouble
            ? $"cannot store: {PlainWords.Of(trouble.ToString())}; readings wait in memory"
            : null);
        return new OutboxStatus(state.Records, state.Bytes, state.BudgetBytes, state.Dropped, fault, gateway.Outbox.SetAside);
    }

    private UplinkReport Uplink(ReadingTime now)
    {
        if (gateway.Uplink is not { } uplink)
        {
            string? problem = gateway.UplinkProblem;
            string why = gateway.Site.Uplink is null ? "none declared"
                : problem is null ? "closed until the guard reports green" : "waiting for its enrolment";
            return new UplinkReport(gateway.Site.Uplink?.Collector ?? "-", why, null, null, problem, null);
        }

        if (gateway.Gate is { IsOpen: false } gate)
        {
            return new UplinkReport(gateway.Site.Uplink!.Collector, $"closed: {gate.Why}", null, null, null, null);
        }

        UplinkStatus status = uplink.Status;
        return new UplinkReport(
            status.Collector, PlainWords.Of(status.State.ToString()), status.LastSuccessUnixMilliseconds, status.CollectorUnixMilliseconds,
            status.LastFailure, status.NextTryUnixMilliseconds - now.UnixMilliseconds);
    }

    private CounterReport Counters()
    {
        WrittenCounts[] written = [.. gateway.Site.Streams.Select(stream => gateway.Writer.Counts(stream.Index))];
        UplinkCounters sent = gateway.Uplink?.Status.Counters ?? UplinkCounters.Zero;
        long first = gateway.Hub.FirstReadingAt;
        long batch = gateway.Seal.FirstWrittenAt;
        return new CounterReport(
            gateway.Hub.Readings, gateway.Scan.Actions, written.Sum(stream => stream.Batches), sent.RecordsDelivered,
            sent.BatchesDelivered, sent.Receipts, sent.Refused, written.Sum(stream => stream.Readings),
            written.Sum(stream => stream.Events), written.Sum(stream => stream.Bytes),
            first < 0 ? -1 : first - _startedAt, batch < 0 ? -1 : batch - _startedAt, gateway.Scan.Scans);
    }
}
