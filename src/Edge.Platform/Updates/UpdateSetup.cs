using System.Runtime.InteropServices;
using Edge.Updates;
using Edge.Updates.Trust;

namespace Edge.Platform.Updates;

/// <summary>What this machine was set up with.</summary>
public static class UpdateSetup
{
    /// <summary>The class of this machine, as releases name it.</summary>
    public static string Rid { get; } = $"linux-{RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant()}";

    /// <summary>The map that was agreed upon last, or else the first one.</summary>
    public static Result<RepositoryMap, UpdateReason> Map(UpdateFolders folders, IUpdateDisk disk)
    {
        if (disk.ReadAll(folders.CurrentMap, RepositoryMap.MaxBytes) is byte[] current
            && RepositoryMap.Read(current) is { IsOk: true } agreed)
        {
            return agreed;
        }
        return disk.ReadAll(folders.FirstMap, RepositoryMap.MaxBytes) is byte[] first
            ? RepositoryMap.Read(first)
            : new UpdateReason(UpdateRefusal.NotSetUp, $"{folders.FirstMap} is missing: no repository is known here");
    }
}
