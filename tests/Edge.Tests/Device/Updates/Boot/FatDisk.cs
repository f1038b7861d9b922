using System.Buffers.Binary;
using System.Text;

namespace Edge.Tests.Device.Updates.Boot;

/// <summary>A FAT partition with one file, laid out as mkfs.fat does it.</summary>
internal static class FatDisk
{
    private const int Sector = 512;

    /// <param name="isFat32">Otherwise FAT12.</param>
    /// <param name="at">The first byte of the file.</param>
    public static byte[] With(byte[] content, bool isFat32, out int at, int length = -1, string name = "AUTOBOOTTXT")
    {
        int perCluster = isFat32 ? 1 : 4, reserved = isFat32 ? 32 : 1, fats = 2, root = isFat32 ? 0 : 512;
        int sectors = isFat32 ? 70_000 : 4_096, fatSectors = isFat32 ? 548 : 3;
        var disk = new byte[sectors * Sector];
        Span<byte> boot = disk.AsSpan(0, Sector);
        BinaryPrimitives.WriteUInt16LittleEndian(boot[11..], Sector);
        boot[13] = (byte)perCluster;
        BinaryPrimitives.WriteUInt16LittleEndian(boot[14..], (ushort)reserved);
        boot[16] = (byte)fats;
        BinaryPrimitives.WriteUInt16LittleEndian(boot[17..], (ushort)root);
        if (isFat32)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(boot[32..], (uint)sectors);
            BinaryPrimitives.WriteUInt32LittleEndian(boot[36..], (uint)fatSectors);
            BinaryPrimitives.WriteUInt32LittleEndian(boot[44..], 2);
        }
        else
        {
            BinaryPrimitives.WriteUInt16LittleEndian(boot[19..], (ushort)sectors);
            BinaryPrimitives.WriteUInt16LittleEndian(boot[22..], (ushort)fatSectors);
        }
        (boot[510], boot[511]) = (0x55, 0xAA);
        int rootAt = (reserved + (fats * fatSectors)) * Sector, dataAt = rootAt + (root * 32);
        const int Cluster = 5;
        at = dataAt + ((Cluster - 2) * perCluster * Sector);

        // A label, a piece of a long name, a deleted file and a folder come first.
        Span<byte> entries = disk.AsSpan(isFat32 ? dataAt : rootAt);
        Entry(entries, "AUTOBOOT   ", 0x08, 0, 0);
        Entry(entries[32..], "Aautoboot.t", 0x0F, 0, 0);
        Entry(entries[64..], "\u00e5UTOBOOTTXT", 0x20, 9, Sector);
        Entry(entries[96..], "AUTOBOOT   ", 0x10, 7, 0);
        Entry(entries[128..], name, 0x20, Cluster, length < 0 ? content.Length : length);
        content.CopyTo(disk, at);
        return disk;
    }

    private static void Entry(Span<byte> entry, string name, byte attributes, int cluster, int length)
    {
        Encoding.Latin1.GetBytes(name, entry);
        entry[11] = attributes;
        BinaryPrimitives.WriteUInt16LittleEndian(entry[26..], (ushort)cluster);
        BinaryPrimitives.WriteInt32LittleEndian(entry[28..], length);
    }
}
