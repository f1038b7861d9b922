namespace Edge.Device.Simulation;

/// <summary>How a transfer on a simulated bus ended.</summary>
internal enum BusAnswer : byte
{
    Acknowledged = 1,

    NotAcknowledged = 2,

    /// <summary>A line is held low: nothing moves until that ends.</summary>
    Held = 3,
}

/// <summary>One I2C bus with its devices: the same for a driver in this process and for a kernel far away.
/// Thread-safe.</summary>
/// <param name="find">The device that answers at an address now, or null.</param>
/// <param name="isHeld">Whether a transfer to an address would not end.</param>
internal sealed class SimulatedBus(Func<int, II2cModel?> find, Func<int, bool> isHeld)
{
    private readonly Lock _lock = new();

    /// <summary>A write without bytes asks whether anybody is there; every device acknowledges its
    /// address.</summary>
    public BusAnswer Write(int address, ReadOnlySpan<byte> bytes)
    {
        lock (_lock) { return isHeld(address) ? BusAnswer.Held : Put(address, bytes); }
    }

    public BusAnswer Read(int address, Span<byte> bytes)
    {
        lock (_lock) { return isHeld(address) ? BusAnswer.Held : Take(address, bytes); }
    }

    /// <summary>Writes and, after a repeated start, reads; nobody comes between.</summary>
    public BusAnswer WriteRead(int address, ReadOnlySpan<byte> written, Span<byte> read)
    {
        lock (_lock)
        {
            if (isHeld(address)) { return BusAnswer.Held; }
            BusAnswer first = Put(address, written);
            return first == BusAnswer.Acknowledged ? Take(address, read) : first;
        }
    }

    private BusAnswer Put(int address, ReadOnlySpan<byte> bytes) =>
        find(address) is { } model && (bytes.IsEmpty || model.Write(bytes))
            ? BusAnswer.Acknowledged
            : BusAnswer.NotAcknowledged;

    private BusAnswer Take(int address, Span<byte> bytes) =>
        find(address) is { } model && (bytes.IsEmpty || model.Read(bytes))
            ? BusAnswer.Acknowledged
            : BusAnswer.NotAcknowledged;
}
