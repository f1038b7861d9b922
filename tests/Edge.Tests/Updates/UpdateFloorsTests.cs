using System.Text;
using Edge.Updates;

namespace Edge.Tests.Updates;

public sealed class UpdateFloorsTests
{
    // The version before must not lose the floors of its own components, nor the new one's, because it does not know one of them.
    [Fact]
    public void Keeps_TheFloorOfAComponentThatItDoesNotKnow()
    {
        UpdateFloors read = Read("""{"app":3,"firmware":7}""").Value.RaiseEpoch("app", 4);
        Assert.Equal((4, 7), (read.EpochOf("app"), read.EpochOf("firmware")));
        Assert.Equal((4, 7), (UpdateFloors.Read(read.Write()).Value.EpochOf("app"), UpdateFloors.Read(read.Write()).Value.EpochOf("firmware")));
    }

    [Theory]
    [InlineData("""{"a/b":1}""")]
    [InlineData("""{"app":-1}""")]
    [InlineData("""{"":1}""")]
    public void Refuses_WhatIsNoFloor(string epochs) => Assert.False(Read(epochs).IsOk);

    [Fact]
    public void Refuses_OneComponentTooMany()
    {
        string Of(int count) => $"{{{string.Join(',', Enumerable.Range(0, count).Select(i => $"\"c{i}\":1"))}}}";
        Assert.True(Read(Of(UpdateFloors.MaxComponents)).IsOk);
        Assert.False(Read(Of(UpdateFloors.MaxComponents + 1)).IsOk);
    }

    private static Result<UpdateFloors, UpdateReason> Read(string epochs) =>
        UpdateFloors.Read(Encoding.UTF8.GetBytes($$"""{"version":1,"epochs":{{epochs}},"time":"2030-01-31T12:00:00Z"}"""));
}
