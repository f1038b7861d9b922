using System.Net.Sockets;
using Edge.Device.Buses;
using Edge.Device.Clock;
using Edge.Device.Control;
using Edge.Device.Sensors;
using Edge.Host.Updates;
using Edge.Keys;
using Edge.Platform.Keys;
using Edge.Platform.Updates;
using Edge.Profiles;
using Edge.Sensing;
using Edge.Updates.Releases;

namespace Edge.Host.Doctor;

/// <summary>Looks at everything a gateway needs and says what is wrong and what to do next. Changes nothing.</summary>
/// <remarks>While a gateway runs, its own status tells about sensors and delivery; otherwise the doctor reads each sensor
/// once itself.</remarks>
internal sealed class Examination(Site site, GatewayOptions options)
{
    private static readonly TimeSpan PatienceWithCollector = TimeSpan.FromSeconds(3);
    private const long LeastFreeBytes = 64 * 1024 * 1024;

    public async Task<IReadOnlyList<Finding>> RunAsync(StatusReport? running, CancellationToken cancellationToken)
    {
        var findings = new List<Finding>
        {
            Finding.Good("site file", $"{options.Site}: {site.Sensors.Length} sensors, {site.Rules.Length} rules"),
            running is null
                ? new Finding(Health.Doubtful, "gateway", "not running", "Start it: systemctl start edge")
                : Finding.Good("gateway", $"running for {StatusText.Span(running.UptimeMs)}, version {running.Software}"),
            Time(),
            Identity(),
            GuardFinding.Of(site, options),
            running is { Outbox: { Fault: null, SetAside: null } } or null ? Storage() : OutboxOf(running.Outbox),
        };
        findings.AddRange(GuardFinding.Warned(site, options));
        if (WatchdogExamination.Look(site, WatchdogExamination.Read) is { } watchdog) { findings.Add(watchdog); }
        findings.AddRange(SlotExamination.Look(options.Slots ?? UpdateFolders.DefaultSlots));
        string? slot = Path.GetDirectoryName(new UpdateParts(
            new UpdateFolders(options.Slots ?? UpdateFolders.DefaultSlots, "", ""), ReleaseManifest.App).Launcher.Choose(null).Entry);
        if (UnitExamination.Look(slot, UnitExamination.Installed) is { } units) { findings.Add(units); }
        // A running gateway has its buses open, whoever asks.
        (BoardBus Bus, Finding Finding)[] buses =
            [.. BusExamination.Look(site, Path.Exists, running is null ? Libc.CanReadAndWrite : _ => true)];
        findings.AddRange(buses.Select(bus => bus.Finding));
        HashSet<string> closed =
            [.. buses.Where(bus => bus.Finding.Health == Health.Bad).Select(bus => bus.Bus.Name)];
        findings.AddRange(running is null ? Sensors(closed) : SensorsOf(running));
        if (new TrustFolder(options.Trust).RecipientsOf(site) is { IsOk: false, Reason: var missing })
        {
            const string Next = "Nothing is sealed until the keys are there, and readings wait in memory; sensors and rules go on";
            findings.Add(new Finding(Health.Bad, "recipients", missing.ReplaceLineEndings(" "), Next));
        }

        findings.AddRange(ResourceExamination.Look(site, options, running));
        findings.AddRange(await DeliveryAsync(running, cancellationToken));
        return findings;
    }

    private static Finding Time()
    {
        ReadingTime now = new MachineClock().Now();
        return now.Quality == TimeQuality.Synchronised
            ? Finding.Good("time", $"synchronised, {DateTimeOffset.FromUnixTimeMilliseconds(now.UnixMilliseconds):u}")
            : new Finding(
                Health.Doubtful, "time", $"not synchronised, the clock says {DateTimeOffset.FromUnixTimeMilliseconds(now.UnixMilliseconds):u}",
                "Readings are marked and nothing is lost. See: timedatectl timesync-status");
    }

    private Finding Identity()
    {
        string path = Path.Combine(options.State, "identity.key");
        if (!File.Exists(path))
        {
            return new Finding(Health.Doubtful, "key", $"no identity yet at {path}", "It is made at the first start; show it with: edge keys show");
        }

        Result<FileIdentityKey, string> key = FileIdentityKey.Open(path);
        if (!key.IsOk) { return new Finding(Health.Bad, "key", key.Reason, "See the message"); }
        using FileIdentityKey identity = key.Value;
        return Finding.Good("key", $"device {DeviceId.Of(identity.SubjectPublicKeyInfo.Span)}");
    }

    private static Finding OutboxOf(OutboxStatus outbox) => outbox.Fault is { } fault
        ? new Finding(
            Health.Bad, "outbox", fault,
            "Sensors and rules go on; readings wait in memory. See that the state folder is there, has room and belongs to the "
            + "gateway's user; it is tried again by itself")
        : new Finding(
            Health.Doubtful, "outbox", $"was damaged and begun anew; the old file lies at {outbox.SetAside}",
            "Collectors were told what may be missing. Keep the file for an examination or delete it, and look at the disk: dmesg");

    private Finding Storage()
    {
        string folder = Path.GetFullPath(options.State);
        while (!Path.Exists(folder)) { folder = Path.GetDirectoryName(folder) ?? "/"; }
        if (!Directory.Exists(folder)) { return new Finding(Health.Bad, "outbox", $"{folder} is no folder", "Move the file away, or name another --state"); }
        if (!Libc.CanWriteInto(folder))
        {
            return new Finding(
                Health.Bad, "outbox", $"{folder} cannot be written by this user",
                "Run as the gateway's user (sudo -u edge edge doctor), or give it the folder: chown edge");
        }

        long free = new DriveInfo(folder).AvailableFreeSpace;
        if (free < Math.Min(site.Outbox.BudgetBytes, LeastFreeBytes))
        {
            return new Finding(
                Health.Bad, "outbox", $"only {StatusText.Bytes(free)} free at {folder}",
                $"The outbox may need {StatusText.Bytes(site.Outbox.BudgetBytes)}: free some space or lower outbox.budget in the site file");
        }

        return Finding.Good("outbox", $"{StatusText.Bytes(free)} free at {folder}, budget {StatusText.Bytes(site.Outbox.BudgetBytes)}");
    }

    private static IEnumerable<Finding> SensorsOf(StatusReport running) =>
        running.Channels.GroupBy(channel => channel.Sensor).Select(sensor =>
        {
            ChannelStatus[] bad = [.. sensor.Where(channel => channel.Quality == "bad")];
            return bad.Length == 0
                ? Finding.Good($"sensor {sensor.Key}", "measures")
                : new Finding(
                    Health.Bad, $"sensor {sensor.Key}", string.Join(", ", bad.Select(channel => $"{channel.Name}: {channel.Reason}")),
                    Advice.For(bad[0].Reason));
        });

    private List<Finding> Sensors(HashSet<string> badBuses)
    {
        var findings = new List<Finding>();
        try
        {
            Result<Board, string> opened = SiteBoard.Open(site, options.Site, TimeProvider.System);
            if (!opened.IsOk) { return [new Finding(Health.Bad, "board", opened.Reason, "See the message")]; }
            using Board board = opened.Value;
            findings.AddRange(site.Sensors.Select(sensor => sensor.Bus is { } bus && badBuses.Contains(bus)
                ? new Finding(Health.Bad, $"sensor {sensor.Name}", "cannot be asked", $"See bus {bus}")
                : Read(board, sensor)));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            findings.Add(new Finding(
                Health.Bad, "board", exception.Message, "Run as the gateway's user (sudo -u edge edge doctor), or see the message"));
        }

        return findings;
    }

    private static Finding Read(Board board, SensorDeclaration declared)
    {
        using ISensor sensor = board.CreateSensor(declared);
        var values = new RawValue[declared.Driver.Quantities.Length];
        sensor.Read(values);
        string where = declared.Bus is { } bus ? $" on {bus} at 0x{declared.Address:x2}" : declared.Pin is { } pin ? $" on {pin}" : "";
        string subject = $"sensor {declared.Name} ({declared.Driver.Name}{where})";
        RawValue? bad = values.Where(value => !value.Quality.IsUsable()).Cast<RawValue?>().FirstOrDefault();
        if (bad is not { } trouble) { return Finding.Good(subject, "answers"); }
        string reason = PlainWords.Of(trouble.Reason.ToString());
        bool mayPass = trouble.Reason is QualityReason.NotAvailable or QualityReason.NotReady;
        return new Finding(mayPass ? Health.Doubtful : Health.Bad, subject, reason, Advice.For(reason));
    }

    private async Task<IReadOnlyList<Finding>> DeliveryAsync(StatusReport? running, CancellationToken cancellationToken)
    {
        if (site.Uplink is not { } uplink) { return [Finding.Good("uplink", "none declared")]; }
        Result<CollectorDescriptor, string> collector = new TrustFolder(options.Trust).Collector(uplink.Collector);
        if (!collector.IsOk) { return [new Finding(Health.Bad, "uplink", collector.Reason, "See the message")]; }
        if (running is { Uplink.LastFailure: { } failure })
        {
            string next = $"{running.Outbox.WaitingRecords} records wait and nothing is lost; check the network and the collector";
            return [new Finding(Health.Bad, "uplink", failure, next)];
        }

        if (running is not null) { return [Finding.Good("uplink", $"{uplink.Collector}: {running.Counters.Receipts} receipts")]; }
        Uri url = collector.Value.Url;
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(PatienceWithCollector);
        try
        {
            using var socket = new TcpClient();
            await socket.ConnectAsync(url.Host, url.Port, patience.Token);
            return [Finding.Good("uplink", $"{url.Host}:{url.Port} answers")];
        }
        catch (Exception exception) when (exception is SocketException
            || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            const string Next = "Readings wait in the outbox. Check cable, address and the collector";
            return [new Finding(Health.Bad, "uplink", $"{url.Host}:{url.Port} does not answer", Next)];
        }
    }
}
