using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using Edge.Hardening;
using Edge.Platform.Files;

namespace Edge.Device.Hardening;

/// <summary>What was before each step that this guard took: durable before the step is taken.</summary>
/// <remarks>What a boot resets by itself is forgotten with the boot; what stays in files (logins, boot lines)
/// is kept.
/// A file that cannot be read is set aside: nothing can be put back then, and everything is applied all the
/// same. A disk that takes nothing costs the steps that outlive a boot; what was before of all others is
/// remembered in the folder
/// that ends with it, or, where that takes nothing either, in this process. It never grows beyond what it
/// reads again: a step that finds no room is taken all the same where the boot takes it back, as what is not
/// declared is to be off whatever undo remembers; and is not taken where it outlives the boot.</remarks>
public sealed class UndoLedger
{
    /// <summary>Entries that end with the boot; those that outlive it have <see cref="MostLasting"/> more.</summary>
    internal const int MostEntries = 2_000;

    internal const int MostLasting = 500;

    /// <summary>Instances of one template, such as one for each dump or connection: older ones run no
    /// more.</summary>
    internal const int MostInstances = 64;

    private const string Name = "ledger.json";

    /// <summary>A character takes six bytes at most, an entry some two hundred besides.</summary>
    private const int MaxBytes = 4 * 1024 * 1024;

    private const int MostCharacters = 400_000;
    private const int MostLastingCharacters = 80_000;
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private readonly string _folder;
    private readonly string _runFolder;
    private readonly string _boot;
    private string? _disk;
    private bool _isFull;

    /// <param name="folder">Outlives a power cut.</param>
    /// <param name="runFolder">Ends with the boot: it tells which step was under way when the guard was
    /// killed.</param>
    public UndoLedger(string folder, string runFolder, BootId boot)
    {
        (_folder, _runFolder, _boot) = (folder, runFolder, boot.ToString());
        try
        {
            Directory.CreateDirectory(runFolder);
            Directory.CreateDirectory(folder, Private);
            Entries = ReadNewest(folder, runFolder, _boot) ?? SetAside();
            if (File.Exists(Spare)) { Store(Entries); }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            (Entries, _disk) = (Peek(folder, runFolder, boot), exception.Message);
        }
    }

    /// <summary>What a ledger holds, without touching it; nothing where it cannot be read.</summary>
    public static ImmutableArray<LedgerEntry> Peek(string folder, string runFolder, BootId boot)
    {
        try
        {
            return ReadNewest(folder, runFolder, boot.ToString()) ?? [];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    /// <summary>Oldest first.</summary>
    public ImmutableArray<LedgerEntry> Entries { get; private set; }

    /// <summary>True where a file was there that could not be read; it lies beside as
    /// <c>ledger.json.damaged</c>.</summary>
    public bool WasDamaged { get; private set; }

    /// <summary>Why the entries would not outlive this boot, or are not all; null: nothing is amiss.</summary>
    public string? Trouble => _disk ?? (_isFull
        ? $"there is room for {MostEntries} steps of a boot: what was before of others is not remembered, and only the next boot puts "
            + "it back. See what puts up so many: edge audit report"
        : null);

    private string Durable => Path.Combine(_folder, Name);

    /// <summary>There only while the durable one cannot be written, and then the newer one.</summary>
    private string Spare => Path.Combine(_runFolder, Name);

    private string Marker => Path.Combine(_runFolder, "step");

    /// <summary>Records what a step is about to change, and what worked just before it. The first value of a
    /// boot is kept: that
    /// is the one to go back to.</summary>
    /// <param name="policy">Hash of the policy it is taken for, in hexadecimal.</param>
    /// <exception cref="IOException">The step outlives the boot, and what was before cannot: it must not be
    /// taken.</exception>
    public void Begin(GuardStep step, string before, IEnumerable<Survivor> alive, string policy)
    {
        ImmutableArray<LedgerEntry> known = Entries;
        Announce([(step, before)], policy);
        bool isKept = _disk is null && Entries.Any(entry => entry.Step.Key == step.Key);
        if (!isKept && Outlives(step.Mechanism))
        {
            if (_disk is not null) { Store(known); }
            throw new IOException($"it outlives the boot, and what was before can be kept nowhere: {Trouble}");
        }

        try
        {
            File.WriteAllLines(Marker, [_boot, step.Key, .. alive.Select(each => each.ToString())]);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Only a guard that is killed in this very step would have asked for it; half of it is worse
            // than none.
            Settle();
        }
    }

    /// <summary>The same for many, without one of them being under way.</summary>
    public void Announce(IEnumerable<(GuardStep Step, string Before)> steps, string policy)
    {
        ImmutableArray<LedgerEntry> entries = Entries;
        foreach ((GuardStep step, string before) in steps)
        {
            LedgerEntry? known = entries.FirstOrDefault(entry => entry.Step.Key == step.Key);
            if (known is null) { entries = Add(entries, new LedgerEntry(step, before, _boot, policy)); }
            else if (known.Policy != policy) { entries = entries.Replace(known, known with { Policy = policy }); }
        }

        if (entries != Entries) { Store(entries); }
    }

    /// <summary>Tries again to keep what could not be kept.</summary>
    public void Retry()
    {
        if (_disk is not null) { Store(Entries); }
    }

    /// <summary>These steps are wanted by another policy from now on.</summary>
    public void Adopt(IReadOnlySet<string> keys, string policy)
    {
        bool IsOther(LedgerEntry entry) => entry.Policy != policy && keys.Contains(entry.Step.Key);
        if (!Entries.Any(IsOther)) { return; }
        Store([.. Entries.Select(entry => IsOther(entry) ? entry with { Policy = policy } : entry)]);
    }

    /// <summary>The step is judged: what survives works, or it was taken back.</summary>
    public void Settle()
    {
        try
        {
            File.Delete(Marker);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // There is no such folder, and so no marker.
        }
    }

    /// <summary>The step that was under way when a guard of this boot was killed, and what worked just before
    /// it; null: none was.</summary>
    public (LedgerEntry Entry, IReadOnlyList<string> Alive)? UnderWay()
    {
        if (!File.Exists(Marker)) { return null; }
        string[] lines = File.ReadAllLines(Marker);
        LedgerEntry? entry = lines.Length < 2 || lines[0] != _boot ? null
            : Entries.FirstOrDefault(each => each.Step.Key == lines[1]);
        return entry is null ? null : (entry, lines[2..]);
    }

    public void Forget(GuardStep step) => Store(Entries.RemoveAll(entry => entry.Step.Key == step.Key));

    private ImmutableArray<LedgerEntry> Add(ImmutableArray<LedgerEntry> entries, LedgerEntry added)
    {
        if (TemplateOf(added.Step) is { } template)
        {
            LedgerEntry[] instances = [.. entries.Where(entry => TemplateOf(entry.Step) == template)];
            if (instances.Length >= MostInstances) { entries = entries.Remove(instances[0]); }
        }

        bool isLasting = Outlives(added.Step.Mechanism);
        int mostEntries = isLasting ? MostEntries + MostLasting : MostEntries;
        int mostCharacters = isLasting ? MostCharacters + MostLastingCharacters : MostCharacters;
        if (entries.Length < mostEntries && entries.Sum(Characters) + Characters(added) <= mostCharacters) { return entries.Add(added); }
        _isFull = true;
        return entries;
    }

    private static int Characters(LedgerEntry entry) =>
        entry.Step.Target.Length + entry.Step.Wanted.Length + entry.Before.Length + entry.Policy.Length;

    /// <summary>The template of a unit that is an instance of one; null: it is none.</summary>
    private static string? TemplateOf(GuardStep step) => step.Mechanism == Mechanism.Unit
        && step.Target.IndexOf('@', StringComparison.Ordinal) is > 0 and int at ? step.Target[..at] : null;

    private static bool Outlives(Mechanism mechanism) => mechanism is Mechanism.Account or Mechanism.BootLine;

    private void Store(ImmutableArray<LedgerEntry> entries)
    {
        LedgerLine[] lines = [.. entries.Select(entry => new LedgerLine(
            (byte)entry.Step.Mechanism, (byte)entry.Step.Tier, entry.Step.Target, entry.Step.Wanted,
                entry.Before, entry.Boot, entry.Policy))];
        byte[] text = JsonSerializer.SerializeToUtf8Bytes(lines, LedgerJson.Default.LedgerLineArray);
        Entries = entries;
        try
        {
            Directory.CreateDirectory(_folder, Private);
            DurableFile.Replace(Durable, text, DurableFile.OwnerOnly);
            _disk = null;
            if (File.Exists(Spare)) { File.Delete(Spare); }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            _disk = exception.Message;
            StoreForThisBoot(text);
        }
    }

    private void StoreForThisBoot(byte[] text)
    {
        try
        {
            DurableFile.Replace(Spare, text, DurableFile.OwnerOnly);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            _disk = $"{_disk}; {exception.Message}";
        }
    }

    private static ImmutableArray<LedgerEntry>? ReadNewest(string folder, string runFolder, string boot)
    {
        string spare = Path.Combine(runFolder, Name);
        return File.Exists(spare) && Read(spare, boot) is { } newer ? newer : Read(Path.Combine(folder, Name), boot);
    }

    private static ImmutableArray<LedgerEntry>? Read(string path, string boot)
    {
        if (!File.Exists(path)) { return ImmutableArray<LedgerEntry>.Empty; }
        try
        {
            if (new FileInfo(path).Length > MaxBytes) { return null; }
            LedgerLine[] lines = JsonSerializer.Deserialize(File.ReadAllBytes(path),
                LedgerJson.Default.LedgerLineArray) ?? [];
            if (!lines.All(line => line is { Target: not null, Wanted: not null, Before: not null,
                Boot: not null, Policy: not null })) { return null; }
            return
            [
                .. lines.Select(line => new LedgerEntry(
                        new((Mechanism)line.Mechanism, line.Target!, line.Wanted!, (Tier)line.Tier, []),
                            line.Before!, line.Boot!, line.Policy!))
                    .Where(entry => entry.Boot == boot || Outlives(entry.Step.Mechanism)),
            ];
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private ImmutableArray<LedgerEntry> SetAside()
    {
        File.Move(Durable, $"{Durable}.damaged", overwrite: true);
        WasDamaged = true;
        return [];
    }
}

/// <param name="Before">The value to go back to.</param>
/// <param name="Boot">The boot in which it was read.</param>
/// <param name="Policy">Hash of the policy that wanted it, in hexadecimal.</param>
public sealed record LedgerEntry(GuardStep Step, string Before, string Boot, string Policy);

internal sealed record LedgerLine(byte Mechanism, byte Tier, string? Target, string? Wanted, string? Before,
    string? Boot, string? Policy);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(LedgerLine[]))]
internal sealed partial class LedgerJson : JsonSerializerContext;
