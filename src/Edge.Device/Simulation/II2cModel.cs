namespace Edge.Device.Simulation;

/// <summary>A device on a simulated I2C bus: what its registers answer. Knows nothing of drivers.</summary>
internal interface II2cModel
{
    /// <summary>Takes the bytes of one write transfer; false: not acknowledged.</summary>
    bool Write(ReadOnlySpan<byte> bytes);

    /// <summary>Fills the bytes of one read transfer; false: not acknowledged.</summary>
    bool Read(Span<byte> bytes);
}
