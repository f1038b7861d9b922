using System.Globalization;
using Edge.Audit;

namespace Edge.Platform.Audit;

/// <summary>Heads that a receiver holds, a line each: device, witness, over how many entries it is at least
/// (0: not known), then
/// words that say where it was seen. UTF-8.</summary>
/// <remarks>The number may be missing where the words begin with none.</remarks>
public static class WitnessFile
{
    /// <summary>Of a file; some 600,000 heads.</summary>
    public const long MaxBytes = 64 * 1024 * 1024;

    private const int HashDigits = 2 * TreeHash.Length;

    public static string Line(DeviceId device, AuditWitness witness) =>
        string.Create(CultureInfo.InvariantCulture, $"{device} {witness.Hash} {witness.AtLeast} {witness.Source}");

    /// <summary>Those of one device; lines of others are passed over. Refused: a line of another form,
    /// with its number.</summary>
    public static Result<IReadOnlyList<AuditWitness>, string> Read(string path, DeviceId device)
    {
        try
        {
            if (new FileInfo(path).Length > MaxBytes) { return $"{path} is longer than {MaxBytes} bytes."; }
            var witnesses = new List<AuditWitness>();
            int number = 0;
            foreach (string line in File.ReadLines(path))
            {
                number++;
                string[] parts = line.Split(' ', 3);
                bool isLine = parts.Length == 3 && parts[1].Length == HashDigits && parts[1].All(char.IsAsciiHexDigitLower)
                    && UInt128.TryParse(parts[0], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out _);
                if (!isLine)
                {
                    return $"{path}:{number}: expected a device id, a head and where it was seen; edge-collector witnesses writes such lines.";
                }
                if (parts[0] == device.ToString())
                {
                    witnesses.Add(Witness(TreeHash.FromBytes(Convert.FromHexString(parts[1])), parts[2]));
                }
            }

            return witnesses.Count > 0
                ? witnesses
                : $"{path} holds no head of device {device}.";
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return $"{path}: {exception.Message}";
        }
    }

    private static AuditWitness Witness(TreeHash hash, string rest)
    {
        string[] parts = rest.Split(' ', 2);
        return parts.Length == 2 && long.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out long atLeast)
            ? new(hash, parts[1], atLeast)
            : new(hash, rest);
    }
}
