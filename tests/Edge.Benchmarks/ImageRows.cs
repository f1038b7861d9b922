namespace Edge.Benchmarks;

/// <summary>Brings an image of 512 MiB into a slot, and the upgrade of an operating system over a wire, beside Debian's updaters in the same run.</summary>
/// <param name="executables">Where the shipped executables lie.</param>
internal sealed class ImageRows(string executables, bool quick)
{
    private const double Mebibyte = 1024 * 1024;
    private const int BlockBytes = 4096;
    private const string Scripts = "scripts/parts";

    // The first round is dropped: it fills caches.
    private int Rounds => quick ? 1 : 5;

    public IEnumerable<Row> Take()
    {
        if (Obstacle() is { } why) { return [new Row("image", double.NaN, "", $"not measured: {why}")]; }
        string folder = Path.Combine(Demo.Root, "out", "bench-image");
        ImageTools.Run(Demo.Root, Path.Combine(Scripts, "image-payload"), folder, executables);
        using var slots = new ImageSlots(folder);
        using var peers = new ImagePeers(folder, slots);
        var ours = new ImageOurs(folder, executables, slots);
        string before = Path.Combine(folder, "v1.ext4"), after = Path.Combine(folder, "v2.ext4");
        return [.. Installations(ours, peers, slots, before, after), .. Downloads(ours, peers, slots)];
    }

    private static string? Obstacle()
    {
        if (!Environment.IsPrivilegedProcess) { return "needs root, for loop devices and to make root file systems"; }
        string[] missing = ImageTools.Missing("mmdebstrap", "mke2fs", "losetup", "dd");
        return missing.Length == 0 ? null : $"{string.Join(", ", missing)} not installed";
    }

    private List<Row> Installations(ImageOurs ours, ImagePeers peers, ImageSlots slots, string before, string after)
    {
        string noise = slots.Noise();
        (string Name, string Slot, Action Act)[] all =
        [
            .. peers.Installers().Select(peer => (peer.Name, before, peer.Install)),
            (FullInstall, noise, () => ours.Install(seeded: false)), (ReadBack, "", ours.ReadBack),
            (OverBefore, before, () => ours.Install(seeded: false)), (Upgrade, before, () => ours.Install(seeded: true)),
        ];
        var costs = all.ToDictionary(each => each.Name, _ => new List<Cost>(), StringComparer.Ordinal);
        for (int round = 0; round <= Rounds; round++)
        {
            foreach ((string name, string slot, Action act) in all)
            {
                if (slot.Length > 0) { slots.Restore(slot); }
                Cost cost = ImageTools.Take(act, slots.Received);
                if (!slots.Holds(after)) { throw new InvalidOperationException($"{name}: the slot does not hold the image"); }
                if (round > 0 || quick) { costs[name].Add(cost); }
            }
        }
        slots.Restore(noise);
        double whole = ours.Memory(seeded: false);
        slots.Restore(before);
        var medians = costs.ToDictionary(each => each.Key, each => Median(each.Value), StringComparer.Ordinal);
        return Table(medians, Changed(before, after), whole, ours.Memory(seeded: true));
    }

    private const string FullInstall = "full install";
    private const string ReadBack = "read-back";
    private const string OverBefore = "over the release before";
    private const string Upgrade = "upgrade by patches";

    private static List<Row> Table(Dictionary<string, Cost> costs, double changed, double whole, double upgrade)
    {
        Cost back = costs[ReadBack];
        Cost full = Without(costs[FullInstall], back), over = Without(costs[OverBefore], back), seeded = Without(costs[Upgrade], back);
        Peer? wall = Best(costs, [ImagePeers.RaucPlain, ImagePeers.Swupdate], cost => cost.Wall);
        Peer? processor = Best(costs, [ImagePeers.Swupdate], cost => cost.Processor);
        Peer? written = Best(costs, [ImagePeers.RaucAdaptive], cost => cost.Written);
        const string Slot = "512 MiB into a slot that holds noise, from a folder, one core";
        var rows = new List<Row>
        {
            new("image: full install", full.Wall, "s", $"{Slot}; read-back not in it; peer: the better of RAUC plain and SWUpdate", wall, Most(wall, 1)),
            new("image: full install, processor", full.Processor, "s", "fetch, verify, write", processor, Most(processor, 1.1)),
            new(
                "image: full install, written", full.Written, "MiB",
                $"what the device of the slot was given; {full.Charged:N0} MiB charged to the programs for all devices: no copy lies elsewhere",
                null, Target.Most(512 * 1.01)),
            new("image: full install, memory (PSS)", whole, "MiB", "highest of all samples", null, Target.Most(40)),
            new("image: read-back", back.Wall, "s", "all of the slot, past the page cache"),
            new("image: read-back, processor", back.Processor, "s", "the same"),
            new("image: over the release before", over.Wall, "s", "the slot holds the first release; no seed, no patch", wall, Most(wall, 1)),
            new("image: over the release before, processor", over.Processor, "s", "fetch, verify, write", processor, Most(processor, 1.1)),
            new("image: over the release before, written", over.Written, "MiB", $"{changed:N1} MiB of blocks differ", written, Target.Most(1.05 * changed)),
            new("image: upgrade by patches", seeded.Wall, "s", "both slots hold the first release", wall),
            new("image: upgrade by patches, processor", seeded.Processor, "s", "fetch, verify, write", processor),
            new("image: upgrade by patches, memory (PSS)", upgrade, "MiB", "highest of all samples", null, Target.Most(40)),
        };
        string[] names = [ImagePeers.RaucPlain, ImagePeers.RaucAdaptive, ImagePeers.Swupdate, ImagePeers.Casync];
        rows.AddRange(names.Select(name => costs.TryGetValue(name, out Cost? cost)
            ? new Row(
                $"image: {name}", cost.Wall, "s",
                $"the slot holds the first release; processor {cost.Processor:N2} s, written {cost.Written:N0} MiB, charged {cost.Charged:N0}")
            : new Row($"image: {name}", double.NaN, "s", "not measured: not installed, or what it needs")));
        return rows;
    }

    private static IEnumerable<Row> Downloads(ImageOurs ours, ImagePeers peers, ImageSlots slots)
    {
        slots.Restore(slots.Noise());
        (double bytes, int requests, long index) = ours.Download();
        var others = peers.Downloads().ToArray();
        var tree = others.FirstOrDefault(other => other.Name.StartsWith("ostree", StringComparison.Ordinal));
        Peer? peer = tree.Name is null ? null : new Peer(tree.Name, tree.Bytes / Mebibyte);
        yield return new Row(
            "image: download of the upgrade", bytes / Mebibyte, "MiB",
            $"{requests} requests over HTTP, both directions, and {index / 1024} KiB of index; the running slot holds the first release", peer, Most(peer, 1));
        foreach ((string name, double other, string how) in others) { yield return new Row($"image: download, {name}", other / Mebibyte, "MiB", how); }
    }

    // It starts and reads the index again; what that costs counts for the installation.
    private static Cost Without(Cost all, Cost part) =>
        new(all.Wall - part.Wall, all.Processor - part.Processor, all.Written - part.Written, all.Charged - part.Charged);

    private static Target? Most(Peer? peer, double times) => peer is null ? null : Target.Most(times * peer.Figure);

    private static Peer? Best(Dictionary<string, Cost> costs, string[] names, Func<Cost, double> figure) => names
        .Where(costs.ContainsKey).Select(name => new Peer(name, figure(costs[name]))).MinBy(peer => peer.Figure);

    private static Cost Median(List<Cost> costs)
    {
        double Of(Func<Cost, double> figure) => Measure.Median(costs.Select(figure));
        return new Cost(Of(cost => cost.Wall), Of(cost => cost.Processor), Of(cost => cost.Written), Of(cost => cost.Charged));
    }

    private static double Changed(string before, string after)
    {
        using FileStream old = File.OpenRead(before), next = File.OpenRead(after);
        byte[] one = new byte[BlockBytes], other = new byte[BlockBytes];
        double blocks = 0;
        while (next.ReadAtLeast(one, BlockBytes, throwOnEndOfStream: false) > 0)
        {
            old.ReadExactly(other);
            if (!one.AsSpan().SequenceEqual(other)) { blocks++; }
        }
        return blocks * BlockBytes / Mebibyte;
    }
}
