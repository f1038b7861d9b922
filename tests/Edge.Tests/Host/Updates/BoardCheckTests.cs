using System.Buffers.Binary;
using System.Diagnostics;
using Edge.Tests.Device.Updates.Boot;
using Edge.Updates.Boot;

namespace Edge.Tests.Host.Updates;

/// <summary>What a technician runs on a real board, with the executable itself on a board that is made of
/// files: its firmware and its
/// power are this test's.</summary>
public sealed class BoardCheckTests : IDisposable
{
    private const string Day = "2024-04-15";

    private readonly string _board = Directory.CreateTempSubdirectory("edge-board-").FullName;

    public BoardCheckTests()
    {
        File.WriteAllBytes(At("autoboot.img"), FatDisk.With(new AutobootFile(2, 3).Write(), isFat32: false, out _));
        Put("boot.json", $$"""
            {"version":1,"loader":"tryboot","selector":"{{At("autoboot.img")}}","boot":{"a":2,"b":3},
             "system":{"a":"{{At("a.img")}}","b":"{{At("b.img")}}"},"firmwareFrom":"2023-01-01"}
            """);
        foreach (string slot in (string[])["a", "b"])
        {
            Put($"{slot}.img", "");
            Put($"sys/class/block/{slot}.img/dev", slot == "a" ? "8:1" : "8:2");
        }
        Put("sys/class/watchdog/watchdog0/state", "active");
        Put("sys/class/watchdog/watchdog0/identity", "Broadcom BCM2835 Watchdog timer");
        Put("sys/class/watchdog/watchdog0/timeout", "15");
        Put("proc/sys/kernel/panic", "10");
        Put("proc/device-tree/model", "a board of files\0");
        Word("build-timestamp", (uint)DateTimeOffset.Parse($"{Day}T00:00:00Z", System.Globalization.CultureInfo.InvariantCulture).ToUnixTimeSeconds());
        Script("systemctl", "echo \"$*\" >> \"$(dirname \"$0\")/asked\"");
        Start("a", tryboot: 0, "1");
    }

    public void Dispose() => Directory.Delete(_board, recursive: true);

    [Fact]
    public void Looks_AndChangesNothing()
    {
        byte[] before = File.ReadAllBytes(At("autoboot.img"));
        (int code, string output) = Check("look");
        Assert.True(code == 0, output);
        foreach (string answer in (string[])[
            "passed   board: a board of files", $"passed   firmware is new enough for trials: {Day}", "passed   older firmware than the floor is refused: ",
            "passed   three witnesses agree which system runs: runs a: root partition a, firmware a, boot files a",
            "passed   a hardware watchdog runs: Broadcom BCM2835 Watchdog timer active, 15 s", "passed   a panic starts the board anew: after 10 s",
            "passed   the root file system is mounted read-only: ro", "passed   edge self-test: All well."])
        {
            Says(answer, output);
        }
        Assert.Equal(before, File.ReadAllBytes(At("autoboot.img")));
        Assert.False(File.Exists(At("asked")));
        string report = Check("report").Output;
        Says("NOT RUN                        a trial starts the other system", report);
        Says("NOT RUN                        the hardware watchdog starts a board that hangs", report);
    }

    [Fact]
    public void Looks_AndSaysWhatIsWrong()
    {
        Word("build-timestamp", 1_600_000_000);
        Put("sys/class/watchdog/watchdog0/state", "inactive");
        Put("proc/sys/kernel/panic", "0");
        Put("proc/self/mountinfo", "1 0 8:2 / / rw - ext4 /dev/root rw");
        (int code, string output) = Check("look");
        Assert.Equal(1, code);
        foreach (string answer in (string[])[
            "failed   firmware is new enough for trials: ", "failed   three witnesses agree which system runs: runs unclear: root partition b",
            "failed   a hardware watchdog runs: ", "failed   a panic starts the board anew: after 0 s",
            "failed   the root file system is mounted read-only: rw"])
        {
            Says(answer, output);
        }
        Assert.Equal(1, Check("report").Code);
        Says("no hardware watchdog runs", Check("hang").Output);
        Says("a trial begins with the default", Check("trial").Output);
        Assert.False(File.Exists(At("asked")));
    }

    [Fact]
    public void Takes_ATrialBackAndForth_OverStarts()
    {
        Assert.Equal((0, "Nothing is open.\n"), Check("resume"));
        Says("only on trial", Check("keep").Output);

        // Not kept: the next start is the default's.
        Passes("trial");
        Assert.Equal("reboot --reboot-argument=0 tryboot\n", File.ReadAllText(At("asked")));
        Says("was not started anew since: trial", Check("resume").Output);
        Says("board-check resume first", Check("trial").Output);
        Start("b", tryboot: 1, "2");
        Says("passed   a trial starts the other system: runs b, default a, the firmware's tryboot is 1", Passes("resume"));
        Start("a", tryboot: 0, "3");
        Says("passed   what is not kept ends with the next start", Passes("resume"));

        // Kept: one sector, and the start after that.
        Passes("trial");
        Start("b", tryboot: 1, "4");
        Passes("resume");
        string kept = Passes("keep");
        Says("passed   autoboot.txt is changed by one sector: 1 sectors", kept);
        Says("passed   what was kept is the default: default b", kept);
        Start("b", tryboot: 0, "5");
        Says("passed   what was kept is started from now on: runs b, default b", Passes("resume"));

        // The plug, before the reboot that would have been the trial.
        Passes("trial", "--plug");
        Start("b", tryboot: 0, "6");
        Says("passed   a power cut before the trial starts the default: runs b, default b", Passes("resume"));
        Assert.Equal(0, Check("report").Code);
    }

    // Firmware that ignores the argument, as old ones do; and one that goes on with the trial.
    [Fact]
    public void Notices_FirmwareThatDoesSomethingElse()
    {
        Passes("trial");
        Start("a", tryboot: 0, "2");
        (int code, string output) = Check("resume");
        Assert.Equal(1, code);
        Says("failed   a trial starts the other system: runs a, default a, the firmware's tryboot is 0", output);
        Passes("trial");
        Start("b", tryboot: 1, "3");
        Passes("resume");
        Start("b", tryboot: 1, "4");
        Says("failed   what is not kept ends with the next start: runs b, default a", Check("resume").Output);
        Assert.Equal(1, Check("report").Code);
    }

    [Fact]
    public void Stops_TheKernelOnlyWhenItIsMeant()
    {
        Put("proc/sysrq-trigger", "");
        Says("would run: echo 0 > /proc/sys/kernel/panic", Passes("hang", "--dry-run"));
        Says("would run: systemctl reboot", Passes("trial", "--dry-run"));
        Assert.Equal(("", "10"), (File.ReadAllText(At("proc/sysrq-trigger")), File.ReadAllText(At("proc/sys/kernel/panic"))));
        Assert.Equal((0, "Nothing is open.\n"), Check("resume"));
        Passes("hang");
        Assert.Equal(("c\n", "0\n"), (File.ReadAllText(At("proc/sysrq-trigger")), File.ReadAllText(At("proc/sys/kernel/panic"))));
        Start("a", tryboot: 0, "2");
        Says("passed   the hardware watchdog starts a board that hangs", Passes("resume"));
    }

    // The gateway's side is played: a line that follows another one, or does not; a bus on which something
    // answers.
    [Theory]
    [InlineData("$(cat state)", 0, "passed   button follows relay")]
    [InlineData("high", 1, "failed   button follows relay")]
    public void Asks_TheGatewayForWiresAndBuses(string reading, int expected, string answer)
    {
        Script("edge", $$"""
            cd "$(dirname "$0")"
            case "$1 $2" in
                "override set") echo "$4" > state ;;
                "override clear") ;;
                "status ") echo "relay x"; echo "button {{reading}} good" ;;
                "scan ") printf 'i2c-1:\n  0x76  mast\ni2c-3: nothing answers\n' ;;
                *) exit 1 ;;
            esac
            """);
        (int code, string output) = Check(["wire", "relay", "button", "--edge", At("edge")]);
        Assert.Equal(expected, code);
        Says(answer, output);
        (code, output) = Check(["buses", "--expect", "i2c-1:0x76", "--expect", "i2c-3:0x76", "--edge", At("edge")]);
        Assert.Equal(1, code);
        Says("passed   answers: i2c-1:0x76", output);
        Says("failed   answers: i2c-3:0x76: it does not", output);
        Assert.Equal("stop edge\nstart edge\n", File.ReadAllText(At("asked")));
    }

    [Theory]
    [InlineData(2, "unknown step 'nothing'", "nothing")]
    [InlineData(2, "unknown option '--nothing'", "look", "--nothing")]
    [InlineData(2, "--expect wants a value", "buses", "--expect")]
    [InlineData(2, "wire wants an actuator and a channel", "wire", "relay")]
    [InlineData(1, "there is no /nowhere", "look", "--setup", "/nowhere")]
    public void Refuses_WhatItDoesNotUnderstand(int expected, string why, params string[] words)
    {
        (int code, string output) = Check(words);
        Assert.Equal(expected, code);
        Says(why, output);
    }

    private static void Says(string text, string output) => Assert.Contains(text, output, StringComparison.Ordinal);

    private string Passes(params string[] words)
    {
        (int code, string output) = Check(words);
        Assert.True(code == 0, output);
        return output;
    }

    private (int Code, string Output) Check(params string[] words)
    {
        string[] places =
        [
            "--edge", Path.Combine(AppContext.BaseDirectory, "edge"), "--setup", At("boot.json"), "--root", _board, "--folder", At("answers"),
        ];
        var start = new ProcessStartInfo("bash", [Repository.PathOf("scripts/board-check"), .. places, .. words])
        {
            RedirectStandardOutput = true, RedirectStandardError = true,
        };
        start.Environment["PATH"] = $"{_board}:{start.Environment["PATH"]}";
        start.Environment["BOARD_CHECK_SETTLE"] = "0";
        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output + errors.Result);
    }

    // What the firmware and the kernel say of a start.
    private void Start(string slot, uint tryboot, string id)
    {
        Put("proc/cmdline", $"root={At($"{slot}.img")} panic=10");
        Put("proc/self/mountinfo", $"1 0 8:{(slot == "a" ? 1 : 2)} / / ro - ext4 /dev/root ro");
        Put("proc/sys/kernel/random/boot_id", id);
        Word("partition", slot == "a" ? 2u : 3u);
        Word("tryboot", tryboot);
    }

    private void Word(string name, uint value)
    {
        var bytes = new byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, value);
        Put($"proc/device-tree/chosen/bootloader/{name}", "");
        File.WriteAllBytes(At($"proc/device-tree/chosen/bootloader/{name}"), bytes);
    }

    private void Script(string name, string text)
    {
        Put(name, $"#!/bin/sh\n{text}\n");
        File.SetUnixFileMode(At(name), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    private void Put(string file, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(At(file))!);
        File.WriteAllText(At(file), text);
    }

    private string At(string file) => Path.Combine(_board, file);
}
