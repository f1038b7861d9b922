using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Edge.Hardening;
using Edge.Platform.Files;
using Edge.Profiles;
using Edge.Sensing;

namespace Edge.Device.Hardening;

/// <summary>Decides whether a token opens a console now: somebody was there at the boot, and this token was
/// never used.</summary>
/// <remarks>The nonce is durable before anything opens: a power cut may cost a token, never give one
/// twice. Only a disk that takes nothing is no reason to refuse.</remarks>
/// <param name="usedFolder">Root's own, and the same whichever of two root file systems runs: a token that one has taken is used up
/// for the other, too.</param>
/// <param name="runFolder">Ends with the boot.</param>
public sealed class TechnicianDoor(string usedFolder, string runFolder, BootId boot)
{
    private const int MaxKeyBytes = 16 * 1024;
    private const int MostNonces = 4096;
    private static readonly TimeSpan BetweenTimes = TimeSpan.FromHours(1);

    private string Nonces => Path.Combine(usedFolder, "tokens-used");

    private string LatestTime => Path.Combine(usedFolder, "latest-time");

    private string Presence => Path.Combine(runFolder, "presence");

    private string Opened => Path.Combine(runFolder, "technician");

    /// <summary>A token was taken in this boot.</summary>
    public bool WasOpened => IsOfThisBoot(Opened);

    /// <summary>False where the token that was taken could not be stored as used.</summary>
    public bool WasRemembered { get; private set; } = true;

    /// <summary>Somebody held the line when this boot began.</summary>
    public bool IsSomebodyThere => IsOfThisBoot(Presence);

    /// <summary>Remembers for this boot that somebody held the line.</summary>
    public void NotePresence()
    {
        Directory.CreateDirectory(runFolder);
        File.WriteAllText(Presence, boot.ToString());
    }

    /// <summary>Remembers a time that a source vouched for in this boot, each hour at most: it is past in
    /// every boot to come, also
    /// where the clock then begins in 1970. Throws <see cref="IOException"/>.</summary>
    public void NoteTime(ReadingTime now)
    {
        bool isNews = now.Quality != TimeQuality.FreeRunning
            && now.UnixMilliseconds - EarliestNow() >= BetweenTimes.TotalMilliseconds;
        if (!isNews) { return; }
        Directory.CreateDirectory(usedFolder, DurableFile.OwnersFolder);
        DurableFile.Replace(LatestTime, Encoding.ASCII.GetBytes(now.UnixMilliseconds.ToString(CultureInfo.InvariantCulture)), DurableFile.OwnerOnly);
    }

    /// <summary>Takes a token, once. On success a console may be opened for this boot.</summary>
    public Result<Verified<TechnicianToken>, TokenRefusal> Take(string text, IEnumerable<byte[]> keys,
        DeviceId device, ReadingTime now, string console)
    {
        if (!IsSomebodyThere) { return TokenRefusal.NobodyPresent; }
        if (WasOpened) { return TokenRefusal.OncePerBoot; }
        ReadingTime latest = now with { UnixMilliseconds = Math.Max(now.UnixMilliseconds, EarliestNow()) };
        if (!TechnicianToken.Verify(text, keys, device, latest).TryGet(out Verified<TechnicianToken> token,
            out TokenRefusal refusal)) { return refusal; }
        if (token.Value.Console != console) { return TokenRefusal.WrongConsole; }
        string nonce = Convert.ToHexStringLower(token.Value.Nonce.Span);
        string[] used = File.Exists(Nonces) ? File.ReadAllLines(Nonces) : [];
        if (used.Contains(nonce)) { return TokenRefusal.AlreadyUsed; }
        // Durable or not, no second one in this boot.
        File.WriteAllText(Opened, boot.ToString());
        Remember(used.Append(nonce).TakeLast(MostNonces));
        return token;
    }

    /// <summary>A disk that takes nothing is what a technician comes for: he is let in, and what it costs is
    /// that his token could
    /// be used once more, by somebody present, in another boot before it ends.</summary>
    private void Remember(IEnumerable<string> nonces)
    {
        try
        {
            Directory.CreateDirectory(usedFolder, DurableFile.OwnersFolder);
            DurableFile.Replace(Nonces, Encoding.UTF8.GetBytes(string.Concat(nonces.Select(line => line + "\n"))), DurableFile.OwnerOnly);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            WasRemembered = false;
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

    private long EarliestNow() => File.Exists(LatestTime)
        && long.TryParse(File.ReadAllText(LatestTime), NumberStyles.None, CultureInfo.InvariantCulture, out long known) ? known : 0;

    private bool IsOfThisBoot(string path) => File.Exists(path) && File.ReadAllText(path) == boot.ToString();
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
