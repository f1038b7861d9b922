namespace Edge.Hardening;

/// <summary>Channels that worked under a confirmed plan of an earlier boot and are not there yet in this one:
/// the guard runs before the
/// network, and a modem registers late. What they stand on is kept for them.</summary>
public static class LateChannels
{
    /// <summary>Of those remembered, the ones that the policy still keeps and that are not there.</summary>
    public static IEnumerable<Survivor> Of(GuardPolicy policy, Inventory inventory,
        IEnumerable<Found> remembered) =>
        remembered.Where(channel => channel.Kind == FoundKind.NetDevice && !inventory.Has(FoundKind.NetDevice,
            channel.Name)
            && Survivors.IsKept(policy, channel)).Select(channel =>
                new Survivor("operator channel, not there yet", channel));

    /// <summary>A channel with everything that it stands on now, as it is to be remembered.</summary>
    public static Found Remember(Survivor channel, Inventory inventory) => channel.Item with
    {
        Needs = [.. DependencyWalk.From(channel, inventory).Nodes.Where(node => node != channel.Item.Node
            && Nodes.PathOf(node) is null)
            .Order(StringComparer.Ordinal)],
        Facts = channel.Item.Facts.RemoveRange(["carrier", "carrier-changes", "address", "route"]),
    };

    /// <summary>What is remembered from now on: those that work now as they are, and behind them those remembered before. Of those
    /// what the policy keeps comes first, as not all may find room; the rest waits for a policy that keeps it again, such as that before
    /// a trial.</summary>
    /// <param name="working">As <see cref="Remember"/> made them.</param>
    public static IEnumerable<Found> Merge(GuardPolicy policy, IReadOnlyCollection<Found> working, IEnumerable<Found> remembered)
    {
        Found[] absent = [.. remembered.Where(known => working.All(each => each.Name != known.Name))];
        return [.. working, .. absent.Where(each => Survivors.IsKept(policy, each)), .. absent.Where(each => !Survivors.IsKept(policy, each))];
    }

    /// <summary>Their modules, loaded before the kernel takes no more.</summary>
    internal static IEnumerable<Candidate> Modules(Inventory inventory, IEnumerable<Survivor> late) =>
        from channel in late
        from need in channel.Item.Needs
        where need.StartsWith("module:", StringComparison.Ordinal)
        let module = need["module:".Length..]
        where !inventory.Has(FoundKind.Module, module) && inventory.KnownModules is { } known
            && known.Contains(module)
        group channel by module into users
        select new Candidate(users.Key, "module",
            $"{users.First().Item.Name} needs it, which worked in an earlier boot", "",
            [Steps.Load(users.Key)]);
}
