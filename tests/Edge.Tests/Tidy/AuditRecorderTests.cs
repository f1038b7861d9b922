using System.Text.RegularExpressions;
using Edge.Audit;

namespace Edge.Tests.Tidy;

/// <summary>No event of the audit log's catalogue is only a promise: somebody records it, and a test has provoked it.</summary>
public sealed class AuditRecorderTests
{
    public static TheoryData<AuditEvent> Events => [.. Enum.GetValues<AuditEvent>()];

    [Theory]
    [MemberData(nameof(Events))]
    public void Has_SomebodyWhoRecordsIt(AuditEvent number) => Assert.True(
        Recorders(SourceTree.Sources.Where(file => !file.Path.StartsWith("tests/", StringComparison.Ordinal)), number).Any(),
        $"AuditEvent.{number} stands in the catalogue, and nothing below src records it");

    [Theory]
    [MemberData(nameof(Events))]
    public void Has_ATestThatSawIt(AuditEvent number) => Assert.True(
        SourceTree.Sources.Any(file => file.IsBelow("tests/Edge.Tests") && !file.IsBelow("tests/Edge.Tests/Tidy") && Names(file, number)),
        $"AuditEvent.{number} is in no test");

    [Fact]
    public void Takes_NoMentionForARecord()
    {
        Assert.False(IsRecord("if (entry.Event == AuditEvent.ClockSet) { Count(); }", AuditEvent.ClockSet));
        Assert.False(IsRecord("trail.Record(AuditEvent.ClockSetTwice, actor, \"\");", AuditEvent.ClockSet));
        Assert.True(IsRecord("trail.Record(\n    AuditEvent.ClockSet, actor, \"\");", AuditEvent.ClockSet));
        Assert.True(IsRecord("trail.Record(\n    isShort ? AuditEvent.ClockSet : AuditEvent.Other, actor, \"\");", AuditEvent.ClockSet));
        Assert.True(IsRecord("Kind.Jump => AuditEvent.ClockSet,", AuditEvent.ClockSet));
    }

    private static IEnumerable<TextFile> Recorders(IEnumerable<TextFile> files, AuditEvent number) =>
        files.Where(file => IsRecord(file.Code, number));

    /// <summary>Named in a call that records or appends, or as what something becomes in the log.</summary>
    private static bool IsRecord(string code, AuditEvent number) =>
        Regex.IsMatch(code, $@"(Record|TryAppend|Tell)\(\s*([^;,]*[^\w;,])?AuditEvent\.{number}\b|(=>|\?|:)\s*AuditEvent\.{number}\b");

    private static bool Names(TextFile file, AuditEvent number) => Regex.IsMatch(file.Code, $@"\bAuditEvent\.{number}\b");
}
