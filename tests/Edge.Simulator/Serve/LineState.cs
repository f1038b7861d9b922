using System.Device.Gpio;

namespace Edge.Simulator.Serve;

/// <summary>What the gateway does with a line.</summary>
internal enum LineUse : byte { Free = 1, Input = 2, Output = 3 }

/// <param name="User">The name under which a process of the gateway holds the line; empty where nobody
/// does.</param>
internal readonly record struct LineState(LineUse Use, PinValue Level, string User);

/// <summary>Something that happened on a line, or to the gateway.</summary>
/// <param name="At">Since the simulator's start.</param>
/// <param name="Line">-1 where it is not about a line.</param>
internal readonly record struct BoardEvent(TimeSpan At, int Line, string What);
