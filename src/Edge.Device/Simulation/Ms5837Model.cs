using Edge.Device.Sensors;

namespace Edge.Device.Simulation;

/// <summary>An MS5837-30BA: reset, memory with checksum, conversions of pressure and temperature.</summary>
/// <remarks>Its words are those of the worked example in the data sheet, figure 8. Without a reset the memory is not
/// loaded and it does not answer conversions.</remarks>
internal sealed class Ms5837Model : II2cModel
{
    private const int MostCounts = (1 << 24) - 1;

    private readonly Func<string, double> _input;
    private readonly ushort[] _words = [0, 34982, 36352, 20328, 22354, 26646, 26146];
    private readonly Ms5837Compensation _compensation;
    private bool _isLoaded;
    private int _result;
    private int _pointer;

    public Ms5837Model(Func<string, double> input)
    {
        _input = input;
        _words[0] = (ushort)(Ms5837Compensation.Checksum(_words) << 12);
        _compensation = new(_words);
    }

    public bool Write(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != 1) { return false; }
        _pointer = bytes[0];
        switch (_pointer)
        {
            case 0x1E:
                _isLoaded = true;
                return true;
            case >= 0x40 and <= 0x4A:
                _result = PressureCounts();
                return _isLoaded;
            case >= 0x50 and <= 0x5A:
                _result = TemperatureCounts();
                return _isLoaded;
            default:
                return _pointer == 0 || (_pointer is >= 0xA0 and <= 0xAC && _isLoaded);
        }
    }

    public bool Read(Span<byte> bytes)
    {
        if (_pointer is >= 0xA0 and <= 0xAC && bytes.Length == 2)
        {
            ushort word = _words[(_pointer - 0xA0) / 2];
            (bytes[0], bytes[1]) = ((byte)(word >> 8), (byte)(word & 0xFF));
            return true;
        }
        if (_pointer != 0 || bytes.Length != 3) { return false; }
        (bytes[0], bytes[1], bytes[2]) = ((byte)(_result >> 16), (byte)((_result >> 8) & 0xFF), (byte)(_result & 0xFF));
        // A result can be read once.
        _result = 0;
        return true;
    }

    private int TemperatureCounts() => Inversion.Of(
        _input("temperature") * 100, 1, MostCounts, counts => _compensation.Compute(0, counts).CentiCelsius);

    private int PressureCounts()
    {
        int temperature = TemperatureCounts();
        double millimetresPerHectopascal = Ms5837.Millimetres(1, _input("density"));
        double hectopascals = _input("air-pressure") + (_input("level") / millimetresPerHectopascal);
        return Inversion.Of(
            hectopascals * 10, 1, MostCounts, counts => _compensation.Compute(counts, temperature).DeciHectopascals);
    }
}
