using Edge.Device.Clock;
using Edge.Device.Hardening;
using Edge.Hardening;
using Edge.Keys;
using Edge.Platform.Files;
using Edge.Platform.Profiles;
using Edge.Platform.Updates;
using Edge.Host.Updates;
using Edge.Updates.Releases;

namespace Edge.Host.Guard;

/// <summary>Puts the guard together from what the command line says.</summary>
internal sealed class GuardParts
{
    private readonly GuardOptions _options;

    /// <exception cref="IOException">A folder cannot be used.</exception>
    public GuardParts(GuardOptions options, IGuardTrail trail)
    {
        (_options, Trail) = (options, trail);
        Clock = new MachineClock();
        Hands = new LinuxHands(Clock.Boot, options.Folders.Run, options.BootLines);
    }

    private UpdateFolders Updates => new(_options.Slots, "", _options.Setup);

    public IGuardTrail Trail { get; }

    public MachineClock Clock { get; }

    public LinuxHands Hands { get; }

    /// <summary>Reads the site file and everything that names peers anew.</summary>
    public Result<GuardPolicy, string> Policy()
    {
        (string file, string trust) = _options.SiteNow();
        CheckedSite site = CheckedSite.Read(file, _options.Boards);
        return !site.Errors.IsEmpty || site.Site is null
            ? string.Join('\n', site.Errors)
            : PolicyFiles.Of(site.Site, trust, Updates);
    }

    /// <summary>What is enforced where no site file was ever read.</summary>
    public GuardPolicy Bare() => PolicyFiles.Bare(Updates);

    /// <summary>What is as declared and will not work, as sentences.</summary>
    public IReadOnlyList<string> Warnings(GuardPolicy policy) => PolicyFiles.Warnings(policy, Updates);

    /// <summary>Plans on a machine that nobody changes: the ledger is only looked at.</summary>
    public (GuardPlan Plan, IReadOnlyDictionary<string, StepResult> Results) Look(GuardPolicy policy,
        bool isVerify)
    {
        GuardPlan plan = GuardCycle.Plan(policy, Hands, UndoLedger.Peek(_options.Folders.State,
            _options.Folders.Run, Clock.Boot),
            new ConfirmedChannels(_options.Folders.State), BrokenSteps.Peek(_options.Folders.State));
        var reader = new PlanReader(Hands);
        return (plan, isVerify ? reader.Verify(plan) : reader.Look(plan));
    }

    /// <summary>What can be put back. One that was damaged is told.</summary>
    public UndoLedger Ledger()
    {
        var ledger = new UndoLedger(_options.Folders.State, _options.Folders.Run, Clock.Boot);
        if (ledger.WasDamaged)
        {
            Trail.Record(new(GuardEventKind.Failed, "undo ledger",
                "could not be read and lies beside as ledger.json.damaged: what was switched off before can be put back by hand or by the next "
                    + "boot only, locked logins by hand (passwd --unlock NAME)"));
        }
        return ledger;
    }

    public GuardRunner Runner(UndoLedger ledger) => new(Hands, ledger, Broken(), Trail);

    /// <param name="alive">Called at each step of a round.</param>
    public GuardCycle Cycle(UndoLedger ledger, Action? alive = null)
    {
        BrokenSteps broken = Broken();
        return new(Hands, new(Hands, ledger, broken, Trail) { Alive = alive }, ledger, broken, Trail, _options.Folders, Clock);
    }

    private BrokenSteps Broken() => new(_options.Folders.State, Trail, () => Clock.Now().UnixMilliseconds);

    /// <summary>One guard acts at a time; null where another one does.</summary>
    public FolderLock? Hold() => FolderLock.Take(_options.Folders.Acting).TryGet(out FolderLock taken,
        out FolderLockRefusal why) ? taken
        : why == FolderLockRefusal.NotPossible
            ? throw new UnauthorizedAccessException($"{_options.Folders.Acting} cannot be written.") : null;

    /// <summary>What it said holds no more.</summary>
    public void ForgetReport() => File.Delete(_options.Folders.Report);

    /// <summary>Signs with the gateway's identity, and remembers whose that is. A key of another device signs
    /// all the same, as the uplink judges by itself whose it is; it is told, and moves no door.</summary>
    public GuardSigner Signer() => new(() =>
    {
        Result<SigningIdentity, string> opened = GuardIdentity.Open(_options.State, Clock.Boot);
        if (opened.IsOk && _options.Device.Note(opened.Value.Certificate.Value.Device) is { } otherwise)
        {
            Trail.Record(new(GuardEventKind.Failed, "device", otherwise));
        }
        return opened;
    });
}

/// <param name="Site">Null: the one that the gateway runs with, asked for anew each time: a release may bring another.</param>
/// <param name="Trust">Null: the folder that belongs to the site.</param>
/// <param name="State">Of the gateway: where the identity key is.</param>
/// <param name="BootLines">Boot files of the slot that does not run; null: none.</param>
internal sealed record GuardOptions(
    string? Site, string? Boards, string State, string? Trust, string Slots, string Setup,
        GuardFolders Folders, string? BootLines)
{
    /// <summary>Changes with each step of a release of the site.</summary>
    public string SiteSlots => Path.Combine(Slots, ReleaseManifest.Site);

    /// <summary>With the slots, which are the same for both root file systems where there are two.</summary>
    public string UsedTokens => Path.Combine(Slots, "technician");

    /// <summary>Whose tokens open a console here.</summary>
    public SeenDevice Device => new(UsedTokens, Folders.State);

    public (string File, string Trust) SiteNow()
    {
        if (Site is { } site && Trust is { } trust) { return (site, trust); }
        SiteInUse running = SiteInUse.Running(Slots);
        return (Site ?? running.Site, Trust ?? running.Trust);
    }
}
