using System.Security.Cryptography;
using Edge.Device.Hardening;
using Edge.Hardening;
using Edge.Sensing;

namespace Edge.Tests.Hardening;

public sealed class TechnicianTokenTests : IDisposable
{
    private const long Now = 1_790_000_000_000;
    private const long Hour = 3_600_000;
    private static readonly DeviceId Device = new(42);
    private static readonly BootId Boot = new(Guid.Parse("00112233-4455-6677-8899-aabbccddeeff"));
    private static readonly ReadingTime Time = new(1, Now, TimeQuality.Synchronised);

    private readonly string _folder = Directory.CreateTempSubdirectory("edge-door-").FullName;
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly ECDsa _other = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    private byte[][] Keys => [_other.ExportSubjectPublicKeyInfo(), _key.ExportSubjectPublicKeyInfo()];

    private static TechnicianToken Good => new(Device, new byte[16], Now - Hour, Now + Hour, "tty1", "cable");

    public void Dispose()
    {
        _key.Dispose();
        _other.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public void Opens_OnceWithPresenceAndAGoodToken()
    {
        TechnicianDoor door = Door(Boot);
        string token = Good.Sign(_key);
        Assert.Equal(TokenRefusal.NobodyPresent, Take(door, token).Reason);
        door.NotePresence();
        Assert.Equal("cable", Take(door, token).Value.Value.Reason);
        Assert.Equal(TokenRefusal.OncePerBoot, Take(door, (Good with { Nonce = Enumerable.Repeat((byte)9,
            16).ToArray() }).Sign(_key)).Reason);
    }

    [Fact]
    public void Refuses_AReplayedToken_AlsoAfterAReboot()
    {
        TechnicianDoor first = Door(Boot);
        first.NotePresence();
        string token = Good.Sign(_key);
        Assert.True(Take(first, token).IsOk);
        var second = Door(new BootId(Guid.Parse("10112233-4455-6677-8899-aabbccddeeff")));
        Assert.Equal(TokenRefusal.NobodyPresent, Take(second, token).Reason);
        second.NotePresence();
        Assert.Equal(TokenRefusal.AlreadyUsed, Take(second, token).Reason);
    }

    public static TheoryData<string, TokenRefusal> Wrong => new()
    {
        { "expired", TokenRefusal.Expired }, { "early", TokenRefusal.NotYet },
            { "device", TokenRefusal.WrongDevice }, { "console", TokenRefusal.WrongConsole },
        { "long", TokenRefusal.WindowTooLong }, { "signer", TokenRefusal.UnknownSigner },
    };

    [Theory, MemberData(nameof(Wrong))]
    public void Refuses_AWrongToken(string what, TokenRefusal refusal)
    {
        TechnicianDoor door = Door(Boot);
        door.NotePresence();
        using ECDsa stranger = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        string token = what switch
        {
            "expired" => (Good with { Until = Now }).Sign(_key),
            "early" => (Good with { From = Now + 1, Until = Now + Hour }).Sign(_key),
            "device" => (Good with { Device = new DeviceId(43) }).Sign(_key),
            "console" => (Good with { Console = "ttyS0" }).Sign(_key),
            "long" => (Good with { Until = Good.From + (long)TechnicianToken.LongestWindow.TotalMilliseconds + 1 }).Sign(_key),
            _ => Good.Sign(stranger),
        };
        Assert.Equal(refusal, Take(door, token).Reason);
        Assert.False(File.Exists(Path.Combine(_folder, "state", "tokens-used")));
    }

    // A board without a clock begins each boot in the past, and its guard asks before any time comes: what
    // ended before the latest
    // time that it has seen stays ended.
    [Theory]
    [InlineData(0)]
    [InlineData(Now - (365 * 24 * Hour))]
    public void Refuses_AnExpiredToken_AlsoWithAClockThatRunsBehind(long clock)
    {
        Door(Boot).NoteTime(Time);
        TechnicianDoor door = Door(new BootId(Guid.Parse("10112233-4455-6677-8899-aabbccddeeff")));
        door.NotePresence();
        var behind = new ReadingTime(1, clock, TimeQuality.FreeRunning);
        string expired = (Good with { From = Now - (3 * Hour), Until = Now - Hour }).Sign(_key);
        Assert.Equal(TokenRefusal.Expired, door.Take(expired, Keys, Device, behind, "tty1").Reason);
        Assert.True(door.Take(Good.Sign(_key), Keys, Device, behind, "tty1").IsOk);
    }

    [Fact]
    public void Believes_NoTimeThatNobodyVouchedFor_AndNoneThatGoesBack()
    {
        TechnicianDoor door = Door(Boot);
        door.NotePresence();
        door.NoteTime(Time);
        door.NoteTime(new ReadingTime(1, Now + (48 * Hour), TimeQuality.FreeRunning));
        door.NoteTime(new ReadingTime(1, Now - (48 * Hour), TimeQuality.Synchronised));
        string expired = (Good with { From = Now - (3 * Hour), Until = Now - Hour }).Sign(_key);
        var behind = new ReadingTime(1, 0, TimeQuality.FreeRunning);
        Assert.Equal(TokenRefusal.Expired, door.Take(expired, Keys, Device, behind, "tty1").Reason);
        Assert.True(door.Take(Good.Sign(_key), Keys, Device, behind, "tty1").IsOk);
    }

    // A file stands in the place of the folder: nothing can be stored. Who comes to mend that is let in,
    // once in the boot.
    [Fact]
    public void Opens_WhereTheDiskTakesNothing_OnceInTheBoot()
    {
        File.WriteAllText(Path.Combine(_folder, "state"), "no room");
        TechnicianDoor door = Door(Boot);
        door.NotePresence();
        Assert.True(Take(door, Good.Sign(_key)).IsOk);
        Assert.False(door.WasRemembered);
        Assert.Equal(TokenRefusal.OncePerBoot, Take(Door(Boot), Good.Sign(_key)).Reason);
    }

    [Fact]
    public void Refuses_EachChangedLetter_AndNonsense()
    {
        string token = Good.Sign(_key);
        for (int i = 0; i < token.Length; i++)
        {
            string changed = $"{token[..i]}{(token[i] == 'A' ? 'Q' : 'A')}{token[(i + 1)..]}";
            Assert.False(TechnicianToken.Verify(changed, Keys, Device, Time).IsOk, $"letter {i}");
        }
        foreach (string nonsense in (string[])["", "x", "====", new string('A', 2_000), "kg", token + "AAAA",
            token[..^4]])
        {
            Assert.False(TechnicianToken.Verify(nonsense, Keys, Device, Time).IsOk, nonsense);
        }
    }

    [Fact]
    public void Reads_KeysAsPersonsHandThemOver_AndLeavesOutWhatIsNone()
    {
        string pem = _key.ExportSubjectPublicKeyInfoPem();
        string quoted = System.Text.Json.JsonEncodedText.Encode(pem).ToString();
        File.WriteAllText(Path.Combine(_folder, "cleo.technician.json"),
            "{\"version\":1,\"key\":{\"keyval\":{\"public\":\"" + quoted + "\"}}}");
        foreach ((string name, string text) in new[] { ("a", "{"), ("b", "{}"), ("c", """{"key":{"keyval":{"public":"x"}}}"""), ("d", "[]") })
        {
            File.WriteAllText(Path.Combine(_folder, $"{name}.technician.json"), text);
        }
        Assert.Equal([_key.ExportSubjectPublicKeyInfo()], TechnicianDoor.KeysIn(_folder));
    }

    private TechnicianDoor Door(BootId boot) => new(Path.Combine(_folder, "state"),
        Path.Combine(_folder, "run"), boot);

    private Result<Verified<TechnicianToken>, TokenRefusal> Take(TechnicianDoor door, string token) =>
        door.Take(token, Keys, Device, Time, "tty1");
}
