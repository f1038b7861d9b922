using System.CommandLine;
using System.Net.Sockets;
using Edge.Platform.CommandLine;
using Edge.Simulator.Control;

namespace Edge.Simulator.Commands;

/// <summary><c>edge-simulator order</c>: does something to the board by hand.</summary>
internal static class OrderCommand
{
    private static readonly Option<string> Control = new("--control")
    {
        Description = "The socket of the running simulator", Required = true,
    };

    private static readonly Argument<string[]> Words = new("order")
    {
        Description = "What to do; scripts/vm/board --help lists it", Arity = ArgumentArity.OneOrMore,
    };

    public static Command Create()
    {
        var command = new Command("order", "Do something to the board of a running simulator.") { Control, Words };
        command.SetAction((parsed, cancellationToken) => RunAsync(
            parsed.GetValue(Control)!, string.Join(' ', parsed.GetValue(Words)!), cancellationToken));
        return command.WithExample("edge-simulator order --control board.sock set mast.temperature 31.5");
    }

    private static async Task<int> RunAsync(string control, string order, CancellationToken cancellationToken)
    {
        try
        {
            Result<Answer, Refusal> result = await OrderSocket.AskAsync(control, order, cancellationToken);
            if (!result.TryGet(out Answer answer, out Refusal refusal)) { return CommandFrame.Refuse(refusal.Text); }
            Console.Write(answer.Text);
            return CommandFrame.Done;
        }
        catch (Exception absent) when (absent is SocketException or IOException)
        {
            return CommandFrame.Refuse(
                $"No simulated board answers at {control} ({absent.Message}). Start it with scripts/vm/run.");
        }
    }
}
