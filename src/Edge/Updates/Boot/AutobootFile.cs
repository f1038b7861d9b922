using System.Globalization;
using System.Text;

namespace Edge.Updates.Boot;

/// <summary>Which partition a Raspberry Pi starts from, and which one once when it is asked to try.</summary>
/// <remarks>One sector, so that it is replaced by one write. Source: Raspberry Pi documentation,
/// autoboot.txt.</remarks>
/// <param name="Default">Number of a partition.</param>
/// <param name="Trial">Number of a partition; after <c>reboot "0 tryboot"</c>, once.</param>
public sealed record AutobootFile(int Default, int Trial)
{
    /// <summary>In bytes, exactly: the firmware reads no more.</summary>
    public const int Length = 512;

    public const int MaxPartition = 63;

    private const string Partition = "boot_partition";
    private const string WholePartitions = "tryboot_a_b";

    /// <summary>The file, filled up with a comment.</summary>
    public byte[] Write()
    {
        string text = string.Create(
            CultureInfo.InvariantCulture,
            $"[all]\n{WholePartitions}=1\n{Partition}={Default}\n[tryboot]\n{Partition}={Trial}\n");
        var bytes = new byte[Length];
        bytes.AsSpan().Fill((byte)'#');
        bytes[^1] = (byte)'\n';
        Encoding.ASCII.GetBytes(text, bytes);
        return bytes;
    }

    /// <summary>Reads it as the firmware does: of several lines the last one counts that applies.</summary>
    public static Result<AutobootFile, UpdateReason> Read(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > Length) { return Refuse($"{bytes.Length} bytes, the firmware reads {Length}"); }
        if (!Ascii.IsValid(bytes)) { return Refuse("not ASCII"); }
        string[] lines = Encoding.ASCII.GetString(bytes).Split('\n');
        if (Evaluate(lines, isTrial: false) is not { } normal || Evaluate(lines, isTrial: true) is not { } trial)
        {
            return Refuse($"{Partition} is not a number from 1 to {MaxPartition}, or missing; or a filter that is neither all, none nor tryboot");
        }
        return normal.IsWhole
            ? new AutobootFile(normal.Partition, trial.Partition)
            : Refuse($"{WholePartitions}=1 is missing: the firmware would not try whole partitions");
    }

    // Null: nothing that could be relied upon.
    private static (int Partition, bool IsWhole)? Evaluate(string[] lines, bool isTrial)
    {
        bool applies = true, isWhole = false;
        int partition = 0;
        foreach (string line in lines.Select(line => line.Trim('\r', ' ', '\0')))
        {
            if (line.StartsWith('['))
            {
                if (line is not ("[all]" or "[none]" or "[tryboot]")) { return null; }
                applies = line == "[all]" || (line == "[tryboot]" && isTrial);
                continue;
            }
            if (!applies || line.Split('=', 2) is not [var name, var value]) { continue; }
            if (name == WholePartitions) { isWhole = value == "1"; }
            if (name != Partition) { continue; }
            bool isNumber = int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out partition);
            if (!isNumber || partition is < 1 or > MaxPartition) { return null; }
        }
        return partition == 0 ? null : (partition, isWhole);
    }

    private static UpdateReason Refuse(string detail) => new(UpdateRefusal.SelectorDamaged, $"autoboot.txt: {detail}");
}
