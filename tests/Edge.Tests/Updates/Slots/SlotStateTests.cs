using System.Text;
using CsCheck;
using Edge.Updates;
using Edge.Updates.Slots;

namespace Edge.Tests.Updates.Slots;

public sealed class SlotStateTests
{
    private static readonly SlotRelease Old = new(SlotName.A, "1.3.0", ContentHash.Of("old"u8), 2, 1);
    private static readonly SlotRelease New = new(SlotName.B, "1.4.0", ContentHash.Of("new"u8), 3, 2);

    private static readonly SlotState Trial = new(
        17, UpdatePhase.Trial, Old, New with { Release = "1.2.0" }, new Candidate(New, 2, ["s1", "s2"], 5, Offline: true),
        new UpdateFailure("1.2.9", New.Manifest, UpdateRefusal.Unhealthy, "x \"y\" \n"), null);

    private static readonly SlotState Ended = new(
        18, UpdatePhase.Committed, New, Old, null, null, new TrialEvidence(["s1", "s2"], Offline: true));

    private static readonly SlotState Grouped = Trial with { Candidate = Trial.Candidate! with { With = Old.Manifest } };

    private static readonly string Valid = Encoding.UTF8.GetString(SlotStateWriter.Write(Trial));

    [Fact]
    public void Reads_WhatItWrites()
    {
        foreach (SlotState state in (SlotState[])[SlotState.Empty, Trial, Trial with { Failure = null, Previous = null }, Ended, Grouped])
        {
            byte[] bytes = SlotStateWriter.Write(state);
            Assert.Equal(bytes, SlotStateWriter.Write(SlotStateReader.Read(bytes).Value));
        }
        Assert.Equal<string>(["s1", "s2"], SlotStateReader.Read(Encoding.UTF8.GetBytes(Valid)).Value.Candidate!.Starts);
        Assert.Equal(Old.Manifest, SlotStateReader.Read(SlotStateWriter.Write(Grouped)).Value.Candidate!.With);
    }

    [Theory]
    [InlineData("\"version\":1", "\"version\":2", UpdateRefusal.UnknownVersion)]
    [InlineData("\"generation\":17", "\"generation\":-1", UpdateRefusal.Malformed)]
    [InlineData("\"phase\":\"trial\"", "\"phase\":\"idle\"", UpdateRefusal.Malformed)]
    [InlineData("\"phase\":\"trial\"", "\"phase\":\"done\"", UpdateRefusal.Malformed)]
    [InlineData("\"phase\":\"trial\"", "\"phase\":\"writing\"", UpdateRefusal.Malformed)]
    [InlineData("\"triesLeft\":2", "\"triesLeft\":4", UpdateRefusal.Malformed)]
    [InlineData("\"slot\":\"a\"", "\"slot\":\"b\"", UpdateRefusal.Malformed)]
    [InlineData("\"slot\":\"a\"", "\"slot\":\"c\"", UpdateRefusal.Malformed)]
    [InlineData("\"starts\":[\"s1\",\"s2\"]", "\"starts\":[1]", UpdateRefusal.Malformed)]
    [InlineData("\"starts\":[\"s1\",\"s2\"]", "\"starts\":[\"1\",\"2\",\"3\",\"4\",\"5\",\"6\",\"7\",\"8\",\"9\"]", UpdateRefusal.Malformed)]
    [InlineData("\"reason\":28", "\"reason\":0", UpdateRefusal.Malformed)]
    [InlineData("{\"version\"", "{\"evidence\":{\"starts\":[]},\"version\"", UpdateRefusal.Malformed)]
    [InlineData("\"offline\":true", "\"offline\":1", UpdateRefusal.Malformed)]
    public void Refuses_WhatContradictsItself(string what, string instead, UpdateRefusal expected)
    {
        Assert.Contains(what, Valid, StringComparison.Ordinal);
        var read = SlotStateReader.Read(Encoding.UTF8.GetBytes(Valid.Replace(what, instead, StringComparison.Ordinal)));
        Assert.Equal(expected, read.Reason.Refusal);
    }

    // The installed launcher is older than the slot writer whose state it reads; and the other way round after a package came.
    [Theory]
    [InlineData("{\"version\"", "{\"more\":1,\"version\"")]
    [InlineData("\"triesLeft\"", "\"more\":[],\"triesLeft\"")]
    [InlineData("\"slot\":\"a\"", "\"more\":{},\"slot\":\"a\"")]
    [InlineData(",\"offline\":true", "")]
    public void Reads_StatesOfNewerAndOlderVersions(string what, string instead)
    {
        Assert.Contains(what, Valid, StringComparison.Ordinal);
        var read = SlotStateReader.Read(Encoding.UTF8.GetBytes(Valid.Replace(what, instead, StringComparison.Ordinal)));
        Assert.Equal(Trial.Committed, read.Value.Committed);
        Assert.Equal(instead.Length > 0, read.Value.Candidate!.Offline);
    }

    [Fact]
    public void Refuses_EveryCutOfItself()
    {
        for (int length = 0; length < Valid.Length; length++)
        {
            Assert.False(SlotStateReader.Read(Encoding.UTF8.GetBytes(Valid[..length])).IsOk);
        }
    }

    [Fact]
    public void Survives_AnyChangedByte() =>
        Gen.Select(Gen.Int[0, Valid.Length - 1], Gen.Byte).Sample((at, value) =>
        {
            byte[] bytes = Encoding.UTF8.GetBytes(Valid);
            bytes[at] = value;
            var read = SlotStateReader.Read(bytes);
            Assert.True(!read.IsOk || SlotStateReader.Read(SlotStateWriter.Write(read.Value)).IsOk);
        });

    [Fact]
    public void Shortens_ADetailToWhatFits()
    {
        string shortened = UpdateFailure.Shorten(string.Concat(Enumerable.Repeat("😀", 400)));
        Assert.Equal(UpdateFailure.MaxDetailBytes, Encoding.UTF8.GetByteCount(shortened));
        SlotState state = Trial with { Failure = Trial.Failure! with { Detail = shortened } };
        Assert.Equal(shortened, SlotStateReader.Read(SlotStateWriter.Write(state)).Value.Failure!.Detail);
    }

    [Fact]
    public void Reads_AMarkerAndFloorsAsWritten()
    {
        var marker = new SlotMarker("app", "1.4.0", New.Manifest);
        Assert.Equal(marker, SlotMarker.Read(marker.Write()).Value);
        UpdateFloors floors = UpdateFloors.None.RaiseEpoch("app", 3).RaiseTime(TimeFloor.Earliest.AddDays(9));
        Assert.True(UpdateFloors.Read(floors.Write()).Value.IsSame(floors));
    }
}
