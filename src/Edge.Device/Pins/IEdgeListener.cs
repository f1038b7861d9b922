namespace Edge.Device.Pins;

/// <summary>Listens to the falling edges of a line until it is disposed.</summary>
internal interface IEdgeListener : IDisposable
{
    /// <summary>False once the line is gone: nothing more will be heard.</summary>
    bool IsAlive { get; }
}
