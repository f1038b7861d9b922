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
    private static readonly BootId Later = new(Guid.Parse("10112233-4455-6677-8899-aabbccddeeff"));
    private static readonly byte[] Other = [.. Enumerable.Repeat((byte)9, TechnicianToken.NonceLength)];
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

    // Nobody signs the time of a network. One that is ten years ahead costs a day in each boot, however often it comes, and is over then.
    [Fact]
    public void Rises_InABootByWhatPassedAndADay_WhateverTimeItIsTold()
    {
        const long Years = 10 * 365 * 24 * Hour, Day = 24 * Hour;
        Door(Boot).NoteTime(Time);
        for (int i = 1; i <= 50; i++) { Door(Boot).NoteTime(new ReadingTime(i * Hour, Now + Years, TimeQuality.Synchronised)); }
        TechnicianDoor door = Door(Later);
        Assert.Equal(Now + Day + (50 * Hour), door.Latest(default).UnixMilliseconds);
        door.NoteTime(new ReadingTime(Hour, Now + Years, TimeQuality.Synchronised));
        long latest = Now + (2 * Day) + (51 * Hour);
        Assert.Equal(latest, door.Latest(default).UnixMilliseconds);
        door.NotePresence();
        Assert.Equal(TokenRefusal.Expired, Take(door, Good.Sign(_key)).Reason);
        // The operator issues one for the time that the console shows.
        TechnicianToken shown = Good with { From = latest, Until = latest + Hour };
        Assert.Equal(TokenRefusal.NotYet, Take(door, (shown with { From = latest + 1 }).Sign(_key)).Reason);
        Assert.True(Take(door, shown.Sign(_key)).IsOk);
    }

    [Fact]
    public void Rises_WithAClockThatIsRight()
    {
        Door(Boot).NoteTime(Time);
        Door(Boot).NoteTime(new ReadingTime(200 * Hour, Now + (200 * Hour), TimeQuality.Synchronised));
        Door(Boot).NoteTime(new ReadingTime(201 * Hour, Now + (201 * Hour), TimeQuality.Holdover));
        Assert.Equal(Now + (201 * Hour), Door(Later).Latest(default).UnixMilliseconds);
    }

    // As versions before wrote it, whatever they had been told.
    [Theory]
    [InlineData("9999999999999")]
    [InlineData("99999999999999999 1 x")]
    [InlineData("-5 1 x")]
    [InlineData("")]
    public void Believes_NoFileThatIsNotItsOwn(string text)
    {
        Directory.CreateDirectory(Path.Combine(_folder, "state"));
        File.WriteAllText(Path.Combine(_folder, "state", "latest-time"), text);
        Assert.Equal(0, Door(Boot).Latest(default).UnixMilliseconds);
        Door(Boot).NoteTime(Time);
        Assert.Equal(Now, Door(Later).Latest(default).UnixMilliseconds);
    }

    // What was used cannot be read any more: nothing that was issued before opens, what is issued then does, and nobody is out for good.
    [Theory]
    [InlineData("no nonce\n")]
    [InlineData("")]
    public void Refuses_AllThatMayHaveBeenUsed_WhereTheListCannotBeRead(string list)
    {
        string used = Path.Combine(_folder, "state", "tokens-used");
        string token = Good.Sign(_key);
        Door(Boot).NotePresence();
        Assert.True(Take(Door(Boot), token).IsOk);
        File.WriteAllText(used, list.Length > 0 ? list : new string('a', 2 * 1024 * 1024));
        TechnicianDoor door = Door(Later);
        door.NotePresence();
        Assert.Equal(TokenRefusal.AlreadyUsed, Take(door, token).Reason);
        Assert.Contains("tokens-used", door.Trouble, StringComparison.Ordinal);
        Assert.True(File.Exists($"{used}.damaged"));
        Assert.Equal(TokenRefusal.AlreadyUsed, Take(door, (Good with { Nonce = Other, From = Now - 1 }).Sign(_key)).Reason);
        Assert.Null(door.Trouble);
        TechnicianToken fresh = Good with { Nonce = Other, From = Now };
        Assert.True(Take(door, fresh.Sign(_key)).IsOk);
        TechnicianDoor third = Door(new BootId(Guid.Parse("20112233-4455-6677-8899-aabbccddeeff")));
        third.NotePresence();
        Assert.Equal(TokenRefusal.AlreadyUsed, Take(third, fresh.Sign(_key)).Reason);
        Assert.Equal(TokenRefusal.AlreadyUsed, Take(third, token).Reason);
    }

    // A full /run has no room for a mark, as a folder in its place has none: he is let in, and the token is used up all the same.
    [Fact]
    public void Opens_WhereTheBootTakesNoMark_AndTheTokenIsUsedUp()
    {
        TechnicianDoor door = Door(Boot);
        door.NotePresence();
        Directory.CreateDirectory(Path.Combine(_folder, "run", $"technician-{Boot.Value:N}"));
        Assert.True(Take(door, Good.Sign(_key)).IsOk);
        Assert.NotNull(door.Trouble);
        Assert.Equal(TokenRefusal.AlreadyUsed, Take(door, Good.Sign(_key)).Reason);
    }

    [Fact]
    public void Marks_ABootWithoutAByte_AsTheUnitAsksForIt()
    {
        TechnicianDoor door = Door(Boot);
        door.NotePresence();
        Assert.True(Take(door, Good.Sign(_key)).IsOk);
        FileInfo[] marks = [.. new DirectoryInfo(Path.Combine(_folder, "run")).GetFiles()];
        Assert.Equal(["presence-00112233445566778899aabbccddeeff", "technician-00112233445566778899aabbccddeeff"], marks.Select(each => each.Name).Order());
        Assert.All(marks, mark => Assert.Equal(0, mark.Length));
        Assert.Contains("ConditionPathExists=/run/edge-guard/presence-%b\n", Repository.Read("packaging", "systemd", "edge-technician@.service"),
            StringComparison.Ordinal);
        Assert.False(Door(Later).IsSomebodyThere || Door(Later).WasOpened);
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
        Assert.NotNull(door.Trouble);
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
