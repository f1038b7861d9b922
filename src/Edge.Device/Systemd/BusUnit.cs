namespace Edge.Device.Systemd;

/// <summary>A unit as systemd's manager lists it.</summary>
/// <param name="Load">Such as <c>loaded</c>, <c>masked</c>, <c>not-found</c>.</param>
/// <param name="Active">Such as <c>active</c>, <c>deactivating</c>, <c>inactive</c>.</param>
/// <param name="Job">What waits for its turn, such as <c>start</c>; empty: nothing.</param>
internal sealed record BusUnit(string Name, string Load, string Active, string Job)
{
    /// <summary>The type of a list of them: name, description, load, active, sub, following, path, job, its type, its path.</summary>
    public const string ListType = "a(ssssssouso)";

    /// <summary>It runs, or is on its way up or down: one that stops may take as long as it likes for it.</summary>
    public bool IsActive => Active is "active" or "activating" or "reloading" or "deactivating";

    /// <summary>Throws <see cref="IOException"/> where it is no such list.</summary>
    public static List<BusUnit> ReadList(BusMessage message)
    {
        if (message.Signature != ListType) { throw new IOException($"systemd lists its units as '{message.Signature}'"); }
        var units = new List<BusUnit>();
        var reader = new BusReader(message.Body);
        for (int end = reader.ArrayEnd(8); reader.Position < end;)
        {
            string name = reader.Align(8).Text();
            _ = reader.Text();
            (string load, string active) = (reader.Text(), reader.Text());
            for (int skipped = 0; skipped < 3; skipped++) { _ = reader.Text(); }
            _ = reader.Word();
            units.Add(new BusUnit(name, load, active, reader.Text()));
            _ = reader.Text();
        }

        return units;
    }

    /// <summary>The body of such a list.</summary>
    public static byte[] WriteList(IEnumerable<BusUnit> units)
    {
        var writer = new BusWriter().Word(0).Align(8);
        foreach (BusUnit unit in units)
        {
            writer.Align(8).Text(unit.Name).Text("").Text(unit.Load).Text(unit.Active).Text("").Text("").Text("/")
                .Word(unit.Job.Length == 0 ? 0u : 1u).Text(unit.Job).Text("/");
        }

        return writer.Patch(0, (uint)(writer.Length - 8)).ToArray();
    }
}
