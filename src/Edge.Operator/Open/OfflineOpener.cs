using Edge.Keys;
using Edge.Sealing;

namespace Edge.Operator.Open;

/// <summary>Opens exported records without any collector: certificates, signatures and chain are checked
/// again here.</summary>
/// <param name="problem">Called with words for everything that is refused or missing.</param>
internal sealed class OfflineOpener(DeviceDescriptor device, RecipientSecretKey key, RowWriter rows, Action<string> problem) : IDisposable
{
    private readonly StreamOpener _opener = new(key);
    private readonly Dictionary<KeyId, Verified<PurposeKeyCertificate>> _signers = [];
    private readonly Dictionary<EpochId, OpenedEpoch> _epochs = [];
    private readonly Dictionary<string, ChainHead> _heads = new(StringComparer.Ordinal);
    private readonly List<(string Stream, SequenceRange Range)> _explained = [];
    private readonly List<(string Stream, SequenceRange Range)> _gaps = [];

    public long Batches { get; private set; }

    public void Take(Upload frame)
    {
        foreach (ReadOnlyMemory<byte> bytes in frame.Certificates) { TakeCertificate(bytes); }
        foreach (ReadOnlyMemory<byte> bytes in frame.Records) { TakeRecord(bytes); }
    }

    /// <summary>After the last record: tells of each gap that no tombstone explains.</summary>
    public void Finish()
    {
        foreach ((string stream, SequenceRange gap) in _gaps)
        {
            bool explained = _explained.Any(dropped =>
                dropped.Stream == stream && dropped.Range.First <= gap.First && dropped.Range.Last >= gap.Last);
            if (!explained) { problem($"{stream}: {gap.First} to {gap.Last} are not here and no tombstone says why"); }
        }
    }

    public void Dispose()
    {
        foreach (OpenedEpoch epoch in _epochs.Values) { epoch.Dispose(); }
    }

    private void TakeCertificate(ReadOnlyMemory<byte> bytes)
    {
        Result<PurposeKeyCertificate, KeyRefusal> read = PurposeKeyCertificate.Read(bytes);
        if (!read.IsOk) { problem($"a certificate is refused: {read.Reason} ({(int)read.Reason})"); return; }
        Result<Verified<PurposeKeyCertificate>, KeyRefusal> verified = read.Value.Verify(device);
        if (verified.IsOk) { _signers[read.Value.Id] = verified.Value; }
        else { problem($"certificate {read.Value.Id} is refused: {verified.Reason} ({(int)verified.Reason})"); }
    }

    private void TakeRecord(ReadOnlyMemory<byte> bytes)
    {
        Result<SealedRecord, SealingRefusal> read = RecordCodec.Read(bytes);
        if (!read.IsOk) { problem($"a record is refused: {read.Reason} ({(int)read.Reason})"); return; }
        RecordHeader header = read.Value.Header;
        SealingRefusal? refusal = Open(read.Value);
        if (refusal is { } reason) { problem($"{header.Stream} {header.Sequence} ({header.Kind}) is refused: {reason} ({(int)reason})"); }
        Follow(read.Value);
    }

    private SealingRefusal? Open(SealedRecord record)
    {
        if (!_signers.TryGetValue(record.Header.Signer, out Verified<PurposeKeyCertificate>? signer)) { return SealingRefusal.UnknownSigner; }
        Result<Verified<SealedRecord>, SealingRefusal> verified = RecordCodec.Verify(record, signer);
        if (!verified.IsOk) { return verified.Reason; }
        return record.Header.Kind switch
        {
            RecordKind.Epoch => OpenEpoch(verified.Value),
            RecordKind.Batch => OpenBatch(verified.Value),
            _ => ReadTombstone(verified.Value),
        };
    }

    private SealingRefusal? OpenEpoch(Verified<SealedRecord> record)
    {
        Result<OpenedEpoch, SealingRefusal> opened = _opener.OpenEpoch(record);
        if (!opened.IsOk) { return opened.Reason; }
        _epochs[opened.Value.Id] = opened.Value;
        return null;
    }

    private SealingRefusal? OpenBatch(Verified<SealedRecord> record)
    {
        RecordHeader header = record.Value.Header;
        if (header.Epoch is not { } id || !_epochs.TryGetValue(id, out OpenedEpoch? epoch)) { return SealingRefusal.WrongEpoch; }
        Result<BatchContent, SealingRefusal> content = StreamOpener.OpenBatch(epoch, record);
        if (!content.IsOk) { return content.Reason; }
        rows.Write(header, epoch.Schema, content.Value);
        Batches++;
        return null;
    }

    private SealingRefusal? ReadTombstone(Verified<SealedRecord> record)
    {
        Result<TombstoneContent, SealingRefusal> content = StreamOpener.ReadTombstone(record);
        if (!content.IsOk) { return content.Reason; }
        _explained.AddRange(content.Value.Ranges.Select(range => (record.Value.Header.Stream, range)));
        return null;
    }

    /// <summary>Each record must stand behind the one before it; a tombstone further on may explain a
    /// gap.</summary>
    private void Follow(SealedRecord record)
    {
        RecordHeader header = record.Header;
        ChainHead head = _heads.GetValueOrDefault(header.Stream);
        if (header.Sequence > head.Sequence + 1)
        {
            _gaps.Add((header.Stream, new SequenceRange(head.Sequence + 1, header.Sequence - 1)));
        }
        else if (header.Sequence != head.Sequence + 1 || header.Previous != head.Hash)
        {
            problem($"{header.Stream} {header.Sequence}: {SealingRefusal.BrokenLink} ({(int)SealingRefusal.BrokenLink})");
        }

        _heads[header.Stream] = new ChainHead(header.Sequence, record.Hash);
    }
}
