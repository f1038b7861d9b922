using System.Globalization;
using System.Text;
using System.Text.Json;
using Edge.Platform.Updates;
using Edge.Updates;
using Edge.Updates.Releases;
using Edge.Updates.Slots;

namespace Edge.Host.Updates;

/// <summary>The state of the slots in words, and as it is stored.</summary>
internal static class UpdateStatus
{
    /// <summary>The document of docs/formats/slot-state.md, on one line; where something is damaged, with the field <c>damaged</c>.</summary>
    public static string Json(UpdateParts parts)
    {
        string state = Encoding.UTF8.GetString(SlotStateWriter.Write(parts.Ledger.State));
        return parts.Damage() is string damage
            ? $"{state[..^1]},\"damaged\":\"{JsonEncodedText.Encode(damage)}\"}}\n"
            : state + "\n";
    }

    public static string Text(UpdateParts parts)
    {
        SlotState state = parts.Ledger.State;
        UpdateFloors floors = new FloorStore(parts.Disk, parts.Folders.Slots).Load();
        var text = new StringBuilder();
        if (parts.Component != ReleaseManifest.App) { text.AppendLine(CultureInfo.InvariantCulture, $"component  {parts.Component}"); }
        text.AppendLine(CultureInfo.InvariantCulture, $"phase      {SlotStateWriter.PhaseWord(state.Phase)}");
        string installed = parts.Component switch
        {
            ReleaseManifest.App => "the installed version",
            ReleaseManifest.Site => "the installed site file",
            _ => "the installed system",
        };
        text.AppendLine(CultureInfo.InvariantCulture, $"runs       {Release(state.Committed) ?? installed}");
        if (parts.Damage() is string damage) { text.AppendLine(CultureInfo.InvariantCulture, $"damaged    {damage}"); }
        if (state.Candidate is { } candidate)
        {
            text.AppendLine(
                CultureInfo.InvariantCulture,
                $"candidate  {Release(candidate.Release)}, {candidate.TriesLeft} starts left, {candidate.Starts.Length} made");
        }
        if (state.Previous is { } previous) { text.AppendLine(CultureInfo.InvariantCulture, $"before     {Release(previous)}"); }
        if (state.Failure is { } failure)
        {
            text.AppendLine(
                CultureInfo.InvariantCulture,
                $"undone     {failure.Release}: {PlainWords.Of(failure.Reason.ToString())} ({(ushort)failure.Reason}), {failure.Detail}");
        }
        if (new LastLook(parts.Disk, parts.Folders, parts.Component).Text() is string look) { text.AppendLine($"wanted     {look}"); }
        text.AppendLine(
            CultureInfo.InvariantCulture,
            $"floors     security epoch {floors.EpochOf(parts.Component)}, time {floors.Time:yyyy-MM-dd}");
        return text.ToString();
    }

    private static string? Release(SlotRelease? release) => release is null
        ? null
        : $"{release.Release} in slot {release.Slot.Word()}, manifest {release.Manifest.ToString()[..16]}";
}
