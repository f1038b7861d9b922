using System.Text;
using Edge.Device.Buses;
using Edge.Device.Pins;
using Edge.Sensing;

namespace Edge.Tests.Device.Buses;

/// <summary>The parts of the real board that can be tried without one.</summary>
public class HardwareTests
{
    private static readonly SortedDictionary<int, string> Chips =
        new() { [0] = "gpio-brcmstb@107d508500", [4] = "pinctrl-rp1", [10] = "pinctrl-rp1" };

    [Fact]
    public void Finds_AChipByItsLabel() => Assert.Equal(4, GpioChips.Find(Chips, "pinctrl-rp1"));

    [Fact]
    public void Says_WhichChipsThereAre()
    {
        var refused = Assert.Throws<FileNotFoundException>(() => GpioChips.Find(Chips, "pinctrl-bcm2711"));
        Assert.Contains("pinctrl-bcm2711; there are gpio-brcmstb@107d508500", refused.Message, StringComparison.Ordinal);
        refused = Assert.Throws<FileNotFoundException>(() => GpioChips.Find([], "pinctrl-bcm2711"));
        Assert.Contains("there is none", refused.Message, StringComparison.Ordinal);
    }

    // System.Device.Gpio 4.2 reports a missing libgpiod as an exception of its own with the real one inside.
    [Fact]
    public void Recognises_AMissingLibraryInsideAnotherError()
    {
        Assert.True(LinuxHardware.IsAbsent(new DllNotFoundException()));
        Assert.True(LinuxHardware.IsAbsent(new InvalidOperationException("calling libgpiod", new DllNotFoundException())));
        Assert.False(LinuxHardware.IsAbsent(new IOException("busy", new TimeoutException())));
    }

    // Source: linux/gpio.h, struct gpiochip_info: name[32], label[32], lines.
    [Fact]
    public void Reads_TheLabelOutOfTheKernelsAnswer()
    {
        byte[] info = new byte[68];
        Encoding.ASCII.GetBytes("gpiochip0", info.AsSpan());
        Encoding.ASCII.GetBytes("pinctrl-bcm2711", info.AsSpan(32));
        Assert.Equal("pinctrl-bcm2711", GpioChips.LabelIn(info));
        info.AsSpan(32, 32).Fill((byte)'x');
        Assert.Equal(32, GpioChips.LabelIn(info).Length);
    }

    // Source: asm-generic/errno.h; the texts are those of System.Device.I2c.
    [Theory]
    [InlineData("Error 121 performing I2C data transfer.", QualityReason.NoAnswer)]
    [InlineData("Error 6 performing I2C data transfer.", QualityReason.NoAnswer)]
    [InlineData("Error 110 performing I2C data transfer.", QualityReason.BusStuck)]
    [InlineData("Error 11 performing I2C data transfer.", QualityReason.BusStuck)]
    [InlineData("Error 2. Can not open I2C device file '/dev/i2c-1'.", QualityReason.NoAnswer)]
    [InlineData("", QualityReason.NoAnswer)]
    public void Tells_ASilentDeviceFromAHeldBus(string message, QualityReason reason) =>
        Assert.Equal(reason, I2cFaults.ReasonOf(new IOException(message)));

    // The real library and a bus that cannot exist: an upgrade that throws something else fails here.
    [Fact]
    public void Takes_AMissingBusForASilentDevice()
    {
        using var hardware = new LinuxHardware();
        using var link = new I2cLink(
            () => hardware.OpenDevice(new("far", Edge.Profiles.BusKind.I2c, "/dev/i2c-4000"), 0x76), Quality.Good, Pauses.None);
        Assert.Equal(QualityReason.NoAnswer, link.Write(0));
        Assert.Equal(QualityReason.NoAnswer, link.Write(0));
    }

    [Fact]
    public void Refuses_ABusThatIsNotNumbered()
    {
        using var hardware = new LinuxHardware();
        Assert.Throws<IOException>(() => hardware.OpenDevice(new("odd", Edge.Profiles.BusKind.I2c, "/dev/spi0"), 0x76));
    }

    [Fact]
    public void Reports_EveryMistakeOfAScenarioInWords()
    {
        var opened = Board.Open(TestBoard.Profile, "edge: 1\nscenario: {name: x}\n", "day.yaml", TimeProvider.System);
        Assert.StartsWith("day.yaml:2:11: missing key: 'seed'", opened.Reason, StringComparison.Ordinal);
    }
}
