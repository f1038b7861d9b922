namespace Edge.Hardening;

/// <summary>From something that must survive down to everything it hangs on.</summary>
/// <remarks>A device hangs on every device above it in the tree, on the modules of their drivers, and on what
/// those use.</remarks>
public sealed class DependencyWalk
{
    private readonly Dictionary<string, string?> _hangsOn = new(StringComparer.Ordinal);

    private DependencyWalk(Survivor survivor) => Survivor = survivor;

    public Survivor Survivor { get; }

    public IReadOnlyCollection<string> Nodes => _hangsOn.Keys;

    public static DependencyWalk From(Survivor survivor, Inventory inventory)
    {
        var walk = new DependencyWalk(survivor);
        var open = new Queue<string>();
        walk.Add(survivor.Item.Node, null, open);
        foreach (string need in survivor.Item.Needs) { walk.Add(need, survivor.Item.Node, open); }
        while (open.TryDequeue(out string? node))
        {
            foreach (string next in NeedsOf(node, inventory)) { walk.Add(next, node, open); }
        }
        return walk;
    }

    /// <summary>The way from the survivor to a node it hangs on, in words; null where it does not.</summary>
    public string? WayTo(string node)
    {
        if (!_hangsOn.ContainsKey(node)) { return null; }
        var way = new List<string>();
        for (string? at = node; at is not null; at = _hangsOn[at]) { way.Add(Short(at)); }
        way.Reverse();
        return $"{Survivor.Purpose} needs {string.Join(" < ", way.Distinct().Take(4))}";
    }

    private void Add(string node, string? from, Queue<string> open)
    {
        if (_hangsOn.TryAdd(node, from)) { open.Enqueue(node); }
    }

    private static IEnumerable<string> NeedsOf(string node, Inventory inventory)
    {
        if (Hardening.Nodes.PathOf(node) is { } path)
        {
            int slash = path.LastIndexOf('/');
            if (slash > 0) { yield return Hardening.Nodes.Device(path[..slash]); }
            foreach (string need in inventory.Items.Where(item => item.Device == path).SelectMany(item =>
                item.Needs)) { yield return need; }
        }
        else if (node.StartsWith("module:", StringComparison.Ordinal))
        {
            if (!inventory.ModuleNeeds.TryGetValue(node["module:".Length..], out var used)) { yield break; }
            foreach (string module in used) { yield return Hardening.Nodes.Module(module); }
        }
        else
        {
            foreach (string need in inventory.Items.Where(item => item.Node == node).SelectMany(item =>
                item.Needs)) { yield return need; }
        }
    }

    private static string Short(string node) => Hardening.Nodes.PathOf(node) is { } path
        ? path[(path.LastIndexOf('/') + 1)..] : node;
}
