using Edge.Hardening;
using Edge.Keys;
using Edge.Profiles;
using Edge.Tests.Golden;

namespace Edge.Tests.Hardening;

public sealed class GuardReportTests : IDisposable
{
    private static readonly byte[] Policy = new byte[32];
    private readonly PublishedIdentity _identity = new(null);
    private readonly SigningIdentity _signer;

    public GuardReportTests() => _signer = SigningIdentity.Create(_identity, KeyPurpose.GuardReports,
        PublishedKeys.Boot);

    private DeviceDescriptor Device => DeviceDescriptor.Of(_identity);

    private GuardReport Good => GuardReportVectorTests.Report(Device.Device);

    public void Dispose()
    {
        _signer.Dispose();
        _identity.Dispose();
    }

    [Fact]
    public void Opens_TheUplinkBehindAGreenReportOfThisBoot()
    {
        Assert.True(Judge(Good).IsOk);
        Assert.Equal(GateRefusal.NoReport, UplinkGate.Judge(default, Device, PublishedKeys.Boot,
            Policy, 0).Reason);
        Assert.Equal(GateRefusal.OtherBoot, UplinkGate.Judge(Sign(Good), Device,
            new BootId(Guid.Parse("00000000-0000-0000-0000-000000000001")), Policy, 0).Reason);
        Assert.Equal(GateRefusal.OtherPolicy, UplinkGate.Judge(Sign(Good), Device, PublishedKeys.Boot,
            new byte[31], 0).Reason);
    }

    [Theory]
    [InlineData(StepOutcome.NoEffect, GateRefusal.NotGreen)]
    [InlineData(StepOutcome.Failed, GateRefusal.NotGreen)]
    [InlineData(StepOutcome.Undone, GateRefusal.NotGreen)]
    [InlineData(StepOutcome.Planned, GateRefusal.NotGreen)]
    public void Keeps_TheUplinkClosed_WhenAStepIsNotGood_WhateverTheVerdictSays(StepOutcome outcome,
        GateRefusal refusal) =>
        Assert.Equal(refusal, Judge(WithOutcome(outcome)).Reason);

    [Theory]
    [InlineData(GuardVerdict.Red)]
    [InlineData(GuardVerdict.NotEnforced)]
    public void Keeps_TheUplinkClosed_WhenTheVerdictIsNotGreen(GuardVerdict verdict) =>
        Assert.Equal(GateRefusal.NotGreen, Judge(Good with { Verdict = verdict }).Reason);

    [Fact]
    public void Keeps_TheUplinkClosed_BehindAnOldReport()
    {
        long limit = Good.Time.MonotonicMilliseconds + (long)GuardReport.LongestAge.TotalMilliseconds;
        Assert.True(UplinkGate.Judge(Sign(Good), Device, PublishedKeys.Boot, Policy, limit).IsOk);
        Assert.Equal(GateRefusal.TooOld, UplinkGate.Judge(Sign(Good), Device, PublishedKeys.Boot, Policy,
            limit + 1).Reason);
    }

    // Goal: the fetcher waits for the guard as the uplink does, and a broken guard does not keep out for ever
    // what mends it.
    [Theory]
    [InlineData(GuardVerdict.Green, 0, 0, true)]
    [InlineData(GuardVerdict.Green, 16, 0, false)]
    [InlineData(GuardVerdict.Red, 0, 0, false)]
    [InlineData(GuardVerdict.NotEnforced, 0, 0, false)]
    [InlineData(GuardVerdict.Red, 361, 0, true)]
    [InlineData(GuardVerdict.Red, 361, 2, false)]
    public void Lets_TheFetcherGo_BehindAGreenReport_OrAfterHoursWithoutOne(GuardVerdict verdict,
        int minutesLater, int greenAt, bool mayGo)
    {
        long now = Good.Time.MonotonicMilliseconds + (minutesLater * 60_000L);
        long lastGreen = greenAt == 0 ? 0 : Good.Time.MonotonicMilliseconds + (greenAt * 60_000L);
        FetchAnswer answer = FetchGate.Judge(
            GuardMode.Enforce, Sign(Good with { Verdict = verdict }), PublishedKeys.Boot, lastGreen, now);
        Assert.Equal(mayGo, answer.MayGo);
        Assert.True(FetchGate.Judge(GuardMode.ReportOnly, default, PublishedKeys.Boot, 0, 0).MayGo);
    }

    [Fact]
    public void Keeps_TheFetcherAway_WithoutAReportOfThisBoot()
    {
        string none = FetchGate.Judge(GuardMode.Enforce, default, PublishedKeys.Boot, 0, 1_000).Why;
        Assert.Contains("no report of the guard yet", none, StringComparison.Ordinal);
        Assert.Contains("another boot", FetchGate.Judge(GuardMode.Enforce, Sign(Good), default, 0, 1_000).Why,
            StringComparison.Ordinal);
        Assert.Contains("damaged", FetchGate.Judge(GuardMode.Enforce, new byte[10], PublishedKeys.Boot, 0,
            1_000).Why, StringComparison.Ordinal);
        Assert.False(FetchGate.Judge(GuardMode.Enforce, default, PublishedKeys.Boot, long.MaxValue,
            1_000).MayGo);
    }

    [Fact]
    public void Refuses_APlanHashThatIsNotThatOfTheEntries() =>
        Assert.Equal(GateRefusal.PlanMismatch,
            Judge(Good with { Entries = Good.Entries.RemoveAt(0) }).Reason);

    [Fact]
    public void Refuses_WhatAnotherKeySigned()
    {
        using SigningIdentity batches = SigningIdentity.Create(_identity, KeyPurpose.Batches,
            PublishedKeys.Boot);
        Assert.Equal(KeyRefusal.WrongPurpose, GuardReportCodec.Verify(GuardReportCodec.Sign(Good, batches),
            Device).Reason);
        using var other = new OtherIdentity();
        Assert.Equal(KeyRefusal.WrongDevice, GuardReportCodec.Verify(Sign(Good),
            DeviceDescriptor.Of(other)).Reason);
        Assert.Equal(KeyRefusal.WrongDevice, GuardReportCodec.Verify(Sign(Good with { Device = default }),
            Device).Reason);
        using SigningIdentity later = SigningIdentity.Create(_identity, KeyPurpose.GuardReports, default);
        Assert.Equal(KeyRefusal.WrongDevice, GuardReportCodec.Verify(GuardReportCodec.Sign(Good, later),
            Device).Reason);
    }

    // Goal: no changed byte is believed. Method: each byte of a report, one bit after the other.
    [Fact]
    public void Refuses_EachChangedBit()
    {
        byte[] report = Sign(Good);
        for (int bit = 0; bit < report.Length * 8; bit += 5)
        {
            byte[] changed = [.. report];
            changed[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.False(GuardReportCodec.Verify(changed, Device).IsOk, $"bit {bit}");
        }
        Assert.All(Enumerable.Range(0, report.Length), length =>
            Assert.False(GuardReportCodec.Verify(report.AsMemory(0, length), Device).IsOk));
        Assert.Equal(KeyRefusal.Malformed, GuardReportCodec.Verify((byte[])[.. report, 0], Device).Reason);
        Assert.Equal(KeyRefusal.TooLarge, GuardReportCodec.Verify(new byte[GuardReport.MaxBytes + 1],
            Device).Reason);
    }

    [Fact]
    public void Limits_EntriesStepsAndTexts()
    {
        ReportedEntry entry = Good.Entries[0];
        ReportedEntry many = entry with { Steps = [.. Enumerable.Repeat(entry.Steps[0],
            GuardReport.MaxSteps)] };
        Assert.True(ReadBody(Good with { Entries = [many] }).IsOk);
        Assert.False(ReadBody(Good with { Entries = [many with { Steps = many.Steps.Add(entry.Steps[0]) }] }).IsOk);
        Assert.True(ReadBody(Good with { Entries = [.. Enumerable.Repeat(Good.Entries[1],
            GuardReport.MaxEntries)] }).IsOk);
        Assert.False(ReadBody(Good with { Entries = [.. Enumerable.Repeat(Good.Entries[1],
            GuardReport.MaxEntries + 1)] }).IsOk);
        Assert.True(ReadBody(Good with { Entries = [entry with { Note = new string('x',
            GuardReport.MaxText) }] }).IsOk);
        Assert.False(ReadBody(Good with { Entries = [entry with { Note = new string('x',
            GuardReport.MaxText + 1) }] }).IsOk);
        Assert.False(ReadBody(Good with { Entries = [entry with { Decision = 0 }] }).IsOk);
    }

    [Fact]
    public void Tells_LongValuesByTheirHash_AndEmptyOnesInWords()
    {
        Assert.Equal("none", GuardReports.Shown(""));
        Assert.Equal("blocked", GuardReports.Shown("blocked"));
        Assert.Equal(7 + 64, GuardReports.Shown("two\nlines").Length);
        Assert.Equal(7 + 64, GuardReports.Shown(new string('x', 201)).Length);
    }

    private static Result<GuardReport, KeyRefusal> ReadBody(GuardReport report) =>
        GuardReportCodec.ReadBody(GuardReportCodec.Encode(report));

    private byte[] Sign(GuardReport report) => GuardReportCodec.Sign(report, _signer);

    private Result<Verified<GuardReport>, GateRefusal> Judge(GuardReport report) =>
        UplinkGate.Judge(Sign(report), Device, PublishedKeys.Boot, Policy, report.Time.MonotonicMilliseconds);

    private GuardReport WithOutcome(StepOutcome outcome)
    {
        ReportedEntry entry = Good.Entries[0];
        return Good with { Entries = Good.Entries.SetItem(0,
            entry with { Steps = entry.Steps.SetItem(0, entry.Steps[0] with { Outcome = outcome }) }) };
    }

    private sealed class OtherIdentity : IIdentityKey, IDisposable
    {
        private readonly System.Security.Cryptography.ECDsa _key =
            System.Security.Cryptography.ECDsa.Create(System.Security.Cryptography.ECCurve.NamedCurves.nistP256);

        public ReadOnlyMemory<byte> SubjectPublicKeyInfo => _key.ExportSubjectPublicKeyInfo();

        public byte[] Sign(ReadOnlySpan<byte> message) => _key.SignData(message.ToArray(),
            System.Security.Cryptography.HashAlgorithmName.SHA256);

        public void Dispose() => _key.Dispose();
    }
}
