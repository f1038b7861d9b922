using System.Globalization;
using MessagePack;

namespace Edge.Hardening;

/// <summary>A step that was proven to stop something that must survive: it worked just before the step, not after it, and again once
/// the step was taken back.</summary>
/// <param name="Key">Of the step.</param>
/// <param name="Policy">Hash of the policy that wanted it, in hexadecimal. While that one is in force it is not tried again.</param>
/// <param name="Kind">Of what it stopped.</param>
/// <param name="Name">Of what it stopped, as the kernel or systemd names it.</param>
/// <param name="Since">By the clock of that moment, in milliseconds of Unix time; the clock may have been wrong.</param>
/// <param name="FineUnder">Hash of another policy under which it was taken since and all went on; null: none.</param>
public sealed record BrokenStep(string Key, string Policy, FoundKind Kind, string Name, long Since, string? FineUnder = null)
{
    /// <summary>More are not kept; the oldest goes.</summary>
    public const int Most = 64;

    public const int MaxBytes = 128 * 1024;
    private const int Version = 1;
    private const int MaxText = 1024;
    private const long EarliestUnix = -62_135_596_800_000;
    private const long LatestUnix = 253_402_300_799_999;

    /// <summary>For people: since when, why, what to do.</summary>
    public string Words => $"since {When} it is known to stop {Name}: not taken; declare what needs it in the site file";

    private string When => DateTimeOffset.FromUnixTimeMilliseconds(Since).ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);

    /// <summary>The bytes of a list, oldest first. What would not be read again is left out.</summary>
    public static byte[] Write(IEnumerable<BrokenStep> steps)
    {
        BrokenStep[] kept = [.. steps.Where(Fits).TakeLast(Most)];
        return SealedBody.Write(Version, (ref MessagePackWriter writer) =>
        {
            writer.WriteArrayHeader(kept.Length);
            foreach (BrokenStep each in kept)
            {
                writer.WriteArrayHeader(6);
                writer.Write(each.Key);
                writer.Write(each.Policy);
                writer.Write((byte)each.Kind);
                writer.Write(each.Name);
                writer.Write(each.Since);
                writer.Write(each.FineUnder);
            }
        });
    }

    /// <summary>Null: no such bytes. Hostile bytes cost bounded memory and time.</summary>
    public static IReadOnlyList<BrokenStep>? Read(ReadOnlyMemory<byte> bytes) =>
        SealedBody.Read<List<BrokenStep>>(bytes, Version, MaxBytes, ReadList);

    private static List<BrokenStep>? ReadList(ref MessagePackReader reader)
    {
        int count = reader.ReadArrayHeader();
        if (count > Most) { return null; }
        var steps = new List<BrokenStep>(count);
        for (int i = 0; i < count; i++)
        {
            if (!reader.ReadArrayOf(6)) { return null; }
            string? key = reader.ReadTextOfAtMost(MaxText);
            string? policy = reader.ReadTextOfAtMost(MaxText);
            var kind = (FoundKind)reader.ReadByte();
            string? name = reader.ReadTextOfAtMost(MaxText);
            long since = reader.ReadInt64();
            string? fine = reader.TryReadNil() ? null : reader.ReadTextOfAtMost(MaxText) ?? "";
            bool isWhole = key is not null && policy is not null && name is not null && fine is not ""
                && since is >= EarliestUnix and <= LatestUnix && Enum.IsDefined(kind);
            if (!isWhole) { return null; }
            steps.Add(new(key!, policy!, kind, name!, since, fine));
        }
        return steps;
    }

    private static bool Fits(BrokenStep each) => Fits(each.Key) && Fits(each.Policy) && Fits(each.Name)
        && each.Since is >= EarliestUnix and <= LatestUnix;

    private static bool Fits(string text) => text.Length > 0 && System.Text.Encoding.UTF8.GetByteCount(text) <= MaxText;
}
