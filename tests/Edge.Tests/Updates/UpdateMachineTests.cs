using Edge.Updates;
using Edge.Updates.Releases;
using Edge.Updates.Slots;

namespace Edge.Tests.Updates;

public sealed class UpdateMachineTests
{
    private static readonly StateFormats Formats = new(1, 1);

    private static UpdateEvent.Offered Offer(string release, long epoch = 1, long floor = 0, bool again = false, StateFormats? formats = null) =>
        new(release, ContentHash.Of(System.Text.Encoding.UTF8.GetBytes(release)), epoch, formats ?? Formats, floor, again, Offline: true);

    private static SlotState After(SlotState state, params UpdateEvent[] events) =>
        events.Aggregate(state, (s, e) => UpdateMachine.Take(s, e).Value.State);

    private static UpdateEvent[] Install(string release) =>
        [Offer(release), new UpdateEvent.FilesReady(), new UpdateEvent.SlotFilled(4), new UpdateEvent.SlotVerified()];

    private static SlotState Running(string release) =>
        After(SlotState.Empty, [.. Install(release), new UpdateEvent.Started("x"), Verdict(Health.Healthy), new UpdateEvent.Reported()]);

    private static UpdateEvent.Judged Verdict(Health health) => new(new HealthVerdict(health, "why"));

    private static UpdateRefusal Refusal(SlotState state, UpdateEvent happened) => UpdateMachine.Take(state, happened).Reason.Refusal;

    [Fact]
    public void Commits_AHealthyCandidate()
    {
        SlotState state = Running("1");
        Assert.Equal((UpdatePhase.Idle, "1", SlotName.A), (state.Phase, state.Committed!.Release, state.Committed.Slot));
        state = After(state, [.. Install("2"), new UpdateEvent.Started("y"), Verdict(Health.Healthy)]);
        Assert.Equal(("2", SlotName.B, "1"), (state.Committed!.Release, state.Committed.Slot, state.Previous!.Release));
        Assert.Equal<UpdateOrder>([UpdateOrder.RaiseFloors, UpdateOrder.Report], UpdateMachine.Resume(state));
    }

    [Fact]
    public void Keeps_WhichStartsRanTheCandidate_UntilItIsReported()
    {
        UpdateEvent[] trial = [.. Install("2"), new UpdateEvent.Started("s1"), new UpdateEvent.Started("s2")];
        foreach (Health verdict in (Health[])[Health.Healthy, Health.Unhealthy])
        {
            SlotState state = After(Running("1"), [.. trial, Verdict(verdict)]);
            Assert.Equal<string>(["s1", "s2"], state.Evidence!.Starts);
            Assert.True(state.Evidence.Offline);
            Assert.Null(After(state, new UpdateEvent.Reported()).Evidence);
        }
        // Half of it came on a stick, and the network vouches for it now.
        SlotState half = After(Running("1"), Offer("2"), new UpdateEvent.FilesReady());
        Assert.False(After(half, Offer("2") with { Offline = false }).Candidate!.Offline);
        // A rollback by hand tries what was here: nothing came on a stick.
        SlotState back = After(Running("1"), [.. trial, Verdict(Health.Healthy), new UpdateEvent.Reported(), new UpdateEvent.RollbackRequested(0)]);
        Assert.False(back.Candidate!.Offline);
    }

    [Fact]
    public void Ends_WhatTheLookIntoTheSlotRefuses_BeforeAnyStart()
    {
        SlotState filling = After(Running("1"), Offer("2"), new UpdateEvent.FilesReady());
        SlotState state = After(filling, new UpdateEvent.ContentRefused("site.yaml:3:1"));
        Assert.Equal((UpdatePhase.FallenBack, "1", UpdateRefusal.ContentRefused), (state.Phase, state.Committed!.Release, state.Failure!.Reason));
        Assert.Equal("1", UpdateMachine.Chosen(state, "s1")!.Release);
        Assert.Equal(UpdateRefusal.FailedBefore, Refusal(After(state, new UpdateEvent.Reported()), Offer("2")));
        Assert.Equal(UpdateRefusal.OutOfOrder, Refusal(After(Running("1"), Install("2")), new UpdateEvent.ContentRefused("late")));
    }

    [Fact]
    public void FallsBack_AfterThreeStartsWithoutAVerdict()
    {
        SlotState state = After(Running("1"), Install("2"));
        for (int i = 1; i <= Candidate.Tries; i++)
        {
            UpdateStep step = UpdateMachine.Take(state, new UpdateEvent.Started($"s{i}")).Value;
            Assert.Equal<UpdateOrder>([UpdateOrder.RunCandidate], step.Orders);
            state = step.State;
            Assert.Equal(Candidate.Tries - i, state.Candidate!.TriesLeft);
            Assert.Equal("2", UpdateMachine.Chosen(state, $"s{i}")!.Release);
        }
        UpdateStep last = UpdateMachine.Take(state, new UpdateEvent.Started("s4")).Value;
        Assert.Equal<UpdateOrder>([UpdateOrder.RunCommitted], last.Orders);
        Assert.Equal((UpdatePhase.FallenBack, UpdateRefusal.TriesUsedUp), (last.State.Phase, last.State.Failure!.Reason));
        Assert.Equal("1", UpdateMachine.Chosen(last.State, "s4")!.Release);
    }

    [Fact]
    public void Runs_ACandidateOnlyInAStartThatWasCounted()
    {
        SlotState armed = After(Running("1"), Install("2"));
        Assert.Equal("1", UpdateMachine.Chosen(armed, "s1")!.Release);
        SlotState trial = After(armed, new UpdateEvent.Started("s1"));
        Assert.Equal("2", UpdateMachine.Chosen(trial, "s1")!.Release);
        Assert.Equal("1", UpdateMachine.Chosen(trial, "s2")!.Release);
        Assert.Equal("1", UpdateMachine.Chosen(trial, "")!.Release);
    }

    [Theory]
    [InlineData(UpdateRefusal.Unhealthy)]
    [InlineData(UpdateRefusal.SlotDamaged)]
    [InlineData(UpdateRefusal.Requested)]
    public void FallsBack_AndKeepsWhatWasCommitted(UpdateRefusal reason)
    {
        SlotState before = Running("1");
        UpdateEvent end = reason switch
        {
            UpdateRefusal.Unhealthy => Verdict(Health.Unhealthy),
            UpdateRefusal.SlotDamaged => new UpdateEvent.CandidateDamaged("bits"),
            _ => new UpdateEvent.RollbackRequested(0),
        };
        SlotState state = After(before, [.. Install("2"), new UpdateEvent.Started("s"), end]);
        Assert.Equal((UpdatePhase.FallenBack, reason), (state.Phase, state.Failure!.Reason));
        Assert.Equal(before.Committed, state.Committed);
        Assert.Equal<UpdateOrder>([UpdateOrder.RestartService, UpdateOrder.Report], UpdateMachine.Resume(state));
        state = After(state, new UpdateEvent.Reported());
        Assert.Equal(UpdateRefusal.FailedBefore, Refusal(state, Offer("2")));
        Assert.Equal(UpdatePhase.Fetching, After(state, Offer("2", again: true)).Phase);
        Assert.Equal(UpdatePhase.Fetching, After(state, Offer("3")).Phase);
    }

    [Fact]
    public void Refuses_AnEpochBelowTheFloor()
    {
        Assert.Equal(UpdateRefusal.EpochTooLow, Refusal(Running("1"), Offer("2", epoch: 2, floor: 3)));
        Assert.True(UpdateMachine.Take(Running("1"), Offer("2", epoch: 3, floor: 3)).IsOk);
    }

    [Fact]
    public void Allows_AnHonestRollbackOfTheSameEpoch()
    {
        SlotState state = After(Running("2"), Offer("1", epoch: 1, floor: 1));
        Assert.Equal((UpdatePhase.Fetching, "1"), (state.Phase, state.Candidate!.Release.Release));
    }

    [Fact]
    public void Refuses_AReleaseThatCannotReadTheState()
    {
        SlotState running = Running("1");
        Assert.Equal(UpdateRefusal.StateNotReadable, Refusal(running, Offer("2", formats: new StateFormats(3, 2))));
        Assert.Equal(UpdateRefusal.StateNotReadable, Refusal(running, Offer("0", formats: new StateFormats(0, 0))));
        Assert.True(UpdateMachine.Take(running, Offer("2", formats: new StateFormats(3, 1))).IsOk);
    }

    [Fact]
    public void GoesBack_ToTheVersionBeforeOnTrial()
    {
        SlotState state = After(Running("1"), [.. Install("2"), new UpdateEvent.Started("s"), Verdict(Health.Healthy), new UpdateEvent.Reported()]);
        Assert.Equal(UpdateRefusal.EpochTooLow, Refusal(state, new UpdateEvent.RollbackRequested(2)));
        state = After(state, new UpdateEvent.RollbackRequested(1));
        Assert.Equal((UpdatePhase.Armed, "1"), (state.Phase, state.Candidate!.Release.Release));
        Assert.Equal(UpdateRefusal.NothingToGoBackTo, Refusal(Running("1"), new UpdateEvent.RollbackRequested(0)));
    }

    [Fact]
    public void Forgets_TheVersionBeforeWhenItsSlotIsWritten()
    {
        SlotState state = After(Running("1"), [.. Install("2"), new UpdateEvent.Started("s"), Verdict(Health.Healthy), new UpdateEvent.Reported()]);
        state = After(state, Offer("3"));
        Assert.Equal("1", state.Previous!.Release);
        Assert.Null(After(state, new UpdateEvent.FilesReady()).Previous);
    }

    [Fact]
    public void Resumes_TheSameReleaseWhereItStands()
    {
        SlotState writing = After(Running("1"), Offer("2"), new UpdateEvent.FilesReady());
        Assert.Equal(writing, After(writing, Offer("2")));
        Assert.Equal(UpdatePhase.Fetching, After(writing, Offer("3")).Phase);
    }

    [Fact]
    public void Never_WritesTheSlotThatRuns()
    {
        foreach (SlotName runs in (SlotName[])[SlotName.A, SlotName.B])
        {
            SlotState first = After(SlotState.Empty, Offer("1") with { Runs = runs });
            Assert.Equal(runs.Other(), first.Candidate!.Release.Slot);
            Assert.Equal(UpdateRefusal.SlotInUse, Refusal(first, Offer("1") with { Runs = runs.Other() }));
        }
        SlotState running = Running("1");
        Assert.Equal(UpdateRefusal.SlotInUse, Refusal(running, Offer("2") with { Runs = running.Committed!.Slot.Other() }));
        Assert.Equal(running.Committed.Slot.Other(), After(running, Offer("2") with { Runs = running.Committed.Slot }).Candidate!.Release.Slot);
    }

    [Fact]
    public void Counts_ATryBeforeTheReboot_AndNotesTheStartAfterIt()
    {
        SlotState state = After(Running("1"), [.. Install("2"), new UpdateEvent.TrialOrdered()]);
        Assert.Equal((UpdatePhase.Trial, Candidate.Tries - 1), (state.Phase, state.Candidate!.TriesLeft));
        Assert.Empty(state.Candidate.Starts);
        state = After(state, new UpdateEvent.TrialSeen("b1"), new UpdateEvent.TrialSeen("b1"), new UpdateEvent.TrialSeen("b2"));
        Assert.Equal<string>(["b1", "b2"], state.Candidate!.Starts);
        Assert.Equal(Candidate.Tries - 1, state.Candidate.TriesLeft);
        state = After(state, new UpdateEvent.TrialOrdered(), new UpdateEvent.TrialOrdered(), new UpdateEvent.TrialOrdered());
        Assert.Equal((UpdatePhase.FallenBack, UpdateRefusal.TriesUsedUp), (state.Phase, state.Failure!.Reason));
        Assert.Equal(SlotName.B, state.Evidence!.Slot);
        Assert.Equal(UpdateRefusal.OutOfOrder, Refusal(Running("1"), new UpdateEvent.TrialOrdered()));
        Assert.Equal(UpdateRefusal.OutOfOrder, Refusal(After(Running("1"), Install("2")), new UpdateEvent.TrialSeen("b")));
    }

    [Theory]
    [InlineData(UpdatePhase.Armed)]
    [InlineData(UpdatePhase.Trial)]
    public void Refuses_AnotherReleaseDuringATrial(UpdatePhase phase)
    {
        SlotState state = After(Running("1"), Install("2"));
        if (phase == UpdatePhase.Trial) { state = After(state, new UpdateEvent.Started("s")); }
        Assert.Equal(UpdateRefusal.Busy, Refusal(state, Offer("3")));
    }

    // Every event in every phase that can be reached: refused or a state that can be stored, read and resumed.
    [Fact]
    public void Reaches_OnlyStatesThatCanBeStored()
    {
        UpdateEvent[] events =
        [
            Offer("1"), Offer("2"), Offer("3", again: true), new UpdateEvent.FilesReady(), new UpdateEvent.SlotFilled(null),
            new UpdateEvent.SlotVerified(), new UpdateEvent.Started("s"), new UpdateEvent.CandidateDamaged("d"),
            Verdict(Health.Open), Verdict(Health.Healthy), Verdict(Health.Unhealthy), new UpdateEvent.CommitRequested(),
            new UpdateEvent.RollbackRequested(0), new UpdateEvent.Reported(), new UpdateEvent.TrialOrdered(), new UpdateEvent.TrialSeen("b"),
            new UpdateEvent.TrialRefused(new UpdateReason(UpdateRefusal.FirmwareTooOld, "d")), Offer("4") with { Runs = SlotName.A },
            Offer("4") with { Runs = SlotName.B },
        ];
        var seen = new HashSet<string>();
        var waiting = new Queue<SlotState>([SlotState.Empty]);
        while (waiting.TryDequeue(out SlotState? state))
        {
            foreach (UpdateEvent happened in events)
            {
                if (!UpdateMachine.Take(state, happened).TryGet(out UpdateStep step, out _)) { continue; }
                byte[] bytes = SlotStateWriter.Write(step.State);
                var read = SlotStateReader.Read(bytes);
                Assert.True(read.IsOk, $"{happened} in {state}: {read}");
                Assert.True(step.State.Committed is null || state.Committed is null || step.State.Candidate?.Release.Slot != step.State.Committed.Slot);
                SlotState plain = step.State with { Generation = 0 };
                if (seen.Add(Convert.ToHexString(SlotStateWriter.Write(plain)))) { waiting.Enqueue(plain); }
            }
        }
        Assert.InRange(seen.Count, 100, 20_000);
    }
}
