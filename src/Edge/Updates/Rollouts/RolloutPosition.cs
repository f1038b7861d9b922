using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Edge.Updates.Rollouts;

/// <summary>Where a device stands among all devices: the same for every reader of the same rollout, and for
/// nobody to choose.</summary>
/// <remarks>SHA-256 over a label, the name of the rollout and the device's id; the first four bytes,
/// big-endian, are a fraction of 2^32. The order is another one in each rollout, so that not the same
/// devices are always first.</remarks>
public readonly record struct RolloutPosition
{
    private const double Whole = 4_294_967_296;

    private readonly uint _turn;
    private readonly uint _jitter;

    private RolloutPosition(uint turn, uint jitter) => (_turn, _jitter) = (turn, jitter);

    /// <summary>Behind everybody else: for a device whose id is not known.</summary>
    public static RolloutPosition Last { get; } = new(uint.MaxValue, uint.MaxValue);

    /// <summary>From 0 up to, not including, 100.</summary>
    public double Percent => _turn * 100.0 / Whole;

    /// <summary>The part of a jitter that this device waits; from 0 up to, not including, 1.</summary>
    public double Jitter => _jitter / Whole;

    public static RolloutPosition Of(string rollout, DeviceId device) =>
        new(Hash("turn", rollout, device), Hash("jitter", rollout, device));

    private static uint Hash(string label, string rollout, DeviceId device) =>
        BinaryPrimitives.ReadUInt32BigEndian(
        SHA256.HashData(Encoding.UTF8.GetBytes($"edge/1 rollout {label}\n{rollout}\n{device}")));
}
