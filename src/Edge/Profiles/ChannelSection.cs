using System.Collections.Immutable;
using System.Globalization;

namespace Edge.Profiles;

/// <summary>Reads the <c>channels</c> of a sensor. A wrong channel is kept as far as it goes, so that its
/// name is known.</summary>
internal static class ChannelSection
{
    /// <summary>A value is sealed as a whole number of steps; a double counts to this by ones.</summary>
    private const double MostSteps = 9007199254740992;

    public static ImmutableArray<ChannelDeclaration> Read(
        SiteDraft draft, MapReader sensor, string sensorName, DriverDescription? driver)
    {
        var channels = ImmutableArray.CreateBuilder<ChannelDeclaration>();
        foreach (MapReader map in sensor.Get(SensorKeys.Channels, []))
        {
            if (draft.Channels.Count == SiteLimits.MaxChannels)
            {
                draft.Errors.Add(map.At, "too many channels", "", $"at most {SiteLimits.MaxChannels} in a site");
                break;
            }
            ChannelDeclaration? channel = ReadOne(draft, map, sensorName, driver);
            if (channel is null) { continue; }
            channels.Add(channel);
            draft.Channels.Add(channel);
        }
        return channels.ToImmutable();
    }

    /// <summary>Reports a channel below another: <c>air.temperature</c> could then also mean a part of
    /// <c>air</c>.</summary>
    public static void RefuseNested(SiteDraft draft)
    {
        foreach (ChannelDeclaration channel in draft.Channels)
        {
            for (int dot = channel.Name.IndexOf('.'); dot > 0; dot = channel.Name.IndexOf('.', dot + 1))
            {
                string above = channel.Name[..dot];
                if (!draft.ChannelNames.Has(above)) { continue; }
                draft.Errors.Add(channel.At, $"channel below another channel, {above}", channel.Name,
                    "no channel name that continues another one after a dot");
            }
        }
    }

    private static ChannelDeclaration? ReadOne(
        SiteDraft draft, MapReader map, string sensor, DriverDescription? driver)
    {
        QuantityDescription? quantity = ReadQuantity(draft, map, driver);
        Unit unit = map.Get(ChannelKeys.Unit, quantity?.Unit ?? Unit.One);
        Conditioning conditioning = ReadConditioning(draft, map, quantity);
        double resolution = ReadResolution(draft, map, quantity, conditioning);
        if (!map.TryGet(ChannelKeys.Name, out string? name)) { return null; }
        SourcePosition at = map.PlaceOf(ChannelKeys.Name);
        if (!draft.ChannelNames.Claim(name, at)) { return null; }
        return new(draft.Channels.Count, name, sensor, quantity?.Name ?? "", unit, resolution, conditioning, at);
    }

    private static QuantityDescription? ReadQuantity(SiteDraft draft, MapReader map, DriverDescription? driver)
    {
        if (!map.TryGet(ChannelKeys.Quantity, out string? name) || driver is null) { return null; }
        QuantityDescription? found = driver.Quantities.FirstOrDefault(each => each.Name == name);
        if (found is null)
        {
            string[] known = [.. driver.Quantities.Select(each => each.Name)];
            draft.Errors.AddUnknown(map.PlaceOf(ChannelKeys.Quantity), $"{driver.Name} has no such quantity", name,
                known, $"one of {string.Join(", ", known)}");
        }
        return found;
    }

    private static Conditioning ReadConditioning(SiteDraft draft, MapReader map, QuantityDescription? quantity)
    {
        double scale = map.Get(ChannelKeys.Scale, 1);
        if (scale == 0)
        {
            draft.Errors.Add(map.PlaceOf(ChannelKeys.Scale), "scale of zero", "0", "a number other than 0");
            scale = 1;
        }
        double offset = map.Get(ChannelKeys.Offset, 0);
        int median = map.Get(ChannelKeys.Median, 1);
        if (median % 2 == 0)
        {
            draft.Errors.Add(map.PlaceOf(ChannelKeys.Median), "even length of a median filter",
                median.ToString(CultureInfo.InvariantCulture), "an odd number from 1 to 31");
        }
        Interval? possible = quantity is null ? null : Scaled(quantity.Range, scale, offset);
        Interval? range = map.TryGet(ChannelKeys.Range, out Interval given) ? given : possible;
        if (possible is { } all && (given.Minimum > all.Maximum || given.Maximum < all.Minimum)
            && map.Has(ChannelKeys.Range))
        {
            draft.Errors.Add(map.PlaceOf(ChannelKeys.Range), $"range that {quantity!.Name} never has",
                Print(given), $"some of {Print(all)}");
        }
        Interval? clamp = map.TryGet(ChannelKeys.Clamp, out Interval limits) ? limits : null;
        TimeSpan? stuckAfter = map.TryGet(ChannelKeys.StuckAfter, out TimeSpan stuck) ? stuck : null;
        return new(scale, offset, range, median, clamp, map.Get(ChannelKeys.Deadband, 0), stuckAfter);
    }

    private static double ReadResolution(
        SiteDraft draft, MapReader map, QuantityDescription? quantity, Conditioning conditioning)
    {
        double usual = Rounded((quantity?.Resolution ?? 1) * Math.Abs(conditioning.Scale));
        double resolution = map.Get(ChannelKeys.Resolution, usual);
        double largest = conditioning.Range is { } range
            ? Math.Max(Math.Abs(range.Minimum), Math.Abs(range.Maximum))
            : 0;
        if (largest / resolution > MostSteps)
        {
            bool isGiven = map.Has(ChannelKeys.Resolution);
            draft.Errors.Add(isGiven ? map.PlaceOf(ChannelKeys.Resolution) : map.At,
                "resolution too fine for the range", NumberShapes.Print(resolution),
                $"at least {NumberShapes.Print(largest / MostSteps)}");
        }
        return resolution;
    }

    private static Interval Scaled(Interval range, double scale, double offset)
    {
        double a = Rounded((range.Minimum * scale) + offset);
        double b = Rounded((range.Maximum * scale) + offset);
        return new(Math.Min(a, b), Math.Max(a, b));
    }

    /// <summary>Twelve digits: 0.001 times 50 is 0.05, not its neighbour.</summary>
    private static double Rounded(double value) => value == Math.Round(value)
        ? value
        : double.Parse(value.ToString("G12", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);

    private static string Print(Interval interval) =>
        $"[{NumberShapes.Print(interval.Minimum)}, {NumberShapes.Print(interval.Maximum)}]";
}
