using Edge.Audit;
using Edge.Sealing;

namespace Edge.Collector.Store;

/// <summary>The heads of audit logs that stored records carried, and over how many entries each is.</summary>
/// <remarks>A header has the head's hash alone. Where the log itself was forwarded and could be opened, the
/// hash is reckoned for each
/// number of entries: who sent the log cannot lie about it. A head that is not found there is over no fewer
/// entries than the
/// one before it in its stream.</remarks>
internal sealed class StoredHeads
{
    private const long RowsAtOnce = 500;

    // Every record in the store was verified when it came; its header is signed evidence.
    private const string Records =
        "SELECT r.stream, r.sequence, d.name, s.name, r.bytes FROM record r JOIN stream s ON s.id = r.stream JOIN device d ON d.id = s.device "
        + "WHERE (r.stream, r.sequence) > ($1, $2) ORDER BY r.stream, r.sequence LIMIT $3";

    private const string Logs =
        "SELECT p.record, p.ordinal, d.device, p.content FROM report p JOIN stream s ON s.id = p.stream JOIN device d ON d.id = s.device "
        + "WHERE p.kind = $1 AND (p.record, p.ordinal) > ($2, $3) ORDER BY p.record, p.ordinal LIMIT $4";

    private readonly List<Head> _heads = [];
    private readonly Dictionary<(DeviceId Device, TreeHash Hash), long> _places = [];

    private StoredHeads() { }

    public static StoredHeads Of(Sql sql)
    {
        var stored = new StoredHeads();
        (long stream, long sequence) = (0, -1);
        while (true)
        {
            var rows = sql.All(
                Records,
                row => (Stream: row.GetInt64(0), Sequence: row.GetInt64(1), Device: row.GetString(2), Name: row.GetString(3),
                    Bytes: row.GetFieldValue<byte[]>(4)),
                stream, sequence, RowsAtOnce);
            if (rows.Count == 0) { return stored; }
            (stream, sequence) = (rows[^1].Stream, rows[^1].Sequence);
            foreach (var row in rows)
            {
                if (RecordCodec.Read(row.Bytes) is not { IsOk: true, Value.Header: { AuditHead: { } witness } header })
                {
                    continue;
                }
                var hash = new TreeHash(witness.High, witness.Low);
                stored._heads.Add(new(row.Stream, header.Device, hash, $"record {header.Sequence} of {row.Name} of {row.Device}"));
                stored._places[(header.Device, hash)] = 0;
            }
        }
    }

    /// <summary>Finds the heads in the logs that were forwarded.</summary>
    public void Place(Sql sql)
    {
        (long record, long ordinal) = (0, -1);
        while (true)
        {
            var rows = sql.All(
                Logs,
                row => (Record: row.GetInt64(0), Ordinal: row.GetInt64(1), Device: DeviceId.FromBytes(row.GetFieldValue<byte[]>(2)),
                    Bytes: row.GetFieldValue<byte[]>(3)),
                DeviceReport.Audit, record, ordinal, RowsAtOnce);
            if (rows.Count == 0) { return; }
            (record, ordinal) = (rows[^1].Record, rows[^1].Ordinal);
            foreach (var row in rows) { Place(row.Device, row.Bytes); }
        }
    }

    /// <summary>Stream by stream, in the order of its records.</summary>
    public IEnumerable<(DeviceId Device, AuditWitness Witness)> Witnesses()
    {
        (long stream, long atLeast) = (0, 0);
        foreach (Head head in _heads)
        {
            if (head.Stream != stream) { (stream, atLeast) = (head.Stream, 0); }
            if (_places[(head.Device, head.Hash)] is > 0 and long place) { atLeast = place; }
            yield return (head.Device, new(head.Hash, head.Source, atLeast));
        }
    }

    private void Place(DeviceId device, byte[] excerpt)
    {
        TreeFrontier? tree = null;
        foreach ((AuditFrame frame, _) in AuditFrame.In(excerpt))
        {
            if (tree is null)
            {
                tree = AuditBeginning.Decode(frame.Content)?.Frontier;
                if (tree is null) { return; }
            }
            else if (frame.Kind == AuditFrameKind.Entry) { tree.Append(TreeHash.OfLeaf(frame.Content.Span)); }

            if (tree.Size == 0) { continue; }
            (DeviceId, TreeHash) key = (device, AuditHead.WitnessOf(tree.Size, tree.Root));
            if (_places.ContainsKey(key)) { _places[key] = tree.Size; }
        }
    }

    private sealed record Head(long Stream, DeviceId Device, TreeHash Hash, string Source);
}
