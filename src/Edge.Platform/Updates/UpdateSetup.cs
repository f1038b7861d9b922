using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Edge.Updates;
using Edge.Updates.Trust;

namespace Edge.Platform.Updates;

/// <summary>What this machine was set up with.</summary>
public static class UpdateSetup
{
    /// <summary>The class of this machine, as releases name it.</summary>
    public static string Rid { get; } = $"linux-{RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant()}";

    /// <summary>The map that was agreed upon last, or else the first one. The addresses of the first one are asked last: what is signed
    /// may name none that answers, and nobody could ever correct it.</summary>
    public static Result<RepositoryMap, UpdateReason> Map(UpdateFolders folders, IUpdateDisk disk)
    {
        if (disk.ReadAll(folders.CurrentMap, RepositoryMap.MaxBytes) is byte[] current
            && RepositoryMap.Read(current) is { IsOk: true } agreed)
        {
            return First(folders, disk) is { IsOk: true } first ? WithAddresses(agreed.Value, first.Value) : agreed;
        }
        return First(folders, disk);
    }

    private static RepositoryMap WithAddresses(RepositoryMap map, RepositoryMap first) => map with
    {
        Repositories =
        [
            .. map.Repositories.Select(repository => repository with
            {
                Addresses =
                [
                    .. repository.Addresses
                        .Union(first.Repositories.FirstOrDefault(known => known.Name == repository.Name)?.Addresses ?? ImmutableArray<Uri>.Empty),
                ],
            }),
        ],
    };

    private static Result<RepositoryMap, UpdateReason> First(UpdateFolders folders, IUpdateDisk disk)
    {
        return disk.ReadAll(folders.FirstMap, RepositoryMap.MaxBytes) is byte[] first
            ? RepositoryMap.Read(first)
            : new UpdateReason(UpdateRefusal.NotSetUp, $"{folders.FirstMap} is missing: no repository is known here");
    }
}
