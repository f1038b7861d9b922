using System.Collections.Immutable;
using Edge.Collector.Enrolment;
using Edge.Keys;
using Edge.Sealing;

namespace Edge.Collector.Ingest;

/// <summary>From hostile bytes to records whose signer is known. No state but the list of enrolled devices.</summary>
public static class UploadCheck
{
    private const int BadRequest = 400;
    private const int Forbidden = 403;
    private const int TooLarge = 413;

    /// <summary>Checks form, enrolment, certificates and signatures. Each record alone is genuine or refused.</summary>
    /// <remarks>A record that does not parse is passed over: its version may be newer than this collector, so the
    /// receipt says nothing about it and the gateway keeps it.</remarks>
    public static Result<CheckedUpload, UploadRefusal> Check(ReadOnlyMemory<byte> bytes, DeviceRoster roster)
    {
        Result<Upload, SealingRefusal> decoded = Upload.Decode(bytes);
        if (!decoded.TryGet(out Upload upload, out SealingRefusal refusal))
        {
            return new UploadRefusal(refusal == SealingRefusal.TooLarge ? TooLarge : BadRequest, $"The upload is refused: {refusal}.");
        }

        ImmutableArray<SealedRecord> records =
            [.. upload.Records.Select(RecordCodec.Read).Where(read => read.IsOk).Select(read => read.Value)];
        if (records.IsEmpty)
        {
            return new UploadRefusal(BadRequest, $"No record of the upload can be read: {RecordCodec.Read(upload.Records[0]).Reason}.");
        }

        DeviceId device = records[0].Header.Device;
        if (roster.Find(device) is not { } enrolled)
        {
            return new UploadRefusal(
                Forbidden, $"Device {device} is not enrolled here; put its descriptor (edge keys show --json) into the devices folder.", 60);
        }

        var certificates = Certificates(upload, enrolled.Descriptor);
        return new CheckedUpload(
            enrolled, upload.Nonce, [.. records.Select(record => Check(record, device, certificates))], [.. certificates.Values]);
    }

    private static CheckedRecord Check(
        SealedRecord record, DeviceId device, Dictionary<KeyId, Verified<PurposeKeyCertificate>> certificates)
    {
        if (record.Header.Device != device) { return new CheckedRecord(record, null, SealingRefusal.WrongDevice); }
        if (!certificates.TryGetValue(record.Header.Signer, out Verified<PurposeKeyCertificate>? certificate))
        {
            return new CheckedRecord(record, null, SealingRefusal.UnknownSigner);
        }

        return RecordCodec.Verify(record, certificate).TryGet(out Verified<SealedRecord> genuine, out SealingRefusal refusal)
            ? new CheckedRecord(record, genuine, default)
            : new CheckedRecord(record, null, refusal);
    }

    private static Dictionary<KeyId, Verified<PurposeKeyCertificate>> Certificates(Upload upload, DeviceDescriptor device)
    {
        var certificates = new Dictionary<KeyId, Verified<PurposeKeyCertificate>>();
        foreach (ReadOnlyMemory<byte> bytes in upload.Certificates)
        {
            Result<PurposeKeyCertificate, KeyRefusal> read = PurposeKeyCertificate.Read(bytes);
            if (!read.IsOk) { continue; }
            Result<Verified<PurposeKeyCertificate>, KeyRefusal> verified = read.Value.Verify(device);
            if (verified.IsOk) { certificates.TryAdd(read.Value.Id, verified.Value); }
        }

        return certificates;
    }
}
