using System.Runtime.ExceptionServices;
using System.Security.Cryptography;
using Edge.Platform.Files;
using Edge.Updates;
using Edge.Updates.Releases;
using Edge.Updates.Slots;

namespace Edge.Platform.Updates;

/// <summary>Slots as folders <c>a</c> and <c>b</c> beside two copies of their state.</summary>
/// <remarks>A slot has <c>slot.json</c> exactly while it is whole. Source: docs/formats/slot-state.md.</remarks>
/// <param name="folder">Of one component; it exists.</param>
public sealed class DirectorySlots(IUpdateDisk disk, string folder, string component) : ISlotStore
{
    private const UnixFileMode Executable =
        DurableFile.WorldReadable | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    // Launchers of before there were two know the first one only: it is written first, and may be the younger.
    private static readonly string[] Copies = ["state.json", "state-2.json"];

    public SlotState Load()
    {
        StateCopy[] copies = [.. Copies.Select(Read)];
        SlotState? younger = copies.Select(copy => copy.State).OfType<SlotState>().MaxBy(state => state.Generation);
        if (younger is null && copies.Select(copy => copy.Fault).FirstOrDefault(fault => fault is not null) is { } fault)
        {
            ExceptionDispatchInfo.Throw(fault);
        }
        return younger ?? SlotState.Empty;
    }

    public void Save(SlotState state)
    {
        byte[] bytes = SlotStateWriter.Write(state);
        disk.Replace(Path.Combine(folder, Copies[0]), bytes);
        try
        {
            disk.Replace(Path.Combine(folder, Copies[1]), bytes);
        }
        catch (IOException)
        {
            // It is durable: what was decided stands, and the next change writes both again.
        }
    }

    public string? StateDamage()
    {
        StateCopy[] copies = [.. Copies.Select(Read)];
        string? good = copies.FirstOrDefault(copy => copy.State is not null)?.Name;
        StateCopy[] damaged = [.. copies.Where(copy => copy.State is null && (copy.IsThere || (good is not null && copy.Name == Copies[0])))];
        return damaged.Length == 0 ? null
            : good is not null ? $"{Path.Combine(folder, damaged[0].Name)} is damaged; {good} counts"
            : $"{string.Join(" and ", damaged.Select(copy => Path.Combine(folder, copy.Name)))} damaged: nothing is known of the slots";
    }

    // A sector that cannot be read is damage like another byte.
    private StateCopy Read(string name)
    {
        string path = Path.Combine(folder, name);
        try
        {
            byte[]? bytes = disk.ReadAll(path, SlotStateReader.MaxBytes);
            return new StateCopy(
                name, bytes is not null || disk.ModeOf(path) is not null,
                bytes is not null && SlotStateReader.Read(bytes) is { IsOk: true } read ? read.Value : null, null);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return new StateCopy(name, true, null, exception);
        }
    }

    public string PathOf(SlotName slot, string file) => Path.Combine(folder, slot.Word(), "files", file);

    public void Invalidate(SlotName slot)
    {
        string place = FolderOf(slot);
        if (!disk.List(place).Contains(new DiskEntry("slot.json", IsFolder: false))) { return; }
        disk.Delete(MarkerOf(slot));
        disk.FlushFolder(place);
    }

    /// <summary>True: something was written there, and never came to its end, or was begun anew.</summary>
    public bool IsHalf(SlotName slot) => disk.List(FolderOf(slot)) is { Count: > 0 } there && there.All(entry => entry.Name != "slot.json");

    public void Prune(SlotName slot, ReleaseManifest manifest)
    {
        string files = Path.Combine(FolderOf(slot), "files");
        var wanted = manifest.Files.Select(file => file.Path).ToHashSet(StringComparer.Ordinal);
        foreach (string path in disk.FilesBelow(files).Where(path => !wanted.Contains(path)).ToArray())
        {
            disk.Delete(Path.Combine(files, path));
        }
        var needed = wanted.Select(FolderOf).ToHashSet(StringComparer.Ordinal);
        RemoveFolders(files, "", path => needed.Any(folder => folder == path || folder.StartsWith(path + "/", StringComparison.Ordinal)));
    }

    public bool Has(SlotName slot, ReleaseFile file)
    {
        string path = PathOf(slot, file.Path);
        return disk.HashOf(path, file.Length) == file.Hash && disk.ModeOf(path) is { } mode && (mode & ModeOf(file)) == ModeOf(file);
    }

    public UpdateReason? Fill(SlotName slot, ReleaseFile file, Func<Action<ReadOnlyMemory<byte>>, UpdateReason?> fill)
    {
        string path = PathOf(slot, file.Path);
        disk.MakeFolders(folder, $"{slot.Word()}/files/{FolderOf(file.Path)}");
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        long length = 0;
        using (IUpdateFile output = disk.Create(path, ModeOf(file)))
        {
            UpdateReason? reason = fill(bytes =>
            {
                if ((length += bytes.Length) > file.Length) { return; }
                hash.AppendData(bytes.Span);
                output.Write(bytes.Span);
            });
            if (reason is not null) { return reason; }
            output.Flush();
        }
        if (length != file.Length || ContentHash.FromDigest(hash.GetHashAndReset()) != file.Hash)
        {
            disk.Delete(path);
            return new UpdateReason(UpdateRefusal.FileMismatch, $"{file.Path}: {length} bytes, not those of the manifest");
        }
        disk.FlushFolder(Path.GetDirectoryName(path)!);
        return null;
    }

    public void Complete(SlotName slot, ReleaseManifest manifest, byte[] manifestBytes)
    {
        string place = FolderOf(slot);
        string files = Path.Combine(place, "files");
        disk.Replace(Path.Combine(place, "manifest.json"), manifestBytes);
        foreach (string below in manifest.Files.Select(file => FolderOf(file.Path)).Append("").Distinct(StringComparer.Ordinal))
        {
            disk.FlushFolder(Path.Combine(files, below));
        }
        disk.FlushFolder(place);
        var marker = new SlotMarker(component, manifest.Release, ContentHash.Of(manifestBytes));
        disk.Replace(MarkerOf(slot), marker.Write());
    }

    public Result<ReleaseManifest, UpdateReason> Verify(SlotRelease release)
    {
        string place = FolderOf(release.Slot);
        if (disk.ReadAll(MarkerOf(release.Slot), SlotMarker.MaxBytes) is not byte[] markerBytes)
        {
            return Damaged(release, "it has no marker");
        }
        if (!SlotMarker.Read(markerBytes).TryGet(out SlotMarker marker, out UpdateReason reason)) { return Damaged(release, reason.Detail); }
        if (marker.Manifest != release.Manifest || marker.Component != component) { return Damaged(release, "its marker names another release"); }
        if (disk.ReadAll(Path.Combine(place, "manifest.json"), ReleaseLimits.MaxManifestBytes) is not byte[] bytes
            || ContentHash.Of(bytes) != release.Manifest)
        {
            return Damaged(release, "its manifest is another");
        }
        if (!ReleaseReader.Read(bytes).TryGet(out ReleaseManifest manifest, out reason)) { return Damaged(release, reason.Detail); }
        ReleaseFile? wrong = manifest.Files.FirstOrDefault(file => !Has(release.Slot, file));
        return wrong is null ? manifest : Damaged(release, $"{wrong.Path} has other bytes, or may not be read or run");
    }

    // Deepest first; what is left in one that is not needed are folders that are not needed either.
    private void RemoveFolders(string root, string prefix, Func<string, bool> isNeeded)
    {
        foreach (DiskEntry entry in disk.List(Path.Combine(root, prefix)).Where(entry => entry.IsFolder))
        {
            string path = prefix.Length == 0 ? entry.Name : $"{prefix}/{entry.Name}";
            RemoveFolders(root, path, isNeeded);
            if (!isNeeded(path)) { disk.DeleteFolder(Path.Combine(root, path)); }
        }
    }

    private static UnixFileMode ModeOf(ReleaseFile file) => file.IsExecutable ? Executable : DurableFile.WorldReadable;

    private string FolderOf(SlotName slot) => Path.Combine(folder, slot.Word());

    private string MarkerOf(SlotName slot) => Path.Combine(FolderOf(slot), "slot.json");

    private static string FolderOf(string path) => path.LastIndexOf('/') is > 0 and var slash ? path[..slash] : "";

    private static UpdateReason Damaged(SlotRelease release, string detail) =>
        new(UpdateRefusal.SlotDamaged, $"slot {release.Slot.Word()} with {release.Release}: {detail}");

    /// <param name="State">Null: none, or a damaged one.</param>
    private sealed record StateCopy(string Name, bool IsThere, SlotState? State, Exception? Fault);
}
