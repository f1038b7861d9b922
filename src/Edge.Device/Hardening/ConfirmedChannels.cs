using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using Edge.Hardening;
using Edge.Platform.Files;

namespace Edge.Device.Hardening;

/// <summary>The channels that were seen to work under a confirmed plan, and what they stood on: for a
/// boot in which they come
/// late.</summary>
public sealed class ConfirmedChannels(string stateFolder)
{
    private const int MaxBytes = 64 * 1024;
    private const int MostChannels = 32;
    private const int MostNeeds = 128;

    private string Path => System.IO.Path.Combine(stateFolder, "confirmed.json");

    /// <summary>Nothing where none was confirmed, or the file cannot be read.</summary>
    public ImmutableArray<Found> Read()
    {
        try
        {
            if (!File.Exists(Path) || new FileInfo(Path).Length > MaxBytes) { return []; }
            ChannelLine[] lines = JsonSerializer.Deserialize(File.ReadAllBytes(Path),
                ConfirmedJson.Default.ChannelLineArray) ?? [];
            return [.. lines.Take(MostChannels).Where(IsWhole).Select(Of)];
        }
        catch (Exception exception) when (
            exception is IOException or UnauthorizedAccessException or JsonException)
        {
            return [];
        }
    }

    /// <summary>Those that come first, as many as find room. Durable when it returns; where the disk takes nothing, what was there before
    /// counts.</summary>
    public void Write(IEnumerable<Found> channels)
    {
        ChannelLine[] lines = [.. channels.Take(MostChannels).Select(each =>
            new ChannelLine(each.Name, each.Device, [.. each.Needs.Take(MostNeeds)], each.Fact("radio"),
                each.Fact("usb")))];
        byte[] text = Text(lines);
        while (text.Length > MaxBytes) { text = Text(lines = lines[..^1]); }
        try
        {
            if (File.Exists(Path) && File.ReadAllBytes(Path).AsSpan().SequenceEqual(text)) { return; }
            DurableFile.Replace(Path, text, DurableFile.OwnerOnly);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // A full disk tells of itself.
        }
    }

    private static byte[] Text(ChannelLine[] lines) =>
        JsonSerializer.SerializeToUtf8Bytes(lines, ConfirmedJson.Default.ChannelLineArray);

    private static bool IsWhole(ChannelLine line) => line is { Name: not null, Needs: not null }
        && line.Needs.All(need => need is not null)
        && line.Needs.Length <= MostNeeds;

    private static Found Of(ChannelLine line)
    {
        var found = Found.Of(FoundKind.NetDevice, line.Name!, line.Device, line.Needs!);
        if (line.Radio is { } radio) { found = found.With("radio", radio); }
        return line.Usb is { } usb ? found.With("usb", usb) : found;
    }
}

internal sealed record ChannelLine(string? Name, string? Device, string[]? Needs, string? Radio, string? Usb);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ChannelLine[]))]
internal sealed partial class ConfirmedJson : JsonSerializerContext;
