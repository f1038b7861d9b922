using Edge.Updates;

namespace Edge.Platform.Updates;

/// <summary>A fetch that begins at another address when what one of them sent was refused: who has taken
/// over one mirror can keep nobody from what the others have.</summary>
/// <remarks>Each address is the first one once. What a fetch has verified stays; a signed halt or a turn
/// that has not come is nobody's lie and ends it.</remarks>
public static class FetchTurns
{
    /// <param name="addresses">Of the repository that has most.</param>
    /// <param name="fetch">Its argument says which address comes first.</param>
    public static async Task<Result<T, UpdateReason>> RunAsync<T>(
        Func<int> addresses, Func<int, Task<Result<T, UpdateReason>>> fetch)
        where T : notnull
    {
        var first = await fetch(0);
        for (int turn = 1; turn < addresses() && !first.IsOk && MayBeTheMirror(first.Reason.Refusal); turn++)
        {
            var next = await fetch(turn);
            if (next.IsOk || !MayBeTheMirror(next.Reason.Refusal)) { return next; }
        }
        return first;
    }

    /// <summary>The addresses, beginning at another one.</summary>
    public static MirroredSource Begin(IReadOnlyList<IRepositorySource> mirrors, int turn) =>
        new([.. mirrors.Skip(turn % Math.Max(mirrors.Count, 1)), .. mirrors.Take(turn % Math.Max(mirrors.Count, 1))]);

    private static bool MayBeTheMirror(UpdateRefusal refusal) => refusal is UpdateRefusal.MetadataRefused
        or UpdateRefusal.RootWithheld or UpdateRefusal.RepositoriesDisagree or UpdateRefusal.FileMissing
        or UpdateRefusal.FileMismatch or UpdateRefusal.NotReachable;
}
