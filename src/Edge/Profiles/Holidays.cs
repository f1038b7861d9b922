using System.Collections.Immutable;

namespace Edge.Profiles;

/// <summary>One public holiday: a date, or a rule that gives one each year.</summary>
public abstract record Holiday(string Name)
{
    /// <summary>Whether a date is this holiday.</summary>
    public abstract bool Is(DateOnly date);

    /// <summary>Once.</summary>
    public sealed record Once(string Name, DateOnly Date) : Holiday(Name)
    {
        public override bool Is(DateOnly date) => date == Date;
    }

    /// <summary>The same day of each year; 29 February only in leap years.</summary>
    public sealed record EveryYear(string Name, int Month, int Day) : Holiday(Name)
    {
        public override bool Is(DateOnly date) => date.Month == Month && date.Day == Day;
    }

    /// <summary>So many days after Easter Sunday of the Gregorian calendar, or before it where
    /// negative.</summary>
    public sealed record ByEaster(string Name, int Days) : Holiday(Name)
    {
        public override bool Is(DateOnly date) => date.DayNumber - Days == EasterOf(date.Year).DayNumber;
    }

    /// <summary>Easter Sunday. Source: Jean Meeus, "Astronomical Algorithms", 2nd edition, chapter
    /// 8.</summary>
    /// <param name="year">1583 to 9999.</param>
    public static DateOnly EasterOf(int year)
    {
        int a = year % 19;
        (int b, int c) = Math.DivRem(year, 100);
        (int d, int e) = Math.DivRem(b, 4);
        int g = (b - ((b + 8) / 25) + 1) / 3;
        int h = ((19 * a) + b - d - g + 15) % 30;
        (int i, int k) = Math.DivRem(c, 4);
        int l = (32 + (2 * e) + (2 * i) - h - k) % 7;
        int m = (a + (11 * h) + (22 * l)) / 451;
        (int month, int day) = Math.DivRem(h + l - (7 * m) + 114, 31);
        return new DateOnly(year, month, day + 1);
    }
}

/// <summary>The public holidays of a site. Immutable.</summary>
public sealed record Holidays(ImmutableArray<Holiday> Rules)
{
    public const int Max = 200;

    public static Holidays None { get; } = new([]);

    public bool Contains(DateOnly date)
    {
        foreach (Holiday rule in Rules)
        {
            if (rule.Is(date)) { return true; }
        }

        return false;
    }
}
