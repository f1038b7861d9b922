using System.Diagnostics;
using Edge.Device.Hardening;
using Edge.Hardening;

namespace Edge.Tests.Device.Hardening;

// Goal: whoever puts a file where root runs or believes it is told of, and nobody can hide behind many. Method: a folder in place of /.
public sealed class FileWatchTests : IDisposable
{
    private const string User = "root:x:0:0:root:/root:/bin/bash\npi:x:1000:1000::/srv/pi:/bin/bash\nwww:x:33:33::/var/www:/usr/sbin/nologin";

    private readonly MachineFolder _machine = new();

    public FileWatchTests() => _machine.With("/etc/passwd", User).With("/etc/systemd/system/mine.service", "[Service]")
        .With("/run/systemd/system/x.service", "[Service]").With("/etc/edge/trust/k.json", "{}").With("/root/.profile", "");

    public void Dispose() => _machine.Dispose();

    [Theory]
    [InlineData("/etc/systemd/system/edge-guard.service.d/off.conf")]
    [InlineData("/etc/systemd/system/edge.service.wants/evil.service")]
    [InlineData("/etc/systemd/system.control/edge.service.d/50-IPAddressDeny.conf")]
    [InlineData("/run/systemd/system/edge-guard.service.d/off.conf")]
    [InlineData("/run/systemd/system/edge.service.d/60-more.conf")]
    [InlineData("/run/systemd/system.control/edge.service.d/50-DevicePolicy.conf")]
    [InlineData("/usr/local/lib/systemd/system/evil.service")]
    [InlineData("/usr/lib/systemd/system/edge.service.d/more.conf")]
    [InlineData("/root/.ssh/authorized_keys")]
    [InlineData("/srv/pi/.ssh/authorized_keys")]
    [InlineData("/etc/rc.local")]
    [InlineData("/etc/cron.daily/evil")]
    [InlineData("/var/spool/cron/crontabs/root")]
    [InlineData("/etc/ssh/sshd_config.d/evil.conf")]
    [InlineData("/etc/edge/trust/evil.json")]
    public void Tells_OfAFileThatIsNew_OfAnother_AndOfOneThatIsGone(string file)
    {
        FileWatch watch = Watch();
        Assert.Empty(watch.Changes());
        _machine.With(file, "first");
        Assert.Equal([(file, "is new")], Told(watch));
        Assert.Empty(watch.Changes());
        Assert.Contains(Path.GetDirectoryName(file), watch.Folders);
        _machine.With(file, "another, longer");
        Assert.Equal([(file, "is another one now")], Told(watch));
        File.Delete(_machine.Root + file);
        Assert.Equal([(file, "is gone")], Told(watch));
    }

    // Across a start of the guard as well, but for what ends with the boot.
    [Fact]
    public void Remembers_WhatWasThere()
    {
        Assert.Empty(Watch().Changes());
        _machine.With("/etc/cron.d/evil", "x").With("/run/systemd/system/y.service", "x");
        Directory.Delete(_machine.Root + "/run/systemd/system", recursive: true);
        Assert.Equal([("/etc/cron.d/evil", "is new")], Told(Watch()));
        Assert.Empty(Watch().Changes());
    }

    // A name with a line feed and a tab in it would pass for the stamp of another file.
    [Theory]
    [InlineData("/var/spool/cron/x\n/evil\t00")]
    [InlineData("/root/.ssh/\r%0A\t100%")]
    public void Takes_NoLinesFromTheNameOfAFile(string file)
    {
        _machine.With(file, "x");
        Assert.Empty(Watch().Changes());
        Assert.Empty(Watch().Changes());
        File.Delete(_machine.Root + file);
        Assert.Equal([(file, "is gone")], Told(Watch()));
    }

    // A release that watches more must not tell of all that was there before.
    [Fact]
    public void Learns_AFolderThatWasNotWatchedBefore()
    {
        Assert.Empty(Watch().Changes());
        string store = Path.Combine(_machine.Root, "state/files");
        File.WriteAllLines(store, File.ReadAllLines(store).Where(line => !line.StartsWith("/etc/cron.d", StringComparison.Ordinal)));
        _machine.With("/etc/cron.d/old", "x");
        Assert.Empty(Watch().Changes());
    }

    [Fact]
    public void Passes_OverWhatItWritesItself()
    {
        FileWatch watch = Watch();
        Assert.Empty(watch.Changes());
        _machine.With("/run/systemd/system/edge.service.d/50-edge-guard.conf", "x").With("/run/systemd/system.control/edge.service.d/50-DeviceAllow.conf", "x");
        File.CreateSymbolicLink(_machine.Root + "/run/systemd/system/ssh.service", "/dev/null");
        File.CreateSymbolicLink(_machine.Root + "/run/systemd/system.control/ssh.service", "/dev/null");
        Assert.Empty(watch.Changes());
        Assert.True(watch.IsTouched);
        Assert.Empty(watch.Changes());
        Assert.False(watch.IsTouched);
        File.Delete(_machine.Root + "/run/systemd/system.control/edge.service.d/50-DeviceAllow.conf");
        Assert.Empty(watch.Changes());
        Assert.True(watch.IsTouched);
        File.CreateSymbolicLink(_machine.Root + "/run/systemd/system/edge.service", "/dev/null");
        Assert.Equal([("/run/systemd/system/edge.service", "is new")], Told(watch));
    }

    [Fact]
    public void Tells_OfEveryOtherTree_WhereOneIsFullUpToTheLimit_AndSaysSo()
    {
        FileWatch watch = Watch();
        Assert.Empty(watch.Changes());
        for (int i = 0; i < WatchedTree.MostFiles; i++) { _machine.With($"/etc/cron.d/{i:d5}", "x"); }
        Assert.Equal(WatchedTree.MostFiles, watch.Changes().Count);
        _machine.With("/etc/cron.d/00000a", "x").With("/etc/edge/trust/evil.json", "x");
        (string Subject, string)[] told = Told(watch);
        Assert.Equal(["/etc/cron.d", "/etc/cron.d/00000a", "/etc/edge/trust/evil.json"], told.Select(each => each.Subject).Order(StringComparer.Ordinal));
        Assert.Empty(watch.Changes());
    }

    // The folder of keys belongs to a user: a pipe makes nobody wait, a link is not followed.
    [Fact]
    public void Waits_ForNothingInAUsersFolder()
    {
        FileWatch watch = Watch();
        Assert.Empty(watch.Changes());
        string keys = Path.Combine(_machine.Root, "srv/pi/.ssh");
        Directory.CreateDirectory(keys);
        using (Process made = Process.Start("mkfifo", [Path.Combine(keys, "authorized_keys")])) { made.WaitForExit(); }
        File.CreateSymbolicLink(Path.Combine(keys, "zero"), "/dev/zero");
        Assert.Equal([("/srv/pi/.ssh/authorized_keys", "is new"), ("/srv/pi/.ssh/zero", "is new")], Told(watch));
    }

    [Fact]
    public void Watches_WhereAFolderOfKeysWouldCome()
    {
        FileWatch watch = Watch();
        watch.Changes();
        Assert.Contains("/root", watch.Above);
        Assert.DoesNotContain("/var/www", watch.Above);
        _machine.With("/root/.ssh/known_hosts", "x");
        watch.Changes();
        Assert.DoesNotContain("/root", watch.Above);
        Assert.Contains("/root/.ssh", watch.Folders);
    }

    private FileWatch Watch() => new(Path.Combine(_machine.Root, "state"), _machine.Root);

    private static (string Subject, string Text)[] Told(FileWatch watch)
    {
        IReadOnlyList<GuardEvent> events = watch.Changes();
        return [.. events.Select(each => (each.Subject, each.Text))];
    }
}
