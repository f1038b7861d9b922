using CsCheck;
using Edge.Device.Sensors;

namespace Edge.Tests.Device.Sensors;

/// <summary>Frames of an ultrasonic range finder in a stream of bytes.</summary>
public sealed class RangeFramesTests
{
    // DFRobot, SEN0311 A02YYUW, communication protocol.
    [Fact]
    public void Reads_TheFrameOfTheDataSheet() => Assert.Equal([1953], Found([0xFF, 0x07, 0xA1, 0xA7]));

    [Fact]
    public void Tells_AFrameWhoseSumIsWrong_AndFindsTheNext() =>
        Assert.Equal([-1, 1953], Found([0xFF, 0x07, 0xA1, 0xA8, 0xFF, 0x07, 0xA1, 0xA7]));

    [Fact]
    public void Finds_TheFrame_WhoseHeaderStoodInsideAWrongOne() =>
        Assert.Equal([-1, 1953], Found([0xFF, 0x03, 0xFF, 0x07, 0xA1, 0xA7]));

    [Fact]
    public void Finds_EachFrame_WhateverStandsBetween_ThatIsNoHeader() => Gen.Select(
        Gen.UShort.Array[1, 20], Gen.Byte.Where(each => each != 0xFF).Array[0, 7]).Sample((distances, noise) =>
        Assert.Equal(distances.Select(each => (int)each), Found([.. distances.SelectMany(each => (byte[])[.. noise, .. FrameOf(each)])])));

    [Fact]
    public void Never_TellsMoreThanItWasGiven() => Gen.Byte.Array[0, 200].Sample(bytes =>
    {
        List<int> found = Found(bytes);
        Assert.All(found, each => Assert.InRange(each, -1, ushort.MaxValue));
        Assert.InRange(found.Count(each => each >= 0), 0, bytes.Length / 4);
    });

    internal static byte[] FrameOf(ushort distance) =>
        [0xFF, (byte)(distance >> 8), (byte)(distance & 0xFF), (byte)((0xFF + (distance >> 8) + (distance & 0xFF)) & 0xFF)];

    private static List<int> Found(byte[] bytes)
    {
        var frames = new RangeFrames();
        return [.. bytes.Select(frames.Take).OfType<int>()];
    }
}
