using System.Collections.Immutable;
using System.Text;
using MessagePack;

namespace Edge.Hardening;

/// <summary>What a guard that is started anew in the same boot goes on with, as bytes.</summary>
/// <remarks>Bytes: docs/formats/guard-state.md.</remarks>
public static class ProbationCodec
{
    public const int MaxBytes = 1024 * 1024;

    /// <summary>The newest steps are kept.</summary>
    public const int MostSteps = 256;

    private const int Version = 1;
    private const int MostChannels = 32;
    private const int MostCuts = 64;
    private const int MaxText = 1024;
    private const long MaxMilliseconds = 1L << 53;

    public static byte[] Write(BootId boot, ProbationState state)
    {
        TriedStep[] steps = [.. state.Steps.Where(Fits).TakeLast(MostSteps)];
        return SealedBody.Write(Version, (ref MessagePackWriter writer) =>
        {
            Span<byte> id = stackalloc byte[BootId.Length];
            boot.CopyTo(id);
            writer.WriteArrayHeader(4);
            writer.Write(id);
            writer.Write((long)state.Since.TotalMilliseconds);
            writer.WriteArrayHeader(steps.Length);
            foreach (TriedStep each in steps) { Write(ref writer, each); }
            var lacking = state.Lacking.Where(each => Fits(each.Key)).Take(MostChannels).ToArray();
            writer.WriteArrayHeader(lacking.Length);
            foreach ((string channel, TimeSpan since) in lacking)
            {
                writer.WriteArrayHeader(2);
                writer.Write(channel);
                writer.Write((long)since.TotalMilliseconds);
            }
        });
    }

    /// <summary>Null: no such bytes. Hostile bytes cost bounded memory and time.</summary>
    public static KeptProbation? Read(ReadOnlyMemory<byte> bytes) => SealedBody.Read<KeptProbation>(bytes, Version, MaxBytes, ReadBody);

    private static void Write(ref MessagePackWriter writer, TriedStep each)
    {
        writer.WriteArrayHeader(7);
        writer.Write((byte)each.Step.Mechanism);
        writer.Write((byte)each.Step.Tier);
        writer.Write(each.Step.Target);
        writer.Write(each.Step.Wanted);
        writer.WriteArrayHeader(each.Step.Cuts.Length);
        foreach (string cut in each.Step.Cuts) { writer.Write(cut); }
        writer.Write((long)each.At.TotalMilliseconds);
        writer.WriteArrayHeader(each.Worked.Count);
        foreach ((string channel, string carriers) in each.Worked)
        {
            writer.WriteArrayHeader(2);
            writer.Write(channel);
            writer.Write(carriers);
        }
    }

    private static KeptProbation? ReadBody(ref MessagePackReader reader)
    {
        if (!reader.ReadArrayOf(4) || reader.ReadExactly(BootId.Length) is not { } boot) { return null; }
        if (ReadTime(ref reader) is not { } since || ReadSteps(ref reader) is not { } steps) { return null; }
        int count = reader.ReadArrayHeader();
        if (count > MostChannels) { return null; }
        var lacking = ImmutableSortedDictionary.CreateBuilder<string, TimeSpan>(StringComparer.Ordinal);
        for (int i = 0; i < count; i++)
        {
            if (!reader.ReadArrayOf(2) || reader.ReadTextOfAtMost(MaxText) is not { } channel
                || ReadTime(ref reader) is not { } at || !lacking.TryAdd(channel, at)) { return null; }
        }
        return new KeptProbation(BootId.FromBytes(boot), new ProbationState(since, steps, lacking.ToImmutable()));
    }

    private static ImmutableArray<TriedStep>? ReadSteps(ref MessagePackReader reader)
    {
        int count = reader.ReadArrayHeader();
        if (count > MostSteps) { return null; }
        var steps = ImmutableArray.CreateBuilder<TriedStep>(count);
        for (int i = 0; i < count; i++)
        {
            if (!reader.ReadArrayOf(7)) { return null; }
            var mechanism = (Mechanism)reader.ReadByte();
            var tier = (Tier)reader.ReadByte();
            bool isKnown = Enum.IsDefined(mechanism) && (byte)tier <= (byte)Tier.Walled;
            if (!isKnown || reader.ReadTextOfAtMost(MaxText) is not { } target || reader.ReadTextOfAtMost(MaxText) is not { } wanted
                || ReadCuts(ref reader) is not { } cuts || ReadTime(ref reader) is not { } at
                || ReadWorked(ref reader) is not { } worked) { return null; }
            steps.Add(new(new GuardStep(mechanism, target, wanted, tier, cuts), worked, at, IsOnTheWay: true));
        }
        return steps.ToImmutable();
    }

    private static ImmutableArray<string>? ReadCuts(ref MessagePackReader reader)
    {
        int count = reader.ReadArrayHeader();
        if (count > MostCuts) { return null; }
        var cuts = ImmutableArray.CreateBuilder<string>(count);
        for (int i = 0; i < count; i++)
        {
            if (reader.ReadTextOfAtMost(MaxText) is not { } cut) { return null; }
            cuts.Add(cut);
        }
        return cuts.ToImmutable();
    }

    private static ImmutableSortedDictionary<string, string>? ReadWorked(ref MessagePackReader reader)
    {
        int count = reader.ReadArrayHeader();
        if (count is 0 or > MostChannels) { return null; }
        var worked = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        for (int i = 0; i < count; i++)
        {
            if (!reader.ReadArrayOf(2) || reader.ReadTextOfAtMost(MaxText) is not { } channel
                || reader.ReadTextOfAtMost(MaxText) is not { } carriers || !worked.TryAdd(channel, carriers)) { return null; }
        }
        return worked.ToImmutable();
    }

    private static TimeSpan? ReadTime(ref MessagePackReader reader) =>
        reader.ReadInt64() is >= 0 and <= MaxMilliseconds and var time ? TimeSpan.FromMilliseconds(time) : null;

    // A channel whose carrier the kernel does not count is not kept: nothing could be told of it.
    private static bool Fits(TriedStep each) => Fits(each.Step.Target) && Fits(each.Step.Wanted)
        && each.Step.Cuts.Length <= MostCuts && each.Step.Cuts.All(Fits)
        && each.Worked.Count is > 0 and <= MostChannels && each.Worked.All(channel => Fits(channel.Key) && Fits(channel.Value));

    private static bool Fits(string text) => text.Length > 0 && Encoding.UTF8.GetByteCount(text) <= MaxText;
}

/// <param name="Boot">In which it counts.</param>
public sealed record KeptProbation(BootId Boot, ProbationState State);
