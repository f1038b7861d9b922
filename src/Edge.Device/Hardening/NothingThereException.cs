namespace Edge.Device.Hardening;

/// <summary>What a value is to be written to is gone, and with it what there was to do.</summary>
internal sealed class NothingThereException(string message) : IOException(message);
