using System.Collections.Immutable;

namespace Edge.Hardening;

/// <summary>Decides what is switched off on one machine, and how: everything that is not declared, but
/// nothing that something
/// which must survive hangs on.</summary>
/// <remarks>No effect, no clock: the same policy and inventory give the same plan. Source:
/// docs/security.md.</remarks>
public static class GuardPlanner
{
    /// <param name="remembered">Channels that worked under a confirmed plan of an earlier boot.</param>
    public static GuardPlan Plan(GuardPolicy policy, Inventory inventory,
        params IEnumerable<Found> remembered)
    {
        Survivor[] late = [.. LateChannels.Of(policy, inventory, remembered)];
        IReadOnlyList<Survivor> survivors = [.. Survivors.Of(policy, inventory), .. late];
        DependencyWalk[] walks = [.. survivors.Select(survivor => DependencyWalk.From(survivor, inventory))];
        var taken = new HashSet<string>(StringComparer.Ordinal);
        var entries = ImmutableArray.CreateBuilder<PlanEntry>();
        foreach (Candidate candidate in Candidates(policy, inventory).Concat(LateChannels.Modules(inventory,
            late))) { entries.Add(Decide(candidate, walks,
            taken)); }
        return new GuardPlan(entries.ToImmutable(), [.. survivors]);
    }

    // The packet filter first: it holds for everything that is still on while the rest is done.
    private static IEnumerable<Candidate> Candidates(GuardPolicy policy, Inventory inventory) => policy.IsBare
        ? [ClosedDoors.Firewall(policy)]
        : DeclaredInterfaces.Of(policy, inventory)
            .Prepend(ClosedDoors.Firewall(policy))
            .Append(ClosedDoors.Rights(policy, inventory))
            .Concat(FoundDevices.Of(policy, inventory))
            .Concat(FoundSoftware.Of(policy, inventory))
            .Concat(ClosedDoors.Settings(policy, inventory));

    private static PlanEntry Decide(Candidate candidate, DependencyWalk[] walks, HashSet<string> taken)
    {
        if (candidate.Kept is { } reason) { return new(candidate.Name, candidate.Kind,
            candidate.IsSpared ? Decision.Spared : Decision.Kept, reason, candidate.Steps); }
        var steps = ImmutableArray.CreateBuilder<GuardStep>();
        string? spared = null;
        foreach (GuardStep step in candidate.Steps)
        {
            string? way = step.Cuts.SelectMany(cut => walks.Select(walk =>
                walk.WayTo(cut))).FirstOrDefault(found => found is not null);
            if (way is not null) { spared ??= $"{step.Key} is left out: {way}"; }
            else if (taken.Add(step.Key)) { steps.Add(step); }
        }
        if (steps.Count > 0) { return new(candidate.Name, candidate.Kind, Decision.Off,
            spared ?? candidate.Note, steps.ToImmutable()); }
        if (spared is not null) { return new(candidate.Name, candidate.Kind, Decision.Spared, spared, []); }
        bool isCovered = candidate.Steps.Length > 0;
        return new(candidate.Name, candidate.Kind, isCovered ? Decision.Off : Decision.NotOffered,
            isCovered ? $"{candidate.Note}; by a step above" : candidate.Note, []);
    }
}

/// <summary>One thing that may be switched off, before anybody looked at what hangs on it.</summary>
/// <param name="Kept">Why it stays, and the steps that let it; null: it is to go.</param>
/// <param name="IsSpared">True: it stays although nobody declares it.</param>
internal sealed record Candidate(string Name, string Kind, string? Kept, string Note,
    ImmutableArray<GuardStep> Steps, bool IsSpared = false)
{
    public static Candidate Spare(string name, string kind, string why) => new(name, kind, why, why, [], IsSpared: true);

    public static Candidate Keep(string name, string kind, string why) => new(name, kind, why, why, []);

    public static Candidate Off(string name, string kind, string note,
        params ReadOnlySpan<GuardStep> steps) => new(name, kind, null, note, [.. steps]);
}
