using Edge.Updates;

namespace Edge.Platform.Updates;

/// <summary>The floors of this machine, in two copies beside the slots.</summary>
/// <remarks>One copy may be cut or lost; both are repaired with the next rise. Throws <see cref="IOException"/>.</remarks>
public sealed class FloorStore(IUpdateDisk disk, string folder)
{
    private static readonly string[] Copies = ["floors-1.json", "floors-2.json"];

    public UpdateFloors Load() => Copies.Select(Read).OfType<UpdateFloors>().Aggregate(UpdateFloors.None, (a, b) => a.Max(b));

    /// <summary>Durable on return. Does nothing where both copies are at least as high.</summary>
    public void Raise(UpdateFloors floors)
    {
        UpdateFloors highest = Load().Max(floors);
        foreach (string copy in Copies)
        {
            if (Read(copy) is { } stored && stored.IsSame(highest)) { continue; }
            disk.Replace(Path.Combine(folder, copy), highest.Write());
        }
    }

    private UpdateFloors? Read(string copy) =>
        disk.ReadAll(Path.Combine(folder, copy), UpdateFloors.MaxBytes) is byte[] bytes
        && UpdateFloors.Read(bytes) is { IsOk: true } read
            ? read.Value
            : null;
}
