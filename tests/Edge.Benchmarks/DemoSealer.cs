using System.Security.Cryptography;
using Edge.Keys;
using Edge.Platform.Keys;
using Edge.Sealing;
using Edge.Sensing;

namespace Edge.Benchmarks;

/// <summary>The demo site's weather stream with throw-away keys, one recipient, and readings to seal.</summary>
internal sealed class DemoSealer : IDisposable
{
    private const int Readings = 1_000;
    private readonly FileIdentityKey _identity;
    private readonly SigningIdentity _signer;

    public DemoSealer(string folder)
    {
        _identity = FileIdentityKey.OpenOrCreate(Path.Combine(folder, "identity.key")).Value;
        _signer = SigningIdentity.Create(_identity, KeyPurpose.Batches, new BootId(Guid.NewGuid()));
        using var recipient = RecipientSecretKey.Create();
        Stream = new StreamSealer(Schema, _signer, [recipient.PublicKey], default, RandomNumberGenerator.Fill);
    }

    public StreamSchema Schema { get; } = new("weather", [.. Demo.Weather.Channels.Select(Channel)], [], []);

    public StreamSealer Stream { get; }

    public Verified<PurposeKeyCertificate> Certificate => _signer.Certificate;

    /// <summary>1,000 readings, all channels of the stream in turn every half second, as the demo site samples them.</summary>
    public BatchContent Batch()
    {
        // The simulated board's values wander by a step or two of the resolution between samples; so do these.
        var dice = new Random(1);
        double[] values = [.. Schema.Channels.Select(channel => 1_000 * channel.Resolution)];
        var readings = new Reading[Readings];
        for (int i = 0; i < Readings; i++)
        {
            int channel = i % values.Length;
            int steps = dice.Next(-2, 3);
            values[channel] += steps * Schema.Channels[channel].Resolution;
            long at = 3_600_000 + (i / values.Length * 500) + dice.Next(0, 2);
            var time = new ReadingTime(at, 1_700_000_000_000 + at, TimeQuality.Synchronised);
            readings[i] = new Reading(channel, values[channel], Quality.Simulated, QualityReason.None, time);
        }
        return new BatchContent(readings, default);
    }

    public void Dispose()
    {
        Stream.Dispose();
        _signer.Dispose();
        _identity.Dispose();
    }

    private static SchemaChannel Channel(int index)
    {
        var channel = Demo.Site.Channels[index];
        return new SchemaChannel(channel.Name, channel.Unit, channel.Resolution);
    }
}
