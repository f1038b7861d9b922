using System.Security.Cryptography;
using System.Text.Json;
using Edge.Hardening;
using Edge.Profiles;
using Edge.Sensing;

namespace Edge.Device.Hardening;

/// <summary>Decides whether a token opens a console now: somebody was there at the boot, and this token was
/// never used.</summary>
/// <remarks>The nonce is durable before anything opens: a power cut may cost a token, never give one
/// twice. Only a disk that takes nothing is no reason to refuse. What holds for a boot stands in the names of empty
/// files: they find room where no byte does.</remarks>
/// <param name="usedFolder">Root's own, and the same whichever of two root file systems runs: a token that one has taken is used up
/// for the other, too.</param>
/// <param name="runFolder">Ends with the boot.</param>
public sealed class TechnicianDoor(string usedFolder, string runFolder, BootId boot)
{
    private const int MaxKeyBytes = 16 * 1024;

    private readonly UsedTokens _used = new(usedFolder);
    private readonly PassedTime _passed = new(usedFolder, boot);

    // As systemd writes a boot, too: %b. Source: systemd.unit(5).
    private string Presence => Path.Combine(runFolder, $"presence-{boot.Value:N}");

    private string Opened => Path.Combine(runFolder, $"technician-{boot.Value:N}");

    /// <summary>A token was taken in this boot.</summary>
    public bool WasOpened => File.Exists(Opened);

    /// <summary>What could not be read of the tokens before this one, or stored of it; null: nothing is amiss.</summary>
    public string? Trouble { get; private set; }

    /// <summary>Somebody held the line when this boot began.</summary>
    public bool IsSomebodyThere => File.Exists(Presence);

    /// <summary>Remembers for this boot that somebody held the line. Throws <see cref="IOException"/>.</summary>
    public void NotePresence()
    {
        Directory.CreateDirectory(runFolder);
        File.WriteAllBytes(Presence, []);
    }

    /// <summary>Remembers a time that a source vouched for. Throws <see cref="IOException"/>.</summary>
    public void NoteTime(ReadingTime now) => _passed.Note(now);

    /// <summary>The time that a token is judged by: the clock, or what has passed for certain where that is
    /// later.</summary>
    public ReadingTime Latest(ReadingTime now) => now with { UnixMilliseconds = Math.Max(now.UnixMilliseconds, _passed.Read()) };

    /// <summary>Takes a token, once. On success a console may be opened for this boot.</summary>
    public Result<Verified<TechnicianToken>, TokenRefusal> Take(string text, IEnumerable<byte[]> keys,
        DeviceId device, ReadingTime now, string console)
    {
        if (!IsSomebodyThere) { return TokenRefusal.NobodyPresent; }
        if (WasOpened) { return TokenRefusal.OncePerBoot; }
        ReadingTime latest = Latest(now);
        if (!TechnicianToken.Verify(text, keys, device, latest).TryGet(out Verified<TechnicianToken> token,
            out TokenRefusal refusal)) { return refusal; }
        if (token.Value.Console != console) { return TokenRefusal.WrongConsole; }
        bool isUsed = _used.IsUsed(token.Value, latest.UnixMilliseconds, out string? unread);
        Trouble = unread;
        if (isUsed) { return TokenRefusal.AlreadyUsed; }
        // Durable or not, no second one in this boot.
        string? unmarked = Try(() => File.WriteAllBytes(Opened, []));
        string? unstored = Try(() => _used.Add(token.Value));
        Trouble = unread ?? unstored ?? unmarked;
        return token;
    }

    /// <summary>A disk that takes nothing is what a technician comes for: he is let in, and what it costs is
    /// that his token could
    /// be used once more, by somebody present, before it ends.</summary>
    private static string? Try(Action store)
    {
        try
        {
            store();
            return null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return exception.Message;
        }
    }

    /// <summary>The public keys of everybody who may issue tokens: <c>NAME.technician.json</c> in the trust
    /// folder, as
    /// <c>edge-operator keys person</c> writes them. What is no such file is left out.</summary>
    public static IReadOnlyList<byte[]> KeysIn(string trustFolder)
    {
        var keys = new List<byte[]>();
        if (!Directory.Exists(trustFolder)) { return keys; }
        foreach (string file in Directory.EnumerateFiles(trustFolder,
            "*.technician.json").Order(StringComparer.Ordinal))
        {
            if (KeyOf(file) is { } key) { keys.Add(key); }
        }
        return keys;
    }

    private static byte[]? KeyOf(string file)
    {
        try
        {
            if (new FileInfo(file).Length > MaxKeyBytes) { return null; }
            using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(file));
            string? pem = document.RootElement.GetProperty("key").GetProperty("keyval").GetProperty("public").GetString();
            using var key = ECDsa.Create();
            key.ImportFromPem(pem);
            return key.ExportSubjectPublicKeyInfo();
        }
        catch (Exception exception) when (exception is JsonException or KeyNotFoundException or InvalidOperationException or ArgumentException
            or CryptographicException or IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}

/// <summary>Reads the declared line once.</summary>
public static class PresenceLine
{
    /// <summary>True while the button is held or the jumper is set. Throws <see cref="IOException"/> where
    /// the line cannot be had.</summary>
    public static bool IsHeld(BoardProfile board, TechnicianDeclaration technician)
    {
        using var hardware = new Buses.LinuxHardware();
        return IsHeld(board, technician, hardware);
    }

    internal static bool IsHeld(BoardProfile board, TechnicianDeclaration technician, Buses.IBoardHardware hardware)
    {
        BoardPin pin = board.Pins.First(each => each.Name == technician.Pin);
        using var line = new Pins.InputPin(hardware.OpenChip(pin.ChipLabel), pin.Line, technician.ActiveLow);
        return line.IsHigh != technician.ActiveLow;
    }
}
