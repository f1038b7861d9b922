using System.Device.Gpio;
using System.Device.I2c;
using Edge.Device.Buses;
using Edge.Device.Hardening;
using Edge.Device.Pins;
using Edge.Device.Serial;
using Edge.Profiles;
using Edge.Tests.Hardening;

namespace Edge.Tests.Device.Hardening;

// Goal: a line that nobody holds says nobody is there, whichever way the contact pulls. Method: a line that floats to where it is
// pulled.
public sealed class PresenceLineTests
{
    private static readonly BoardProfile Board = GuardPolicies.Board("virtual");

    [Theory]
    [InlineData(true, null, false)]
    [InlineData(false, null, false)]
    [InlineData(true, false, true)]
    [InlineData(false, true, true)]
    [InlineData(true, true, false)]
    [InlineData(false, false, false)]
    public void Says_SomebodyIsThere_OnlyWhereTheContactIsClosed(bool activeLow, bool? driven, bool isHeld)
    {
        using var hardware = new OneLine(driven);
        Assert.Equal(isHeld, PresenceLine.IsHeld(Board, new TechnicianDeclaration("GPIO26", activeLow, "tty2", default), hardware));
    }

    private sealed class OneLine(bool? driven) : IBoardHardware
    {
        public Pause Pause => Pauses.Real;

        public GpioController OpenChip(string label) => new(new Floating(driven));

        public I2cDevice OpenDevice(BoardBus bus, int address) => throw new NotSupportedException();

        public bool Acknowledges(BoardBus bus, int address) => throw new NotSupportedException();

        public IDisposable Listen(BoardBus bus, int baud, SerialReceiver receiver) => throw new NotSupportedException();

        public IEdgeListener ListenToEdges(BoardPin pin, Action<TimeSpan> falling) => throw new NotSupportedException();

        public void Dispose()
        {
        }
    }

    private sealed class Floating(bool? driven) : GpioDriver
    {
        private PinMode _mode;

        protected override int PinCount => 64;

        protected override void OpenPin(int pinNumber)
        {
        }

        protected override void ClosePin(int pinNumber)
        {
        }

        protected override void SetPinMode(int pinNumber, PinMode mode) => _mode = mode;

        protected override PinMode GetPinMode(int pinNumber) => _mode;

        protected override bool IsPinModeSupported(int pinNumber, PinMode mode) => mode is PinMode.Input or PinMode.InputPullUp or PinMode.InputPullDown;

        protected override PinValue Read(int pinNumber) => driven ?? _mode == PinMode.InputPullUp;

        protected override void Write(int pinNumber, PinValue value) => throw new NotSupportedException();

        protected override WaitForEventResult WaitForEvent(int pinNumber, PinEventTypes eventTypes, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        protected override void AddCallbackForPinValueChangedEvent(int pinNumber, PinEventTypes eventTypes, PinChangeEventHandler callback) =>
            throw new NotSupportedException();

        protected override void RemoveCallbackForPinValueChangedEvent(int pinNumber, PinChangeEventHandler callback) => throw new NotSupportedException();
    }
}
