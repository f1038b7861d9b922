using System.Collections.Immutable;
using System.Security.Cryptography;
using Edge.Keys;
using Edge.Platform.Keys;
using Edge.Platform.Outbox;
using Edge.Profiles;
using Edge.Sealing;
using Edge.Sensing;
using Microsoft.Extensions.Logging.Abstractions;

namespace Edge.Simulator.Backlog;

/// <summary>Weeks without a link, sealed by the gateway's own writer into the gateway's own outbox, while no
/// gateway runs.</summary>
internal sealed class SealedWeeks(Site site, TrustFolder trust, string state)
{
    /// <summary>Each channel has a value so often.</summary>
    private const long PeriodMilliseconds = 10_000;

    /// <summary>Sealed at once; less than a buffer holds.</summary>
    private const int AtOnce = 10_000;

    /// <summary>Seals so many readings, spread evenly over the channels of all streams, the last of them
    /// taken now.</summary>
    /// <param name="progress">Called with the readings that are stored so far.</param>
    /// <returns>Null, or why not.</returns>
    public string? Seal(long readings, long nowUnixMilliseconds, Action<long> progress)
    {
        Result<ImmutableArray<ImmutableArray<RecipientKey>>, string> recipients = trust.RecipientsOf(site);
        if (!recipients.IsOk) { return recipients.Reason; }
        Result<FileIdentityKey, string> key = FileIdentityKey.OpenOrCreate(Path.Combine(state, "identity.key"));
        if (!key.IsOk) { return key.Reason; }
        using FileIdentityKey identity = key.Value;
        using var signing = SigningIdentity.Create(identity, KeyPurpose.Batches, new BootId(Guid.NewGuid()));
        using SqliteOutbox outbox = SqliteOutbox.Closed(Path.Combine(state, "outbox.db"), site.Outbox.BudgetBytes);
        using var writer = new ChainWriter(
            site, outbox, () => signing, () => recipients, RandomNumberGenerator.Fill, NullLogger<ChainWriter>.Instance);
        int channels = site.Streams.Sum(stream => stream.Channels.Length);
        long rounds = (readings + channels - 1) / channels;
        var buffers = site.Streams.Select(_ => new StreamBuffer()).ToArray();
        for (long round = 0; round < rounds; round++)
        {
            long monotonic = round * PeriodMilliseconds;
            long unix = nowUnixMilliseconds - ((rounds - 1 - round) * PeriodMilliseconds);
            var time = new ReadingTime(monotonic, unix, TimeQuality.Synchronised);
            foreach (StreamDeclaration stream in site.Streams) { AddRound(stream, buffers[stream.Index], round, time); }
            bool isLast = round == rounds - 1;
            if (!isLast && buffers.Max(buffer => buffer.Readings) < AtOnce) { continue; }
            foreach (StreamDeclaration stream in site.Streams)
            {
                bool isStored = writer.Write(stream.Index, buffers[stream.Index], isLast, unix, monotonic);
                if (!isStored) { return writer.Problem ?? $"The outbox refuses: {writer.Fault}."; }
            }
            progress(site.Streams.Sum(stream => writer.Counts(stream.Index).Readings));
        }
        return null;
    }

    /// <summary>A value for each channel that moves a little, within the resolution of its sensor.</summary>
    private void AddRound(StreamDeclaration stream, StreamBuffer buffer, long round, ReadingTime time)
    {
        for (int i = 0; i < stream.Channels.Length; i++)
        {
            double step = site.Channels[stream.Channels[i]].Resolution;
            double value = step * Math.Round(1000 + (100 * Math.Sin((round + i) / 360.0)) + (((round * 7) + i) % 5));
            buffer.Add(new Reading(i, value, Quality.Good, QualityReason.None, time));
        }
    }
}
