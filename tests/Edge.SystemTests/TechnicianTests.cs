using System.Text.RegularExpressions;
using Edge.Audit;

namespace Edge.SystemTests;

/// <summary>Somebody who holds the button while the gateway boots, and has a token, gets a console for this
/// boot.</summary>
[Collection("guard lab"), Trait("lab", "guard")]
public sealed partial class TechnicianTests(GuardLab lab) : IAsyncLifetime
{
    private const string Unit = "edge-technician@tty2";

    private readonly AuditSight _audit = new(lab);

    public Task InitializeAsync() => lab.GuardedAsync();

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task Opens_AConsole_ForAGoodTokenOnly_OnceInABoot_AndClosesIt()
    {
        Terminal terminal = lab.Terminal;
        await terminal.SaysAsync(lab, "Token: ");
        string device = Device().Match(terminal.Said).Groups[1].Value;
        string expired = await TokenAsync(device, "1s"), other = await TokenAsync(new string('0', 32), "1h");
        string good = await TokenAsync(device, "1h");

        await terminal.TypeAsync("let me in");
        await terminal.SaysAsync(lab, "Refused: malformed");
        await terminal.TypeAsync(other);
        await terminal.SaysAsync(lab, "Refused: wrong device");
        await lab.InGuestAsync("sleep 1");
        await terminal.TypeAsync(expired);
        await terminal.SaysAsync(lab, "Refused: expired");
        await lab.UntilAsync(async () => !await IsAskedAsync(), "the end after three attempts");

        await lab.InGuestAsync($"systemctl start {Unit}");
        await terminal.TypeAsync(good);
        await ToldAsync(AuditEvent.TechnicianAdmitted, "a test");
        await terminal.TypeAsync("echo open-$((40 + 2)) > /run/was-open; exit");
        await ToldAsync(AuditEvent.TechnicianLeft, "");
        Assert.Equal("open-42", (await lab.InGuestAsync("cat /run/was-open")).Trim());

        await lab.InGuestAsync($"systemctl start {Unit}");
        await terminal.TypeAsync(good);
        await terminal.SaysAsync(lab, "Refused: once per boot");
        // As in the next boot, with the button held again; the token stays used whatever the boot forgets.
        await lab.InGuestAsync("rm /run/edge-guard/technician-*");
        await terminal.TypeAsync(good);
        await terminal.SaysAsync(lab, "Refused: already used");
        await lab.InGuestAsync($"systemctl stop {Unit}; grep -cE '^[0-9a-f]{{32}}$' /var/lib/edge-slots/technician/tokens-used");
        await lab.InGuestAsync($"rm /run/edge-guard/presence-*; systemctl start {Unit}; ! systemctl -q is-active {Unit}");

        string[] refused = [.. (await _audit.FromAsync(0)).Where(line => line.Event == AuditEvent.TechnicianRefused).Select(line => line.Detail)];
        Assert.Equal(["malformed", "wrong device", "expired", "once per boot", "already used"], refused);
        await ToldAsync(AuditEvent.TechnicianPresent, "tty2");
    }

    private async Task ToldAsync(AuditEvent number, string detail) => await lab.UntilAsync(
        async () => (await _audit.FromAsync(0)).Any(line => line.Event == number && line.Detail.Contains(detail, StringComparison.Ordinal)),
        $"{number} in the audit log");

    private async Task<bool> IsAskedAsync() =>
        (await lab.InGuestAsync($"systemctl is-active {Unit}; true")).Trim() is "active" or "activating";

    private Task<string> TokenAsync(string device, string window) => GuardLab.OperatorAsync(
        "technician", "--key", Path.Combine(lab.KeyFolder, "cleo.person.key"), "--device", device, "--console", "tty2", "--reason", "a test",
        "--for", window);

    [GeneratedRegex("Device ([0-9a-f]{32})")]
    private static partial Regex Device();
}
