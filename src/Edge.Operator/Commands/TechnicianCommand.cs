using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Security.Cryptography;
using Edge.Hardening;
using Edge.Operator.Publishing;
using Edge.Platform.CommandLine;

namespace Edge.Operator.Commands;

/// <summary><c>edge-operator technician</c>: a token that opens one console of one gateway for one
/// boot.</summary>
internal static class TechnicianCommand
{
    private static readonly TimeSpan Usual = TimeSpan.FromHours(2);

    public static Command Create()
    {
        Option<string> key = new("--key") { Description = "The secret key of whoever issues it (edge-operator keys person)", Required = true };
        Option<string> device = new("--device") { Description = "The gateway's device id, 32 hexadecimal digits", Required = true };
        Option<string> console = new("--console") { Description = "The terminal that the gateway's site declares", DefaultValueFactory = _ => "tty1" };
        Option<string> reason = new("--reason") { Description = "Why; it stands in the gateway's record",
            Required = true };
        Option<TimeSpan?> window = DurationOption.Create("--for",
            "How long it may be used; 2h by default, at most 12h");
        Option<DateTimeOffset?> at = new("--at")
        {
            Description = "When its time begins, such as 2031-03-01T10:00Z; now by default. Only for a gateway whose clock is wrong and shows "
                + "that time: until it has passed, a gateway whose clock runs behind takes the token, too",
            CustomParser = result => TimeOf(result),
        };
        Option<string?> passphrase = PublishingOptions.Passphrase();
        var command = new Command("technician",
            "Issue a token that opens one console of one gateway for one boot, to somebody who stands before it.")
        {
            key, device, console, reason, window, at, passphrase,
        };
        command.SetAction(parsed => Run(
            parsed.GetValue(key)!, parsed.GetValue(passphrase), parsed.GetValue(device)!,
                parsed.GetValue(console)!, parsed.GetValue(reason)!,
            parsed.GetValue(window) ?? Usual, parsed.GetValue(at) ?? TimeProvider.System.GetUtcNow()));
        return command.WithExample("edge-operator technician --key cleo.person.key --device 0f3a...c1 --reason \"sensor cable, ticket 4711\"");
    }

    private static int Run(string keyPath, string? passphrase, string device, string console, string reason,
        TimeSpan window, DateTimeOffset at)
    {
        if (device.Length != 2 * DeviceId.Length
            || !device.All(char.IsAsciiHexDigit)) { return CommandFrame.Refuse($"--device: '{device}' is no device id; see: edge keys show"); }
        if (window > TechnicianToken.LongestWindow) { return CommandFrame.Refuse($"--for: at most {TechnicianToken.LongestWindow.TotalHours} hours."); }
        if (System.Text.Encoding.UTF8.GetByteCount(reason) is 0 or > 200) { return CommandFrame.Refuse("--reason: 1 to 200 bytes."); }
        Result<PersonKey, string> key = KeyFiles.Secret(keyPath, passphrase);
        if (!key.IsOk) { return CommandFrame.Refuse(key.Reason); }
        using PersonKey person = key.Value;
        long from = at.ToUnixTimeMilliseconds();
        var token = new TechnicianToken(
            DeviceId.FromBytes(Convert.FromHexString(device)),
                RandomNumberGenerator.GetBytes(TechnicianToken.NonceLength), from,
            from + (long)window.TotalMilliseconds, console, reason);
        Console.WriteLine(person.SignToken(token));
        return CommandFrame.Done;
    }

    private static DateTimeOffset? TimeOf(ArgumentResult result)
    {
        if (DateTimeOffset.TryParse(result.Tokens[0].Value, CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out DateTimeOffset time)
            && time >= DateTimeOffset.UnixEpoch && time.Year < 9999) { return time; }
        result.AddError($"--at: '{result.Tokens[0].Value}' is no time since 1970, such as 2031-03-01T10:00Z.");
        return null;
    }
}
