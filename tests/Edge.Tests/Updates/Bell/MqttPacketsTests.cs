using System.Text;
using CsCheck;
using Edge.Updates.Bell;

namespace Edge.Tests.Updates.Bell;

public sealed class MqttPacketsTests
{
    // Source: MQTT 5.0, 1.5.5, table 1-1: the ends of the ranges of a variable byte integer.
    [Theory]
    [InlineData("C000", 0, 2)]
    [InlineData("307F", 127, 2)]
    [InlineData("308001", 128, 3)]
    [InlineData("30FF7F", 16_383, 3)]
    [InlineData("30808001", 16_384, 4)]
    [InlineData("3080A001", 20_480, 4)]
    public void Reads_AHeader(string hex, int length, int size)
    {
        MqttHeader header = MqttPackets.ReadHeader(Convert.FromHexString(hex))!.Value.Value;
        Assert.Equal((length, size), (header.Length, header.Size));
    }

    [Theory]
    [InlineData("3081A001")]
    [InlineData("30FFFFFF7F")]
    [InlineData("30FFFFFFFF")]
    [InlineData("3080808080")]
    public void Refuses_AHeaderThatAnnouncesTooMuch(string hex) =>
        Assert.False(MqttPackets.ReadHeader(Convert.FromHexString(hex))!.Value.IsOk);

    [Theory]
    [InlineData("")]
    [InlineData("30")]
    [InlineData("3080")]
    [InlineData("308080")]
    public void Waits_ForTheRestOfAHeader(string hex) => Assert.Null(MqttPackets.ReadHeader(Convert.FromHexString(hex)));

    // Source: MQTT 5.0, 3.1: name, version, flags, keep alive, properties, client, user, password.
    [Fact]
    public void Writes_AConnect() => Assert.Equal(
        "1025" + "00044D515454" + "05" + "C2" + "0258" + "0D" + "1100000000" + "210001" + "2700005000"
            + "000465646765" + "000175" + "00027077",
        Convert.ToHexString(MqttPackets.Connect("edge", "u", "pw", TimeSpan.FromMinutes(10))));

    [Fact]
    public void Writes_TheOthers()
    {
        Assert.Equal("820900010000" + "03612F6200", Convert.ToHexString(MqttPackets.Subscribe(1, "a/b")));
        Assert.Equal("33090003612F6200010078", Convert.ToHexString(MqttPackets.Publish(1, "a/b", "x"u8)));
        Assert.Equal("C000", Convert.ToHexString(MqttPackets.PingRequest()));
        Assert.Equal("E000", Convert.ToHexString(MqttPackets.Disconnect()));
    }

    [Fact]
    public void Reads_AMessageBehindItsProperties()
    {
        byte[] plain = [0, 3, .. "a/b"u8, 0, .. "hello"u8];
        byte[] more = [0, 3, .. "a/b"u8, 5, 0x02, 0, 0, 0, 9, .. "hello"u8];
        Assert.Equal("hello", Encoding.ASCII.GetString(MqttPackets.ReadPublish(1, plain, "a/b")!));
        Assert.Equal("hello", Encoding.ASCII.GetString(MqttPackets.ReadPublish(0, more, "a/b")!));
        Assert.Null(MqttPackets.ReadPublish(0, plain, "a/c"));
        Assert.Null(MqttPackets.ReadPublish(2, plain, "a/b"));
        Assert.Null(MqttPackets.ReadPublish(0, plain.AsSpan(0, 4), "a/b"));
        Assert.Null(MqttPackets.ReadPublish(0, [0, 3, .. "a/b"u8, 200], "a/b"));
    }

    [Fact]
    public void Reads_Acknowledgements()
    {
        Assert.Equal((byte)0x87, MqttPackets.ReadConnectAck([0, 0x87, 0]));
        Assert.Equal((byte)0, MqttPackets.ReadSubscribeAck([0, 1, 0, 0], 1));
        Assert.Equal((byte)0x80, MqttPackets.ReadSubscribeAck([0, 1, 0, 0x80], 1));
        Assert.Null(MqttPackets.ReadSubscribeAck([0, 2, 0, 0], 1));
        Assert.Null(MqttPackets.ReadSubscribeAck([0, 1, 9, 0], 1));
        Assert.Equal((byte)0, MqttPackets.ReadPublishAck([0, 1], 1));
        Assert.Equal((byte)0x97, MqttPackets.ReadPublishAck([0, 1, 0x97], 1));
        Assert.Null(MqttPackets.ReadPublishAck([0, 2], 1));
    }

    [Fact]
    public void Takes_WhateverABrokerSends() => Gen.Byte.Array[0, 64].Sample(bytes =>
    {
        _ = MqttPackets.ReadHeader(bytes);
        _ = MqttPackets.ReadConnectAck(bytes);
        _ = MqttPackets.ReadSubscribeAck(bytes, 1);
        _ = MqttPackets.ReadPublishAck(bytes, 1);
        byte[]? message = MqttPackets.ReadPublish(0, bytes, "a");
        Assert.True(message is null || message.Length <= bytes.Length - 4);
    });
}
