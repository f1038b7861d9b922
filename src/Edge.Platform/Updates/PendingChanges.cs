using System.Buffers;
using Edge.Updates.Tuf;
using MessagePack;

namespace Edge.Platform.Updates;

/// <summary>Changes of trusted metadata that belong together, as bytes. File: docs/formats/tuf.md, <c>pending</c>.</summary>
internal static class PendingChanges
{
    /// <summary>A root with everything around it; anything larger was not written here.</summary>
    public const int MaxBytes = 2 * TufLimits.MaxTargetsBytes;

    public static byte[] Encode(IReadOnlyList<TufChange> changes)
    {
        var buffer = new ArrayBufferWriter<byte>();
        var writer = new MessagePackWriter(buffer);
        writer.WriteArrayHeader(changes.Count);
        foreach (TufChange change in changes)
        {
            writer.WriteArrayHeader(2);
            writer.Write(change.Role);
            if (change.Content is byte[] content) { writer.Write(content); } else { writer.WriteNil(); }
        }
        writer.Flush();
        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>Null for anything that was not written by <see cref="Encode"/>: somebody edited it, and it is dropped.</summary>
    public static List<TufChange>? Decode(byte[] bytes)
    {
        try
        {
            var reader = new MessagePackReader(bytes);
            var changes = new List<TufChange>();
            for (int left = reader.ReadArrayHeader(); left > 0; left--)
            {
                if (reader.ReadArrayHeader() != 2 || reader.ReadString() is not string role) { return null; }
                if (!TufNames.IsTopLevel(role) && !TufNames.IsDelegated(role)) { return null; }
                changes.Add(new TufChange(role, reader.TryReadNil() ? null : reader.ReadBytes()?.ToArray()));
            }
            return reader.End ? changes : null;
        }
        catch (Exception exception) when (exception
            is MessagePackSerializationException or EndOfStreamException or OverflowException)
        {
            return null;
        }
    }
}
