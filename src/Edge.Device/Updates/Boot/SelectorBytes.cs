using Edge.Platform.Updates.Images;
using Edge.Updates;

namespace Edge.Device.Updates.Boot;

/// <summary>Bytes of a selector, changed where they stand.</summary>
internal static class SelectorBytes
{
    private const int BlockBytes = 4_096;

    /// <summary>None where the medium does not give them: a copy that cannot be read is damaged like any other, and
    /// nothing of a selector is so short.</summary>
    public static byte[] Read(IBlocks blocks, long at, int length)
    {
        var bytes = new byte[length];
        return blocks.TryRead(at, bytes) ? bytes : [];
    }

    /// <summary>Writes, flushes, and reads back from the medium; nothing where the bytes stand
    /// there.</summary>
    public static UpdateReason? Replace(IBlocks blocks, long at, ReadOnlySpan<byte> bytes)
    {
        if (Read(blocks, at, bytes.Length).AsSpan().SequenceEqual(bytes)) { return null; }
        blocks.Write(at, bytes);
        blocks.Flush();
        try
        {
            return StandsOnTheMedium(blocks, at, bytes) ? null : Damaged("the medium does not hold what was written");
        }
        catch (IOException exception)
        {
            return Damaged($"the medium does not give what was written: {exception.Message}");
        }
    }

    private static UpdateReason Damaged(string detail) => new(UpdateRefusal.SelectorDamaged, detail);

    // In pieces that begin at a whole block: an environment of U-Boot may be longer than what is read at once.
    private static bool StandsOnTheMedium(IBlocks blocks, long at, ReadOnlySpan<byte> bytes)
    {
        int ahead = (int)(at % BlockBytes);
        var piece = new byte[Math.Min(IBlocks.MostReadBackBytes, ahead + bytes.Length)];
        for (long next = at - ahead; !bytes.IsEmpty; next += piece.Length)
        {
            int count = Math.Min(piece.Length - ahead, bytes.Length);
            blocks.ReadBack(next, piece.AsSpan(0, ahead + count));
            if (!piece.AsSpan(ahead, count).SequenceEqual(bytes[..count])) { return false; }
            bytes = bytes[count..];
            ahead = 0;
        }
        return true;
    }
}
