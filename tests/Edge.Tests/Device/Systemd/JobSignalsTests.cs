using Edge.Device.Hardening;
using Edge.Device.Systemd;

namespace Edge.Tests.Device.Systemd;

// Goal: a timer, a path or a socket that is started is told of, and what comes without end is not. Method: a played manager that
// says so on a real connection, and the real wait of the guard.
public sealed class JobSignalsTests
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    [Theory]
    [InlineData("JobRemoved", true)]
    [InlineData("Reloading", true)]
    [InlineData("UnitFilesChanged", true)]
    [InlineData("UnitNew", false)]
    [InlineData("UnitRemoved", false)]
    [InlineData("PropertiesChanged", false)]
    public void Tells_OfJobs_AndNotOfWhatItsOwnQuestionsBring(string member, bool isTold)
    {
        using var manager = new PlayedManager();
        using var signals = new JobSignals(manager.Connect);
        Wait(signals);
        manager.Tell("UnitNew");
        manager.Tell(member);
        bool wasTold = false;
        for (int i = 0; i < 20 && !wasTold && (isTold || i < 2); i++) { wasTold = Wait(signals); }
        Assert.Equal(isTold, wasTold);
    }

    // More than the buffer holds, in pieces as they come.
    [Fact]
    public void Reads_WhatComesInPieces()
    {
        using var manager = new PlayedManager();
        using var signals = new JobSignals(manager.Connect);
        for (int i = 0; i < 40; i++) { manager.Tell("PropertiesChanged"); }
        manager.Tell("JobRemoved");
        bool wasTold = false;
        for (int i = 0; i < 100 && !wasTold; i++)
        {
            wasTold = signals.Drain();
            Thread.Sleep(10);
        }
        Assert.True(wasTold);
        Assert.True(signals.Handle >= 0);
    }

    // systemd that starts itself anew ends its connections; what it said in between is lost.
    [Fact]
    public void Connects_Again_AndTakesThatForNews()
    {
        using var manager = new PlayedManager();
        using var signals = new JobSignals(manager.Connect);
        Assert.True(signals.Handle >= 0);
        manager.HangUp();
        bool wasTold = false;
        for (int i = 0; i < 100 && !wasTold; i++)
        {
            wasTold = signals.Drain();
            Thread.Sleep(10);
        }
        Assert.True(wasTold);
        Assert.Equal(-1, signals.Handle);
        Assert.True(signals.Drain());
        Assert.True(signals.Handle >= 0);
    }

    [Fact]
    public void Wakes_TheGuard_WhenATimerWasStarted()
    {
        using var manager = new PlayedManager();
        using var news = new KernelNews(Path.GetTempPath() + "/none", new JobSignals(manager.Connect));
        manager.Tell("JobRemoved");
        Assert.True(Until(news, News.Units));
    }

    [Fact]
    public void Wakes_TheGuard_WhenSomebodyGivesADeviceOtherRights()
    {
        string folder = Directory.CreateTempSubdirectory("edge-nodes-").FullName;
        try
        {
            string node = Path.Combine(folder, "i2c-7");
            File.WriteAllText(node, "");
            using var news = new KernelNews(folder);
            File.SetUnixFileMode(node, UnixFileMode.UserRead | UnixFileMode.GroupRead);
            Assert.True(Until(news, News.Machine));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void Compares_TheUnitsThatRun_AndAsksOnlyWhenTold()
    {
        using var manager = new PlayedManager(new BusUnit("late.timer", "loaded", "inactive", ""));
        var signs = new ChangeSigns([], new MachineRoot("/none"), new UnitList(new MachineRoot("/none"), manager.Connect));
        signs.Remember();
        int asked = manager.Asked.Count;
        Assert.False(signs.HaveChanged());
        Assert.Equal(asked, manager.Asked.Count);
        Assert.False(signs.HaveChanged(unitsToo: true));
        using (SystemdBus bus = manager.Connect()) { bus.Start("late.timer"); }
        Assert.True(signs.HaveChanged(unitsToo: true));
        signs.Remember();
        Assert.False(signs.HaveChanged(unitsToo: true));
    }

    private static bool Until(KernelNews news, News kind)
    {
        for (int i = 0; i < 10; i++)
        {
            if (news.Wait(Interval).HasFlag(kind)) { return true; }
        }
        return false;
    }

    private static bool Wait(JobSignals signals)
    {
        Thread.Sleep(50);
        return signals.Drain();
    }
}
