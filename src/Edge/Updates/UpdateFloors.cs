using System.Buffers;
using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Edge.Updates.Releases;
using Edge.Updates.Tuf;

namespace Edge.Updates;

/// <summary>What this machine never goes below: a security epoch for each component, and a time.</summary>
/// <remarks>Stored twice, apart from the slots; the higher of two copies counts. File: docs/formats/slot-state.md.</remarks>
public sealed record UpdateFloors(ImmutableSortedDictionary<string, long> Epochs, DateTimeOffset Time)
{
    public const int MaxBytes = 4_096;
    public const int MaxComponents = 16;
    private const string TimeFormat = "yyyy-MM-dd'T'HH:mm:ss'Z'";

    public static UpdateFloors None { get; } =
        new(ImmutableSortedDictionary<string, long>.Empty.WithComparers(StringComparer.Ordinal), TimeFloor.Earliest);

    /// <summary>0 for a component that never committed anything.</summary>
    public long EpochOf(string component) => Epochs.GetValueOrDefault(component);

    /// <summary>The floors after a release was committed; lower ones change nothing.</summary>
    public UpdateFloors RaiseEpoch(string component, long epoch) =>
        epoch > EpochOf(component) ? this with { Epochs = Epochs.SetItem(component, epoch) } : this;

    public UpdateFloors RaiseTime(DateTimeOffset signedAt) => this with { Time = TimeFloor.Raise(Time, signedAt) };

    /// <summary>Of each floor the higher one.</summary>
    public UpdateFloors Max(UpdateFloors other) =>
        other.Epochs.Aggregate(this, (floors, entry) => floors.RaiseEpoch(entry.Key, entry.Value)) with
        {
            Time = Time > other.Time ? Time : other.Time,
        };

    public bool IsSame(UpdateFloors other) => Time == other.Time && Epochs.SequenceEqual(other.Epochs);

    public byte[] Write()
    {
        var buffer = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(buffer);
        json.WriteStartObject();
        json.WriteNumber("version", 1);
        json.WriteStartObject("epochs");
        foreach ((string component, long epoch) in Epochs) { json.WriteNumber(component, epoch); }
        json.WriteEndObject();
        json.WriteString("time", Time.ToString(TimeFormat, CultureInfo.InvariantCulture));
        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenSpan.ToArray();
    }

    public static Result<UpdateFloors, UpdateReason> Read(ReadOnlySpan<byte> bytes) =>
        FieldReading.Document(bytes, MaxBytes, "floors", Read);

    private static UpdateFloors Read(TufFields fields)
    {
        fields.Only("version", "epochs", "time");
        TufFields epochs = fields.Object("epochs");
        string[] components = [.. epochs.Names()];
        // A newer version may know a component that this one does not; its floor stays all the same.
        if (components.Length > MaxComponents || !components.All(PathNames.IsName)) { fields.Wrong("epochs", $"at most {MaxComponents} names"); }
        string text = fields.Text("time", TimeFormat.Length);
        bool isTime = DateTimeOffset.TryParseExact(
            text, TimeFormat, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset time);
        if (!isTime) { fields.Wrong("time", "a time such as 2030-01-31T12:00:00Z"); }
        UpdateFloors floors = components.Where(PathNames.IsName)
            .Aggregate(None, (f, name) => f.RaiseEpoch(name, epochs.Integer(name, 0, ReleaseLimits.MaxEpoch)));
        return floors with { Time = time > TimeFloor.Earliest ? time : TimeFloor.Earliest };
    }
}
