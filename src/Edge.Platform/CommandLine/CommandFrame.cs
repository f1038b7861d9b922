using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.Runtime.InteropServices;

namespace Edge.Platform.CommandLine;

/// <summary>What the three executables have in common on the command line.</summary>
/// <remarks>Exit codes: <see cref="Done"/>, <see cref="Refused"/> with the reason on standard error,
/// <see cref="WrongUsage"/>. Facts go to standard output, everything else to standard error.</remarks>
public static class CommandFrame
{
    public const int Done = 0;

    /// <summary>Refused or failed; the reason was printed.</summary>
    public const int Refused = 1;

    public const int WrongUsage = 2;

    /// <summary>Ended by Ctrl-C, as a shell counts it.</summary>
    public const int Interrupted = 130;

    /// <summary>Ended by SIGTERM, as a shell counts it.</summary>
    public const int Terminated = 143;

    private static readonly TimeSpan TerminationTimeout = TimeSpan.FromSeconds(30);

    /// <summary>Parses and runs; Ctrl-C and SIGTERM cancel the token that an action is given.</summary>
    public static async Task<int> RunAsync(RootCommand root, string[] arguments)
    {
        ParseResult parsed = root.Parse(arguments);
        if (parsed.Errors.Count > 0)
        {
            foreach (var error in parsed.Errors) { await Console.Error.WriteLineAsync(error.Message); }
            string command = string.Join(' ', CommandPath(parsed.CommandResult));
            await Console.Error.WriteLineAsync($"See: {command} --help");
            return WrongUsage;
        }

        if (parsed.Action is HelpAction && parsed.Tokens.Count == 0) { return WrongUsage; }
        // One handler for each signal, and this is the one: who cancels also knows by what.
        var configuration = new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null };
        using var stopping = new CancellationTokenSource();
        var stopped = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, context => Stop(context, Terminated));
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, context => Stop(context, Interrupted));
        try
        {
            Task<int> running = parsed.InvokeAsync(configuration, stopping.Token);
            if (await Task.WhenAny(running, stopped.Task) != running)
            {
                await Task.WhenAny(running, Task.Delay(TerminationTimeout, TimeProvider.System));
                if (!running.IsCompleted) { return await stopped.Task; }
            }
            return await running;
        }
        catch (OperationCanceledException) when (stopped.Task.IsCompleted)
        {
            await Console.Error.WriteLineAsync("Stopped before it was done. What was durable stays.");
            return await stopped.Task;
        }

        // A command that takes no token is ended as the system does it.
        void Stop(PosixSignalContext context, int code)
        {
            context.Cancel = parsed.Action is AsynchronousCommandLineAction;
            if (context.Cancel && stopped.TrySetResult(code)) { stopping.Cancel(); }
        }
    }

    /// <summary>A command whose help ends with one example.</summary>
    public static Command WithExample(this Command command, string example)
    {
        command.Description = $"{command.Description}\n\nExample:\n  {example}";
        return command;
    }

    /// <summary>Says why on standard error. Returns <see cref="Refused"/>.</summary>
    public static int Refuse(string reason)
    {
        Console.Error.WriteLine(reason);
        return Refused;
    }

    private static IEnumerable<string> CommandPath(System.CommandLine.Parsing.SymbolResult? result)
    {
        if (result is not System.CommandLine.Parsing.CommandResult command) { return []; }
        string name = command.Command is RootCommand ? Environment.ProcessPath is { } path ? Path.GetFileName(path) : "edge" : command.Command.Name;
        return CommandPath(command.Parent).Append(name);
    }
}
