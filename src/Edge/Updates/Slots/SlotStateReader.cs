using System.Collections.Immutable;
using Edge.Updates.Releases;
using Edge.Updates.Tuf;

namespace Edge.Updates.Slots;

/// <summary>Reads a slot state; one that contradicts itself is refused like one that is cut.</summary>
/// <remarks>Fields that it does not know are passed over: the installed launcher may be years older than the slot writer.</remarks>
public static class SlotStateReader
{
    public const int MaxBytes = 16_384;
    public const int MaxStarts = 8;
    internal const int MaxStartBytes = 64;

    internal static readonly string[] Phases =
        ["idle", "fetching", "writing", "written", "armed", "trial", "committed", "fallen-back"];

    public static Result<SlotState, UpdateReason> Read(ReadOnlySpan<byte> bytes) =>
        FieldReading.Document(bytes, MaxBytes, "state", State);

    private static SlotState State(TufFields fields)
    {
        var state = new SlotState(
            fields.Integer("generation", 0, TufLimits.MaxInteger), (UpdatePhase)(1 + fields.Word("phase", Phases)),
            fields.Has("committed") ? Release(fields.Object("committed")) : null,
            fields.Has("previous") ? Release(fields.Object("previous")) : null,
            fields.Has("candidate") ? OnTheWay(fields.Object("candidate")) : null,
            fields.Has("failure") ? Failure(fields.Object("failure")) : null,
            fields.Has("evidence") ? Evidence(fields.Object("evidence")) : null);
        CheckTogether(fields, state);
        return state;
    }

    private static SlotRelease Release(TufFields fields)
    {
        return new SlotRelease(
            (SlotName)(1 + fields.Word("slot", SlotNames.Words)), fields.Name("release", PathNames.MaxNameLength),
            fields.Hash("manifest"), fields.Integer("epoch", 0, ReleaseLimits.MaxEpoch),
            (int)fields.Integer("writes", 0, ReleaseLimits.MaxStateFormat));
    }

    private static Candidate OnTheWay(TufFields fields)
    {
        return new Candidate(
            Release(fields.Object("of")), (int)fields.Integer("triesLeft", 0, Candidate.Tries), Starts(fields),
            fields.Has("usableChannels") ? (int)fields.Integer("usableChannels", 0, int.MaxValue) : null, IsOffline(fields))
        {
            With = fields.Has("with") ? fields.Hash("with") : null,
        };
    }

    private static TrialEvidence Evidence(TufFields fields) => new(
        Starts(fields), IsOffline(fields),
        fields.Has("slot") ? (SlotName)(1 + fields.Word("slot", SlotNames.Words)) : null);

    private static ImmutableArray<string> Starts(TufFields fields) => [.. fields.Texts("starts", MaxStarts, MaxStartBytes)];

    // Absent in states of before it was noted.
    private static bool IsOffline(TufFields fields) => fields.Has("offline") && fields.Flag("offline");

    private static UpdateFailure Failure(TufFields fields)
    {
        return new UpdateFailure(
            fields.Name("release", PathNames.MaxNameLength), fields.Hash("manifest"),
            (UpdateRefusal)fields.Integer("reason", 1, ushort.MaxValue),
            fields.Text("detail", UpdateFailure.MaxDetailBytes));
    }

    private static void CheckTogether(TufFields fields, SlotState state)
    {
        bool underWay = state.Phase is >= UpdatePhase.Fetching and <= UpdatePhase.Trial;
        if (underWay != state.Candidate is not null) { fields.Wrong("candidate", "one exactly while an update is under way"); }
        if (state.Evidence is not null && state.Phase is not (UpdatePhase.Committed or UpdatePhase.FallenBack))
        {
            fields.Wrong("evidence", "none but from the end of an update to its report");
        }
        if (state.Phase == UpdatePhase.Committed && state.Committed is null) { fields.Wrong("committed", "a release"); }
        if (state.Candidate is { } candidate && candidate.Release.Slot == state.Committed?.Slot)
        {
            fields.Wrong("candidate", "another slot than the committed one");
        }
        if (state.Previous is null) { return; }
        bool overwritten = state.Phase is UpdatePhase.Writing or UpdatePhase.Written && state.Candidate?.Release.Slot == state.Previous.Slot;
        if (state.Previous.Slot == state.Committed?.Slot || overwritten)
        {
            fields.Wrong("previous", "a slot of its own");
        }
    }
}
