using Edge.Audit;
using Edge.Keys;
using Edge.Outbox;
using Edge.Platform.Outbox;
using Edge.Sealing;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;

namespace Edge.Platform.Uplink;

/// <summary>One offer to a collector from end to end: take from the outbox, send, check the receipt, settle. One thread.</summary>
/// <remarks>Only a receipt that verifies deletes, and only what it names with the right hash. Power may fail anywhere:
/// what was not settled is offered again, and the collector has it already.</remarks>
internal sealed class UplinkSession(
    SqliteOutbox outbox, IUplink uplink, CollectorDescriptor collector, Func<DeviceId> device, FillRandom random, IAuditTrail trail,
    TimeProvider time, ILogger logger)
{
    /// <summary>Records left out of the next offers because the collector says nothing about them.</summary>
    public const int MaxSetAside = 256;

    private static readonly TimeSpan SetAsideFor = TimeSpan.FromMinutes(30);

    private readonly HashSet<RecordPlace> _setAside = [];
    private UploadSize _size = UploadSize.Initial;
    private long _setAsideSince;

    public int SetAside => _setAside.Count;

    public UplinkCounters Counters { get; private set; } = UplinkCounters.Zero;

    /// <summary>The collector's time in the last genuine receipt.</summary>
    public long? CollectorUnixMilliseconds { get; private set; }

    /// <summary>Offers what is next. 0 records: nothing waits.</summary>
    public async Task<Result<SettledRecords, UplinkFailure>> OfferAsync(CancellationToken cancellationToken)
    {
        ForgetOldSetAside();
        var nonce = new byte[SealingLimits.NonceLength];
        random(nonce);
        Result<Offer, UplinkFailure> taken = Take(nonce);
        if (!taken.TryGet(out Offer offer, out UplinkFailure broken)) { return broken; }
        if (offer.Upload is not { } upload) { return SettledRecords.None; }

        byte[] bytes = upload.Encode();
        Counters = Counters with { Attempts = Counters.Attempts + 1, BytesSent = Counters.BytesSent + bytes.Length };
        Log.Offered(logger, upload.Records.Length);
        Result<ReadOnlyMemory<byte>, UplinkFailure> answer = await uplink.SendAsync(bytes, cancellationToken);
        if (!answer.TryGet(out ReadOnlyMemory<byte> receipt, out UplinkFailure failure)) { return LearnFrom(failure, upload); }

        Result<Verified<Receipt>, SealingRefusal> genuine = Receipt.Verify(receipt, collector.ReceiptKey.Span, device(), nonce);
        if (!genuine.TryGet(out Verified<Receipt> verified, out SealingRefusal refusal))
        {
            return new UplinkFailure(UplinkFault.ReceiptRefused, $"the receipt is not genuine: {refusal}");
        }

        return Settle(upload, verified);
    }

    private Result<Offer, UplinkFailure> Take(byte[] nonce)
    {
        try
        {
            return new Offer(outbox.NextUpload(nonce, _size.Records, _size.Bytes, _setAside));
        }
        catch (SqliteException exception)
        {
            outbox.NoteDamage(exception);
            return new UplinkFailure(UplinkFault.OutboxFailed, $"the outbox cannot be read: {exception.Message}");
        }
    }

    private Result<SettledRecords, UplinkFailure> Settle(Upload upload, Verified<Receipt> receipt)
    {
        Counters = Counters with { Receipts = Counters.Receipts + 1 };
        CollectorUnixMilliseconds = receipt.Value.CollectorUnixMilliseconds;
        Log.Receipted(logger, receipt.Value.Entries.Length);
        Result<SettledRecords, OutboxFault> stored = outbox.Settle(receipt);
        if (!stored.TryGet(out SettledRecords settled, out OutboxFault fault))
        {
            return new UplinkFailure(UplinkFault.OutboxFailed, $"the outbox cannot be written: {fault}");
        }

        Log.Settled(logger, settled.Records);
        foreach (ReceiptEntry entry in receipt.Value.Entries.Where(entry => entry.Verdict == Verdict.Quarantined))
        {
            Log.Quarantined(logger, collector.Name, entry.Stream, entry.Sequence, entry.Reason);
            trail.Record(
                AuditEvent.DeliveryRefused, AuditActor.Edge, collector.Name, $"record {entry.Sequence} of {entry.Stream}: {PlainWords.Of($"{entry.Reason}")}");
        }

        Counters = Counters with
        {
            RecordsDelivered = Counters.RecordsDelivered + settled.Records - settled.Refused,
            BatchesDelivered = Counters.BatchesDelivered + settled.Batches,
            Refused = Counters.Refused + settled.Refused,
            Duplicates = Counters.Duplicates + settled.Duplicates,
        };
        int silent = PutAside(upload, receipt.Value);
        _size = _size.Larger();
        if (silent > 0) { Log.SetAside(logger, collector.Name, silent); }
        return settled.Records > 0
            ? settled
            : new UplinkFailure(UplinkFault.NoVerdict, $"the receipt says nothing about the {upload.Records.Length} records offered");
    }

    /// <summary>An upload that was too slow or is not taken as a whole is halved, down to the one record that is at fault.</summary>
    private UplinkFailure LearnFrom(UplinkFailure failure, Upload upload)
    {
        if (failure.Fault is not (UplinkFault.TooSlow or UplinkFault.UploadRefused)) { return failure; }
        if (failure.Fault == UplinkFault.UploadRefused && upload.Records.Length == 1)
        {
            Remember(upload.Records[0]);
            Log.SetAside(logger, collector.Name, 1);
        }

        _size = new UploadSize(Math.Min(_size.Records, upload.Records.Length), _size.Bytes).Smaller();
        return failure;
    }

    private int PutAside(Upload upload, Receipt receipt)
    {
        var judged = receipt.Entries.Select(entry => entry.Hash).ToHashSet();
        int silent = 0;
        foreach (ReadOnlyMemory<byte> record in upload.Records.Where(record => !judged.Contains(RecordHash.Of(record.Span))))
        {
            Remember(record);
            silent++;
        }

        return silent;
    }

    private void Remember(ReadOnlyMemory<byte> record)
    {
        if (RecordCodec.Read(record) is not { IsOk: true, Value.Header: { } header }) { return; }
        if (_setAside.Count == MaxSetAside) { _setAside.Clear(); }
        if (_setAside.Count == 0) { _setAsideSince = time.GetTimestamp(); }
        _setAside.Add(new RecordPlace(header.Stream, header.Sequence));
    }

    private void ForgetOldSetAside()
    {
        if (_setAside.Count > 0 && time.GetElapsedTime(_setAsideSince) >= SetAsideFor) { _setAside.Clear(); }
    }

    private readonly record struct Offer(Upload? Upload);
}
