using System.CommandLine;
using Edge.Device.Clock;
using Edge.Device.Hardening;
using Edge.Hardening;
using Edge.Host.Guard;
using Edge.Platform.CommandLine;
using Edge.Sensing;
using Microsoft.Extensions.Logging;

namespace Edge.Host.Commands;

/// <summary><c>edge guard console</c>: asks for a token on one terminal and becomes a shell there when it is
/// good.</summary>
/// <remarks>The guard starts its unit only in a boot that began with somebody present. A shell that ends, the
/// time of the unit, or the next
/// boot closes it.</remarks>
internal static class GuardConsole
{
    private const int Attempts = 3;

    public static Command Create()
    {
        var options = new GuardCommandOptions();
        Option<string> tty = new("--tty") { Description = "The terminal without /dev/, as the site declares it", Required = true };
        Option<string> shell = new("--shell") { Description = "What is opened", DefaultValueFactory = _ =>
            "/bin/sh" };
        Command command = options.AddTo(new Command("console",
            "Ask for a technician's token and open a console; the unit edge-technician@ runs it."));
        Option<bool> closed = new("--closed") { Description = "Only record that the console is closed again; the unit does so at its end" };
        command.Add(closed);
        command.Add(tty);
        command.Add(shell);
        command.SetAction(parsed => InWords(() => parsed.GetValue(closed)
            ? Close(options.Of(parsed), parsed.GetValue(tty)!)
            : Open(options.Of(parsed), parsed.GetValue(tty)!, parsed.GetValue(shell)!)));
        return command.WithExample("edge guard console --tty tty1");
    }

    /// <summary>Where nothing was opened, nothing is said.</summary>
    private static int Close(GuardOptions options, string tty)
    {
        using ILoggerFactory logs = RunCommand.Logs(LogLevel.Information);
        var door = new TechnicianDoor(options.UsedTokens, options.Folders.Run, new MachineClock().Boot);
        if (!door.WasOpened) { return CommandFrame.Done; }
        new GuardSpool(options.Folders.Run, new LogTrail(logs.CreateLogger("Edge.Guard")))
            .Record(new(GuardEventKind.TechnicianClosed, tty, "until the next boot"));
        return CommandFrame.Done;
    }

    private static int Open(GuardOptions options, string tty, string shell) => options.Device.Read() is { } device
        ? Run(options, device, tty, shell)
        : Refuse("This gateway does not know yet which device it is: the guard notes it when it first signs a report. "
            + $"See: journalctl -u edge-guard; then: systemctl start edge-technician@{tty}");

    private static int Run(GuardOptions options, DeviceId device, string tty, string shell)
    {
        using ILoggerFactory logs = RunCommand.Logs(LogLevel.Information);
        var trail = new GuardSpool(options.Folders.Run, new LogTrail(logs.CreateLogger("Edge.Guard")));
        var clock = new MachineClock();
        var door = new TechnicianDoor(options.UsedTokens, options.Folders.Run, clock.Boot);
        for (int attempt = 1; attempt <= Attempts; attempt++)
        {
            if (Ask(device) is not { } text) { return CommandFrame.Refused; }
            bool isGood = door.Take(text, TechnicianDoor.KeysIn(options.SiteNow().Trust), device, clock.Now(),
                tty).TryGet(out Verified<TechnicianToken> token, out TokenRefusal refusal);
            if (door.Trouble is { } trouble) { trail.Record(new(GuardEventKind.Failed, tty, $"the record of used tokens: {trouble}")); }
            if (isGood)
            {
                trail.Record(new(GuardEventKind.TechnicianOpened, tty,
                    $"until {DateTimeOffset.FromUnixTimeMilliseconds(token.Value.Until):u}: {token.Value.Reason}"));
                string[] environment = ["TERM=linux", "HOME=/", "PATH=/usr/sbin:/usr/bin:/sbin:/bin"];
                return CommandFrame.Refuse($"{shell} could not be started: {Libc.Execute(shell, [shell, "-i"], environment)}");
            }
            trail.Record(new(GuardEventKind.TechnicianRefused, tty, PlainWords.Of(refusal.ToString())));
            Console.WriteLine($"Refused: {PlainWords.Of(refusal.ToString())}.{Advice(refusal, door.Latest(clock.Now()))}");
        }
        return CommandFrame.Refused;
    }

    private static string Advice(TokenRefusal refusal, ReadingTime now) => refusal switch
    {
        TokenRefusal.Expired or TokenRefusal.NotYet =>
            $" Here it is {DateTimeOffset.FromUnixTimeMilliseconds(now.UnixMilliseconds):u}; where that is wrong the operator issues one with --at that time.",
        TokenRefusal.AlreadyUsed => " Ask the operator for another one, issued from now on.",
        _ => "",
    };

    /// <summary>On the terminal, too: the unit's standard error is the journal.</summary>
    private static int Refuse(string why)
    {
        Console.WriteLine(why);
        return CommandFrame.Refuse(why);
    }

    private static int InWords(Func<int> act)
    {
        try
        {
            return act();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return Refuse($"{exception.Message}\nThe console needs root, and /run and the trust folder to be read. It asks again "
                + "after: systemctl start edge-technician@TERMINAL");
        }
    }

    /// <summary>The next line with something in it: a line end alone is no attempt. Null: the terminal is
    /// gone.</summary>
    private static string? Ask(DeviceId device)
    {
        while (true)
        {
            Console.Write($"Device {device}. Token: ");
            string? text = Console.ReadLine()?.Trim();
            if (text is not { Length: 0 }) { return text; }
        }
    }
}
