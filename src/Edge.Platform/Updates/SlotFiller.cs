using System.Security.Cryptography;
using Edge.Platform.Files;
using Edge.Updates;
using Edge.Updates.Releases;
using Edge.Updates.Slots;

namespace Edge.Platform.Updates;

/// <summary>Fills a slot from what is on this machine: the active slot, what was filled before, the parcels of the spool.</summary>
/// <remarks>A parcel is a stranger's until its hash fits: it is copied to a place that only this process writes, and only
/// then unpacked. Throws <see cref="IOException"/> when the disk does.</remarks>
/// <param name="folder">Of the component; holds the copy of the parcel at hand.</param>
/// <param name="parcels">The folder with <c>blobs</c> and <c>patches</c>.</param>
public sealed class SlotFiller(ISlotStore slots, IUpdateDisk disk, string folder, string parcels)
{
    private const int ChunkBytes = 64 * 1024;

    private readonly StepContent _content = new(disk);

    private string Copy => Path.Combine(folder, "parcel");

    /// <summary>Null when every file is in its place. What is there after a refusal is kept and not fetched again.</summary>
    public UpdateReason? Fill(SlotName slot, ReleaseManifest manifest, SlotState state)
    {
        slots.Prune(slot, manifest);
        foreach (FileStep step in UpdatePlan.Of(manifest, StockTaking.Of(manifest, slots, state, disk, parcels)))
        {
            if (step.Origin == FileOrigin.Kept) { continue; }
            if (step.Parcel is { } parcel && Receive(parcel) is UpdateReason missing) { return missing; }
            if (slots.Fill(slot, step.File, write => _content.Write(step, Copy, write)) is UpdateReason reason) { return reason; }
        }
        disk.Delete(Copy);
        return null;
    }

    private UpdateReason? Receive(Parcel parcel)
    {
        using Stream? source = disk.OpenRead(Path.Combine(parcels, parcel.Name));
        if (source is null || source.Length != parcel.Length)
        {
            return new UpdateReason(UpdateRefusal.FileMissing, $"{parcel.Name} is not in the spool");
        }
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using (IUpdateFile copy = disk.Create(Copy, DurableFile.OwnerOnly))
        {
            long left = parcel.Length;
            var chunk = new byte[ChunkBytes];
            for (int count; left > 0 && (count = source.Read(chunk, 0, (int)Math.Min(left, ChunkBytes))) > 0; left -= count)
            {
                hash.AppendData(chunk, 0, count);
                copy.Write(chunk.AsSpan(0, count));
            }
        }
        return ContentHash.FromDigest(hash.GetHashAndReset()) == parcel.Hash
            ? null
            : new UpdateReason(UpdateRefusal.FileMismatch, $"{parcel.Name}: not the bytes of its name");
    }
}
