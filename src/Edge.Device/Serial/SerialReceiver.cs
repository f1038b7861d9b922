namespace Edge.Device.Serial;

/// <summary>Takes bytes as they arrive on a serial line, in order, from one thread at a time. It must not
/// throw.</summary>
internal delegate void SerialReceiver(ReadOnlySpan<byte> bytes);
