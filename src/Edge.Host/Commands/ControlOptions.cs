using System.CommandLine;
using Edge.Device.Control;

namespace Edge.Host.Commands;

/// <summary>The options of every command that talks to a running gateway.</summary>
internal static class ControlOptions
{
    public static Option<string> Socket() => new("--socket")
    {
        Description = "The control socket of the running gateway",
        DefaultValueFactory = _ => ControlPaths.DefaultSocket,
    };

    public static Option<bool> Json() => new("--json") { Description = "Print one JSON document instead of text" };

    /// <summary>Colours where a person looks on and did not ask for none (https://no-color.org).</summary>
    public static bool WantsColour =>
        !Console.IsOutputRedirected && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"));
}
