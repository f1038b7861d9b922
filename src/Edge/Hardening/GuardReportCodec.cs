using System.Buffers;
using System.Collections.Immutable;
using Edge.Keys;
using Edge.Sensing;
using MessagePack;
using NSec.Cryptography;

namespace Edge.Hardening;

/// <summary>Signs guard reports and reads them, believing nothing. Bytes:
/// docs/formats/guard-report.md.</summary>
public static class GuardReportCodec
{
    private const int BodyElements = 12;

    private static ReadOnlySpan<byte> Label => "edge/1 guard"u8;

    /// <summary>The report with its certificate and signature as it travels.</summary>
    public static byte[] Sign(GuardReport report, SigningIdentity signer)
    {
        byte[] body = Encode(report);
        var output = new ArrayBufferWriter<byte>(body.Length + 512);
        var writer = new MessagePackWriter(output);
        writer.WriteArrayHeader(3);
        writer.Write(signer.Certificate.Value.Bytes.Span);
        writer.Write(body);
        writer.Write(signer.Sign([.. Label, .. body]));
        writer.Flush();
        return output.WrittenSpan.ToArray();
    }

    /// <summary>The report, when the device's guard signed it in the boot it tells of.</summary>
    public static Result<Verified<GuardReport>, KeyRefusal> Verify(ReadOnlyMemory<byte> bytes,
        DeviceDescriptor device)
    {
        if (bytes.Length > GuardReport.MaxBytes) { return KeyRefusal.TooLarge; }
        Frame? frame = Wire.TryParse(bytes, ReadFrame);
        if (frame is null || bytes.Length != frame.Length) { return KeyRefusal.Malformed; }
        if (!PurposeKeyCertificate.Read(frame.Certificate).TryGet(out PurposeKeyCertificate certificate,
            out KeyRefusal refusal)) { return refusal; }
        if (certificate.Purpose != KeyPurpose.GuardReports) { return KeyRefusal.WrongPurpose; }
        if (!certificate.Verify(device).TryGet(out _, out refusal)) { return refusal; }
        var key = PublicKey.Import(SignatureAlgorithm.Ed25519, certificate.PublicKey.Span,
            KeyBlobFormat.RawPublicKey);
        if (!SignatureAlgorithm.Ed25519.Verify(key, [.. Label, .. frame.Body],
            frame.Signature)) { return KeyRefusal.SignatureInvalid; }
        refusal = KeyRefusal.Malformed;
        GuardReport? report = Wire.TryParse<GuardReport>(frame.Body, (ref MessagePackReader reader) =>
            Decode(ref reader, ref refusal));
        if (report is null) { return refusal; }
        return report.Device == certificate.Device && report.Boot == certificate.Boot
            ? new Verified<GuardReport>(report) : KeyRefusal.WrongDevice;
    }

    /// <summary>What a report says, by whomever: for who has nothing to check it with and trusts the folder
    /// it lies in.</summary>
    public static Result<GuardReport, KeyRefusal> ReadUnverified(ReadOnlyMemory<byte> bytes)
    {
        if (bytes.Length > GuardReport.MaxBytes) { return KeyRefusal.TooLarge; }
        Frame? frame = Wire.TryParse(bytes, ReadFrame);
        return frame is null || bytes.Length != frame.Length ? KeyRefusal.Malformed : ReadBody(frame.Body);
    }

    /// <summary>The body alone, without any signature: for tests and fuzzing.</summary>
    public static Result<GuardReport, KeyRefusal> ReadBody(ReadOnlyMemory<byte> body)
    {
        var refusal = KeyRefusal.Malformed;
        GuardReport? report = Wire.TryParse<GuardReport>(body, (ref MessagePackReader reader) =>
            Decode(ref reader, ref refusal));
        return report is null ? refusal : report;
    }

    /// <summary>The body alone.</summary>
    public static byte[] Encode(GuardReport report)
    {
        Span<byte> device = stackalloc byte[DeviceId.Length];
        Span<byte> boot = stackalloc byte[BootId.Length];
        report.Device.CopyTo(device);
        report.Boot.CopyTo(boot);
        var output = new ArrayBufferWriter<byte>(8 * 1024);
        var writer = new MessagePackWriter(output);
        writer.WriteArrayHeader(BodyElements);
        writer.Write(GuardReport.Version);
        writer.Write((byte)Suite.One);
        writer.Write(device);
        writer.Write(boot);
        writer.Write(report.PolicyHash.Span);
        writer.Write(report.PlanHash.Span);
        writer.Write(report.Time.MonotonicMilliseconds);
        writer.Write(report.Time.UnixMilliseconds);
        writer.Write((byte)report.Time.Quality);
        writer.Write(report.Number);
        writer.Write((byte)report.Verdict);
        writer.WriteArrayHeader(report.Entries.Length);
        foreach (ReportedEntry entry in report.Entries) { Write(ref writer, entry); }
        writer.Flush();
        return output.WrittenSpan.ToArray();
    }

    private static void Write(ref MessagePackWriter writer, ReportedEntry entry)
    {
        writer.WriteArrayHeader(5);
        writer.Write(entry.Name);
        writer.Write(entry.Kind);
        writer.Write((byte)entry.Decision);
        writer.Write(entry.Note);
        writer.WriteArrayHeader(entry.Steps.Length);
        foreach (ReportedStep step in entry.Steps)
        {
            writer.WriteArrayHeader(6);
            writer.Write((byte)step.Mechanism);
            writer.Write((byte)step.Tier);
            writer.Write(step.Target);
            writer.Write(step.Wanted);
            if (step.Read is { } read) { writer.Write(read); } else { writer.WriteNil(); }
            writer.Write((byte)step.Outcome);
        }
    }

    private static Frame? ReadFrame(ref MessagePackReader reader)
    {
        if (!reader.ReadArrayOf(3)) { return null; }
        return reader.ReadAtMost(PurposeKeyCertificate.MaxBytes) is { } certificate
            && reader.ReadAtMost(GuardReport.MaxBytes) is { } body
            && reader.ReadExactly(SigningIdentity.SignatureLength) is { } signature
            ? new Frame(certificate, body, signature)
            : null;
    }

    private static GuardReport? Decode(ref MessagePackReader reader, ref KeyRefusal refusal)
    {
        if (!reader.ReadArrayOf(BodyElements)) { return null; }
        if (reader.ReadInt32() != GuardReport.Version) { refusal = KeyRefusal.UnknownVersion; return null; }
        if (reader.ReadByte() != (byte)Suite.One) { refusal = KeyRefusal.UnknownSuite; return null; }
        if (reader.ReadExactly(DeviceId.Length) is not { } device
            || reader.ReadExactly(BootId.Length) is not { } boot) { return null; }
        if (reader.ReadExactly(GuardReport.HashLength) is not { } policy
            || reader.ReadExactly(GuardReport.HashLength) is not { } plan) { return null; }
        long monotonic = reader.ReadInt64();
        long unix = reader.ReadInt64();
        var quality = (TimeQuality)reader.ReadByte();
        ulong number = reader.ReadUInt64();
        var verdict = (GuardVerdict)reader.ReadByte();
        bool isKnown = Enum.IsDefined(quality) && Enum.IsDefined(verdict) && monotonic >= 0;
        if (!isKnown || ReadEntries(ref reader) is not { } entries) { return null; }
        return new GuardReport(
            DeviceId.FromBytes(device), BootId.FromBytes(boot), policy, plan,
                new ReadingTime(monotonic, unix, quality), number, verdict, entries);
    }

    private static ImmutableArray<ReportedEntry>? ReadEntries(ref MessagePackReader reader)
    {
        int count = reader.ReadArrayHeader();
        if (count > GuardReport.MaxEntries) { return null; }
        var entries = ImmutableArray.CreateBuilder<ReportedEntry>();
        for (int i = 0; i < count; i++)
        {
            if (!reader.ReadArrayOf(5)) { return null; }
            string? name = reader.ReadTextOfAtMost(GuardReport.MaxText);
            string? kind = reader.ReadTextOfAtMost(GuardReport.MaxText);
            var decision = (Decision)reader.ReadByte();
            string? note = reader.ReadTextOfAtMost(GuardReport.MaxText);
            bool isWhole = name is not null && kind is not null && note is not null
                && Enum.IsDefined(decision);
            if (!isWhole || ReadSteps(ref reader) is not { } steps) { return null; }
            entries.Add(new(name!, kind!, decision, note!, steps));
        }
        return entries.ToImmutable();
    }

    private static ImmutableArray<ReportedStep>? ReadSteps(ref MessagePackReader reader)
    {
        int count = reader.ReadArrayHeader();
        if (count > GuardReport.MaxSteps) { return null; }
        var steps = ImmutableArray.CreateBuilder<ReportedStep>();
        for (int i = 0; i < count; i++)
        {
            if (!reader.ReadArrayOf(6)) { return null; }
            var mechanism = (Mechanism)reader.ReadByte();
            var tier = (Tier)reader.ReadByte();
            string? target = reader.ReadTextOfAtMost(GuardReport.MaxText);
            string? wanted = reader.ReadTextOfAtMost(GuardReport.MaxText);
            string? read = reader.TryReadNil() ? null : reader.ReadTextOfAtMost(GuardReport.MaxText) ?? "";
            var outcome = (StepOutcome)reader.ReadByte();
            bool isKnown = Enum.IsDefined(mechanism) && (byte)tier <= (byte)Tier.Walled
                && Enum.IsDefined(outcome);
            if (target is null || wanted is null || read is "" || !isKnown) { return null; }
            steps.Add(new(mechanism, tier, target, wanted, read, outcome));
        }
        return steps.ToImmutable();
    }

    private sealed record Frame(byte[] Certificate, byte[] Body, byte[] Signature)
    {
        public int Length => Wire.ShortestFrame(Certificate.Length, Body.Length, Signature.Length);
    }
}
