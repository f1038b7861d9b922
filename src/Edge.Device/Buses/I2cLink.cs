using System.Device.I2c;
using Edge.Sensing;

namespace Edge.Device.Buses;

/// <summary>One device on one bus as a driver sees it: transfers that succeed or say why not, and
/// waiting.</summary>
/// <remarks>The device is opened at its first transfer and again after every failure, so that a bus may appear late and may
/// come back: the kernel keeps a USB adapter's number for as long as somebody holds its file. Not thread-safe.</remarks>
public sealed class I2cLink : IDisposable
{
    private readonly Func<I2cDevice> _open;
    private readonly Pause _pause;
    private I2cDevice? _device;

    /// <param name="open">Opens the device; an IOException, a refused permission or a missing node is no
    /// answer.</param>
    /// <param name="usable">What a value of this device is worth: good, or simulated.</param>
    public I2cLink(Func<I2cDevice> open, Quality usable, Pause pause) => (_open, Usable, _pause) = (open, usable, pause);

    /// <summary>The quality of values that were measured through this link.</summary>
    public Quality Usable { get; }

    public QualityReason Write(params ReadOnlySpan<byte> bytes) => Transfer(bytes, []);

    public QualityReason Read(Span<byte> bytes) => Transfer([], bytes);

    /// <summary>Writes, then reads after a repeated start.</summary>
    public QualityReason WriteRead(ReadOnlySpan<byte> written, Span<byte> read) => Transfer(written, read);

    public void Wait(TimeSpan duration) => _pause(duration);

    public void Dispose() => Close();

    private QualityReason Transfer(ReadOnlySpan<byte> written, Span<byte> read)
    {
        try
        {
            _device ??= _open();
            if (read.IsEmpty) { _device.Write(written); }
            else if (written.IsEmpty) { _device.Read(read); }
            else { _device.WriteRead(written, read); }
            return QualityReason.None;
        }
        catch (IOException refused)
        {
            Close();
            return I2cFaults.ReasonOf(refused);
        }
        catch (UnauthorizedAccessException)
        {
            return QualityReason.NoAnswer;
        }
    }

    private void Close()
    {
        _device?.Dispose();
        _device = null;
    }
}
