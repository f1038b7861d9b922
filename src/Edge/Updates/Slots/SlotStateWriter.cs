using System.Buffers;
using System.Collections.Immutable;
using System.Text.Json;

namespace Edge.Updates.Slots;

/// <summary>Writes a slot state; <see cref="SlotStateReader"/> reads exactly what was written.</summary>
public static class SlotStateWriter
{
    public static byte[] Write(SlotState state)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(buffer);
        json.WriteStartObject();
        json.WriteNumber("version", 1);
        json.WriteNumber("generation", state.Generation);
        json.WriteString("phase", PhaseWord(state.Phase));
        Write(json, "committed", state.Committed);
        Write(json, "previous", state.Previous);
        Write(json, state.Candidate);
        Write(json, state.Failure);
        Write(json, state.Evidence);
        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>A phase as people and programs read it.</summary>
    public static string PhaseWord(UpdatePhase phase) => SlotStateReader.Phases[(int)phase - 1];

    private static void Write(Utf8JsonWriter json, string name, SlotRelease? release)
    {
        if (release is null) { return; }
        json.WriteStartObject(name);
        json.WriteString("slot", release.Slot.Word());
        json.WriteString("release", release.Release);
        json.WriteString("manifest", release.Manifest.ToString());
        json.WriteNumber("epoch", release.Epoch);
        json.WriteNumber("writes", release.Writes);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, Candidate? candidate)
    {
        if (candidate is null) { return; }
        json.WriteStartObject("candidate");
        Write(json, "of", candidate.Release);
        json.WriteNumber("triesLeft", candidate.TriesLeft);
        Write(json, candidate.Starts);
        if (candidate.UsableChannels is int channels) { json.WriteNumber("usableChannels", channels); }
        json.WriteBoolean("offline", candidate.Offline);
        if (candidate.With is { } with) { json.WriteString("with", with.ToString()); }
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, TrialEvidence? evidence)
    {
        if (evidence is null) { return; }
        json.WriteStartObject("evidence");
        Write(json, evidence.Starts);
        json.WriteBoolean("offline", evidence.Offline);
        if (evidence.Slot is { } slot) { json.WriteString("slot", slot.Word()); }
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, ImmutableArray<string> starts)
    {
        json.WriteStartArray("starts");
        foreach (string start in starts) { json.WriteStringValue(start); }
        json.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter json, UpdateFailure? failure)
    {
        if (failure is null) { return; }
        json.WriteStartObject("failure");
        json.WriteString("release", failure.Release);
        json.WriteString("manifest", failure.Manifest.ToString());
        json.WriteNumber("reason", (ushort)failure.Reason);
        json.WriteString("detail", failure.Detail);
        json.WriteEndObject();
    }
}
