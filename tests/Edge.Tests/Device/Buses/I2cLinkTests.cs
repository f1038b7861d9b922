using System.Device.I2c;
using Edge.Device.Buses;
using Edge.Sensing;

namespace Edge.Tests.Device.Buses;

public sealed class I2cLinkTests
{
    private readonly List<Adapter> _opened = [];

    [Fact]
    public void Write_AfterAFailure_HasLetGoOfTheBusAndOpensItAgain()
    {
        using I2cLink link = LinkTo();
        Assert.Equal(QualityReason.None, link.Write(1));
        _opened[0].IsUnplugged = true;

        Assert.Equal(QualityReason.NoAnswer, link.Write(1));
        Assert.True(_opened[0].IsClosed);
        Assert.Equal(QualityReason.None, link.Write(1));

        Assert.Equal(2, _opened.Count);
    }

    [Fact]
    public void Write_ThatSucceeds_KeepsTheBusOpen()
    {
        using I2cLink link = LinkTo();
        for (int i = 0; i < 3; i++) { Assert.Equal(QualityReason.None, link.Write(1)); }
        Assert.False(Assert.Single(_opened).IsClosed);
    }

    [Fact]
    public void Dispose_Twice_ClosesTheBus()
    {
        I2cLink link = LinkTo();
        link.Write(1);
        link.Dispose();
        link.Dispose();
        Assert.True(Assert.Single(_opened).IsClosed);
    }

    private I2cLink LinkTo() => new(Open, Quality.Good, _ => { });

    private Adapter Open()
    {
        _opened.Add(new Adapter());
        return _opened[^1];
    }

    private sealed class Adapter : I2cDevice
    {
        public bool IsUnplugged { get; set; }

        public bool IsClosed { get; private set; }

        public override I2cConnectionSettings ConnectionSettings { get; } = new(1, 0x40);

        public override void Read(Span<byte> buffer) => Refuse();

        public override void Write(ReadOnlySpan<byte> buffer) => Refuse();

        public override void WriteRead(ReadOnlySpan<byte> writeBuffer, Span<byte> readBuffer) => Refuse();

        protected override void Dispose(bool disposing)
        {
            IsClosed = true;
            base.Dispose(disposing);
        }

        private void Refuse()
        {
            if (IsUnplugged) { throw I2cFaults.ToException(5); }
        }
    }
}
