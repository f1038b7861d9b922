using Edge.Audit;
using Edge.Platform.Audit;
using Microsoft.Extensions.Time.Testing;

namespace Edge.Tests.Audit;

public sealed class QuietTrailTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly RecordedTrail _trail = new();
    private readonly QuietTrail _quiet;

    public QuietTrailTests() => _quiet = new QuietTrail(_trail, _time);

    [Fact]
    public void Writes_InOrderAndOnlyWhenTold()
    {
        Refuse("stop");
        Refuse("override-set");
        Assert.Empty(_trail.Entries);
        _quiet.Write();
        _quiet.Write();
        Assert.Equal(["stop", "override-set"], _trail.Entries.Select(entry => entry.Subject));
    }

    [Fact]
    public void Counts_WhatHappensAgainWithinAMinute_AndTellsAfterwards()
    {
        for (int i = 0; i < 500; i++) { Refuse("stop", $"try {i}"); }
        _quiet.Write();
        Assert.Equal("try 0", Assert.Single(_trail.Entries).Detail);
        _time.Advance(QuietTrail.Quiet);
        _quiet.Write();
        Assert.Equal(2, _trail.Entries.Length);
        Assert.Equal("499 more times within a minute, at last: try 499", _trail.Entries[1].Detail);
        Refuse("stop");
        _quiet.Write();
        Assert.Equal(3, _trail.Entries.Length);
    }

    [Fact]
    public void Tells_WhatItCountedBeforeTheNextOfItsKind()
    {
        Refuse("stop");
        Refuse("stop");
        _time.Advance(QuietTrail.Quiet);
        Refuse("stop", "later");
        _quiet.Write();
        Assert.Equal(["", "1 more time within a minute", "later"], _trail.Entries.Select(entry => entry.Detail));
    }

    [Fact]
    public void Tells_AtTheEndWhatItCounted()
    {
        Refuse("stop");
        Refuse("stop");
        _quiet.Write(all: true);
        Assert.Equal(["", "1 more time within a minute"], _trail.Entries.Select(entry => entry.Detail));
    }

    [Fact]
    public void Keeps_PersonsAndSubjectsApart()
    {
        Refuse("stop");
        _quiet.Record(AuditEvent.RequestRefused, AuditActor.User(1001), "stop");
        _quiet.Record(AuditEvent.SafeStateForced, AuditActor.User(1000), "stop");
        _quiet.Write();
        Assert.Equal(3, _trail.Entries.Length);
    }

    [Fact]
    public void Counts_WhatFindsNoRoom()
    {
        for (int i = 0; i < QuietTrail.MostWaiting + 3; i++) { Refuse($"command {i}"); }
        _quiet.Write();
        Assert.Equal(QuietTrail.MostWaiting + 1, _trail.Entries.Length);
        Assert.Equal((AuditEvent.EntriesNotRecorded, "3 entries that came too fast"), (_trail.Entries[^1].Event, _trail.Entries[^1].Detail));
        _quiet.Write();
        Assert.Equal(QuietTrail.MostWaiting + 1, _trail.Entries.Length);
    }

    private void Refuse(string command, string detail = "") =>
        _quiet.Record(AuditEvent.RequestRefused, AuditActor.User(1000), command, detail);
}
