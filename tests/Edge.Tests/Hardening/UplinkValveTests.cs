using Edge.Hardening;

namespace Edge.Tests.Hardening;

// Goal: what is mended at once closes nothing, what stays wrong closes, and nothing makes a gateway come and
// go.
public sealed class UplinkValveTests
{
    private readonly UplinkValve _valve = new();
    private int _second;

    [Fact]
    public void Opens_WithTheFirstGreenReport()
    {
        Look(false, 600, isOpen: false);
        Look(true, 1, isOpen: true);
    }

    [Fact]
    public void Stays_OpenOverWhatIsMendedWithinTwoMinutes()
    {
        Look(true, 1, isOpen: true);
        for (int again = 0; again < 100; again++)
        {
            Look(false, 119, isOpen: true);
            Look(true, 1, isOpen: true);
        }
    }

    [Fact]
    public void Closes_AfterTwoMinutes_AndWaitsLongerEachTime()
    {
        Look(true, 1, isOpen: true);
        foreach (int calm in (int[])[1, 2, 4, 8, 16, 32, 60, 60])
        {
            Look(false, 119, isOpen: true);
            Look(false, 2, isOpen: false);
            Look(false, 86_400, isOpen: false);
            Look(true, calm * 60, isOpen: false);
            // One moment that is not green, and it begins anew.
            Look(false, 1, isOpen: false);
            Look(true, calm * 60, isOpen: false);
            Look(true, 1, isOpen: true);
        }
    }

    // Goal: however the report changes, in a day it opens no more than some twenty times.
    [Fact]
    public void Does_NotFlap()
    {
        var random = new Random(1);
        int openings = 0;
        bool was = false;
        bool isGreen = false;
        for (int second = 0; second < 86_400; second++)
        {
            if (random.Next(150) == 0) { isGreen = !isGreen; }
            bool isOpen = _valve.Look(isGreen, TimeSpan.FromSeconds(second));
            openings += isOpen && !was ? 1 : 0;
            was = isOpen;
        }
        Assert.InRange(openings, 2, 25);
    }

    private void Look(bool isGreen, int seconds, bool isOpen)
    {
        bool last = false;
        for (int each = 0; each < seconds; each++) { last = _valve.Look(isGreen,
            TimeSpan.FromSeconds(++_second)); }
        Assert.Equal(isOpen, last);
    }
}
