using System.Globalization;
using Edge.Sensing;

namespace Edge.Device.Buses;

/// <summary>What an error of an I2C transfer means.</summary>
/// <remarks>System.Device.I2c reports the kernel's number only inside the text "Error N performing ...".
/// Source: Linux Documentation/i2c/fault-codes.rst; asm-generic/errno.h.</remarks>
internal static class I2cFaults
{
    /// <summary>EREMOTEIO: what i2c-bcm2835 and others report when an address is not acknowledged.</summary>
    public const int NotAcknowledged = 121;

    /// <summary>ETIMEDOUT: a line is held low.</summary>
    public const int TimedOut = 110;

    private const int TryAgain = 11;
    private const int Busy = 16;

    public static IOException ToException(int number) =>
        new(string.Create(CultureInfo.InvariantCulture, $"Error {number} performing I2C data transfer."));

    public static QualityReason ReasonOf(IOException refused) => NumberIn(refused.Message) switch
    {
        TimedOut or TryAgain or Busy => QualityReason.BusStuck,
        _ => QualityReason.NoAnswer,
    };

    private static int NumberIn(string message)
    {
        const string Start = "Error ";
        int from = message.StartsWith(Start, StringComparison.Ordinal) ? Start.Length : message.Length;
        ReadOnlySpan<char> rest = message.AsSpan(from);
        int length = rest.IndexOfAnyExceptInRange('0', '9');
        return int.TryParse(length < 0 ? rest : rest[..length], CultureInfo.InvariantCulture, out int number) ? number : 0;
    }
}
