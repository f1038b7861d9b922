using System.Text;
using System.Text.RegularExpressions;
using Edge.Platform.Updates;
using Edge.Sealing;
using Edge.Updates;
using Edge.Updates.Slots;

namespace Edge.Tests.Golden;

// Goal: the report of an update changes only together with its page.
public sealed partial class UpdateReportVectorTests
{
    private static readonly DateTimeOffset Clock = new(2030, 1, 31, 12, 0, 0, TimeSpan.Zero);

    private static readonly SlotState State = new(
        17, UpdatePhase.FallenBack, new SlotRelease(SlotName.A, "1.4.0", ContentHash.Of("1.4.0"u8), 2, 1), null, null,
        new UpdateFailure("1.5.0", ContentHash.Of("1.5.0"u8), UpdateRefusal.TriesUsedUp, "3 starts without a verdict"),
        new TrialEvidence(
            ["0b6de7b1e0a94d3c8e3f3a1d5c9b7a21", "5d0f2c4b9a874f0d9c1e6b3a7f2d8e43", "c3a1f7e2d9b84c6fa5e0d1b2c3948576"], Offline: true));

    [Fact]
    public void Writes_TheBytesOfTheVectorAndOfThePage()
    {
        byte[] report = UpdateReports.Write("app", State, Clock);
        GoldenWorld.Matches("update-report", report);
        Match shown = Block().Match(Repository.Read("docs", "formats", "update-report.md"));
        Assert.Equal(Encoding.UTF8.GetString(report), shown.Groups[1].Value.ReplaceLineEndings(""));
    }

    [Fact]
    public void Fits_TheLargestReport()
    {
        string name = new('r', PathNames.MaxNameLength);
        string start = new('s', 64);
        SlotState large = State with
        {
            Committed = State.Committed! with { Release = name },
            Evidence = new TrialEvidence([.. Enumerable.Repeat(start, SlotStateReader.MaxStarts)], Offline: true),
            Failure = State.Failure! with { Release = name, Detail = UpdateFailure.Shorten(new string('\u0001', 2_000)) },
        };
        Assert.InRange(UpdateReports.Write("app", large, Clock).Length, 1, DeviceReport.MaxContentBytes);
    }

    [GeneratedRegex("```text update-report\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Block();
}
